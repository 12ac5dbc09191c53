import path from 'node:path';
import { AppConfig, InvalidConfigError } from './app-config.js';

const faultsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    AppConfig.from(env);
    return [];
  } catch (error) {
    return (error as InvalidConfigError).faults;
  }
};

describe('AppConfig (SPEC O-2)', () => {
  it('needs nothing to be set', () => {
    expect(AppConfig.from({})).toMatchObject({
      host: '0.0.0.0',
      port: 8000,
      publicUrl: 'http://localhost:8000',
      databaseUrl: null,
      dataDir: path.resolve('data'),
      production: false,
    });
  });

  it('names every variable at fault at once', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'ftp://x',
      SESSION_SECRET: 'short',
      BOOTSTRAP_ADMIN_USERNAME: 'root',
    });
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      'BOOTSTRAP_ADMIN_USERNAME',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
      'SESSION_SECRET',
    ]);
  });

  it.each(['-1', '65536', '80.5', '0x50', ' '.repeat(3) + '8e1'])('refuses the port %j', (PORT) => {
    expect(faultsOf({ PORT })).toHaveLength(1);
  });

  it.each(['http://localhost:8000/api', 'http://me@localhost', 'http://localhost/?a=1'])(
    'refuses %s as an origin',
    (PUBLIC_URL) => {
      expect(faultsOf({ PUBLIC_URL })).toHaveLength(1);
    },
  );

  it('takes an empty value for the default, and a slash at the end of the public URL for nothing', () => {
    expect(AppConfig.from({ PORT: '', PUBLIC_URL: 'https://courses.example.org/' })).toMatchObject({
      port: 8000,
      publicUrl: 'https://courses.example.org',
    });
  });

  it('never shows the password of a database URL', () => {
    const [fault] = faultsOf({ DATABASE_URL: 'mysql://user:secret@host/db' });
    expect(fault).toContain('DATABASE_URL');
    expect(fault).not.toContain('secret');
  });

  it('takes a relative file: URL for the asset store', () => {
    expect(AppConfig.from({ ASSET_STORE_URL: 'file:./here' }).assetStoreUrl.pathname).toBe(`${path.resolve('here')}/`);
  });

  it('cannot be changed afterwards', () => {
    expect(() => Object.assign(AppConfig.from({}), { port: 1 })).toThrow(TypeError);
  });
});

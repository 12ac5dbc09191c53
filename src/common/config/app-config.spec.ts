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

  it.each([
    '*',
    'null',
    'https://studio.example.org/',
    'https://studio.example.org/path',
    'https://*.example.org',
    'studio.example.org',
    'https://studio.example.org:443',
    'ftp://studio.example.org',
    'https://user:secret@studio.example.org',
  ])('refuses %s as an origin that may call with credentials (SPEC R-16, Fetch 3.2.5)', (CORS_ALLOWED_ORIGINS) => {
    const faults = faultsOf({ CORS_ALLOWED_ORIGINS: `https://good.example.org,${CORS_ALLOWED_ORIGINS}` });
    expect(faults).toEqual([expect.stringMatching(/^CORS_ALLOWED_ORIGINS must list origins/)]);
    expect(faults[0]).not.toContain('secret');
  });

  it.each([
    ['', false],
    ['0', false],
    ['2', 2],
    ['10.0.0.0/8, loopback,::1', ['10.0.0.0/8', 'loopback', '::1']],
  ])('reads TRUST_PROXY=%s as %j (SPEC R-16)', (TRUST_PROXY, expected) => {
    expect(AppConfig.from({ TRUST_PROXY }).trustProxy).toEqual(expected);
  });

  it.each(['true', '10.0.0.0/33', '10.0.0', '::/129', '10.0.0.0/8/8', '100', 'proxy.example.org'])(
    'refuses TRUST_PROXY=%s: whose word is taken must be said exactly',
    (TRUST_PROXY) => {
      expect(faultsOf({ TRUST_PROXY })).toEqual([expect.stringMatching(/^TRUST_PROXY must list/)]);
    },
  );

  it('lets by default more reads through than one process can answer, and takes 0 for no limit (SPEC R-16)', () => {
    expect(AppConfig.from({}).rateLimits.reads).toBeGreaterThanOrEqual(600_000);
    expect(AppConfig.from({ RATE_LIMIT_READS: '0' }).rateLimits.reads).toBe(0);
    expect(faultsOf({ RATE_LIMIT_READS: '-1', RATE_LIMIT_WRITES: 'many', RATE_LIMIT_SIGN_IN: '1.5' })).toHaveLength(3);
  });

  it('cannot be changed afterwards', () => {
    expect(() => Object.assign(AppConfig.from({}), { port: 1 })).toThrow(TypeError);
  });
});

describe('an external LMS in the configuration (SPEC O-2, section 8)', () => {
  const ISSUER = 'https://lms.example.org/oauth2';

  it('is there only with its issuer: what belongs to it alone is a mistake', () => {
    expect(AppConfig.from({}).lms).toBeNull();
    expect(faultsOf({ OAUTH2_CLIENT_ID: 'sso', OAUTH2_CLIENT_SECRET: 's', OAUTH2_AUDIENCE: 'any' })).toHaveLength(3);
  });

  it('checks the audience unless somebody says "any", and is reached where the issuer is unless told otherwise', () => {
    expect(AppConfig.from({ OAUTH2_ISSUER: ISSUER }).lms).toEqual({
      issuer: ISSUER,
      urlRoot: 'https://lms.example.org',
      publicUrlRoot: 'https://lms.example.org',
      client: null,
      audience: 'openedx',
      jwksUrl: null,
      keys: [],
      userInfoUrl: null,
    });
    const lms = AppConfig.from({
      OAUTH2_ISSUER: ISSUER,
      OAUTH2_AUDIENCE: 'any',
      OAUTH2_URL_ROOT: 'http://lms:8000/',
    }).lms;
    expect(lms).toMatchObject({ audience: null, urlRoot: 'http://lms:8000', publicUrlRoot: 'https://lms.example.org' });
  });

  it.each([
    { OAUTH2_ISSUER: 'lms.example.org' },
    { OAUTH2_ISSUER: 'ftp://lms.example.org' },
    { OAUTH2_ISSUER: ISSUER, OAUTH2_CLIENT_ID: 'sso' },
    { OAUTH2_ISSUER: ISSUER, OAUTH2_CLIENT_SECRET: 's' },
    { OAUTH2_ISSUER: ISSUER, OAUTH2_URL_ROOT: 'https://lms.example.org/path' },
    { OAUTH2_ISSUER: ISSUER, OAUTH2_PUBLIC_URL_ROOT: 'https://user@lms.example.org' },
    { OAUTH2_ISSUER: ISSUER, OAUTH2_JWKS_URL: 'file:///etc/keys' },
    { OAUTH2_ISSUER: ISSUER, OAUTH2_USER_INFO_URL: 'not an address' },
    { OAUTH2_ISSUER: ISSUER, JWT_PUBLIC_SIGNING_JWK_SET: '{"keys": []}' },
    { OAUTH2_ISSUER: ISSUER, JWT_PUBLIC_SIGNING_JWK_SET: '{"keys": ["x"]}' },
    { JWT_AUTH_COOKIE_SIGNATURE: 'a b' },
  ])('is refused as %j', (environment) => {
    expect(faultsOf(environment)).toHaveLength(1);
  });

  it('never repeats a key that was meant to be public and was not', () => {
    expect(
      faultsOf({ OAUTH2_ISSUER: ISSUER, JWT_PUBLIC_SIGNING_JWK_SET: '{"d": "private-part"}' }).join(),
    ).not.toContain('private-part');
  });
});

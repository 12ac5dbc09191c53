import { QueryFailedError } from 'typeorm';
import { translateDatabaseError, violates } from './database-errors.js';

const failed = (code: string, constraint?: string) =>
  new QueryFailedError('SELECT', [], Object.assign(new Error('from the driver'), { code, constraint }));

describe('errors of the database (operations.md fact 10)', () => {
  it.each(['22021', '22P05', '22P02', '22003', '22007', '22008', '22001', '22023', '22025', '2201B', '54000', '54001'])(
    'take %s for a fault of the input',
    (code) => {
      expect(translateDatabaseError(failed(code))).toMatchObject({ code: 'invalid_input', status: 400 });
    },
  );

  it.each(['57P01', '57014', '53300', '08006', '55P03', '25006'])(
    'take %s for a database that is away or busy',
    (code) => {
      expect(translateDatabaseError(failed(code))).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    },
  );

  it.each(['40001', '40P01'])('take %s for a race that was lost: to be sent again, nothing was changed', (code) => {
    expect(translateDatabaseError(failed(code))).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });

  it('take a refused or lost connection for one that is away', () => {
    expect(translateDatabaseError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))?.status).toBe(503);
    expect(translateDatabaseError(new Error('Connection terminated unexpectedly'))?.status).toBe(503);
    expect(translateDatabaseError(new Error('timeout exceeded when trying to connect'))?.status).toBe(503);
  });

  it('leave our own mistakes alone: those are 500s', () => {
    expect(translateDatabaseError(failed('42601'))).toBeNull();
    expect(translateDatabaseError(failed('23505', 'uq_users_email'))).toBeNull();
    expect(translateDatabaseError(failed('23502'))).toBeNull();
    expect(translateDatabaseError(failed('42P01'))).toBeNull();
    expect(translateDatabaseError(new TypeError('x is not a function'))).toBeNull();
    expect(translateDatabaseError(Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toBeNull();
    expect(translateDatabaseError(null)).toBeNull();
  });

  it('are recognised by the name of a constraint', () => {
    expect(violates(failed('23505', 'uq_users_email'), 'uq_users_email')).toBe(true);
    expect(violates(failed('23505', 'uq_users_email'), 'uq_users_username')).toBe(false);
    expect(violates(new Error('uq_users_email'), 'uq_users_email')).toBe(false);
  });
});

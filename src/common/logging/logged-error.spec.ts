import { errors } from 'jose';
import { QueryFailedError } from 'typeorm';
import { loggedError } from './logged-error.js';

const SECRET = 'zq-secret-value';
const driver = (values: object) => Object.assign(new Error('refused'), { severity: 'ERROR', code: '23514', ...values });

describe('an error in the log (operations.md A9.4)', () => {
  it('has neither the parameters of a statement nor the row that PostgreSQL refused', () => {
    const failed = new QueryFailedError(
      'INSERT INTO users VALUES ($1)',
      [SECRET],
      driver({
        detail: `Failing row contains (${SECRET}).`,
        constraint: 'ck_users_name',
        where: SECRET,
        table: 'users',
      }),
    );
    const logged = loggedError(failed) as object;
    expect(JSON.stringify(logged)).not.toContain(SECRET);
    expect(logged).toMatchObject({
      type: 'QueryFailedError',
      query: 'INSERT INTO users VALUES ($1)',
      code: '23514',
      constraint: 'ck_users_name',
      table: 'users',
    });
  });

  it('has no value that PostgreSQL repeats in its message, nor in the stack, which begins with it', () => {
    const message = `invalid input syntax for type uuid: "${SECRET}\n$&"`;
    const failed = new QueryFailedError('SELECT $1::uuid', [SECRET], Object.assign(driver({}), { message }));
    const logged = loggedError(failed);
    expect(JSON.stringify(logged)).not.toContain(SECRET);
    expect(logged).toMatchObject({ message: 'invalid input syntax for type uuid: "…"' });
  });

  it('has none of the claims of a token that had expired, not even as the cause of another error', () => {
    const cause = new errors.JWTExpired('"exp" claim timestamp check failed', { email: SECRET }, 'exp', 'check_failed');
    const logged = loggedError(new Error('The token does not count.', { cause }));
    expect(JSON.stringify(logged)).not.toContain(SECRET);
    expect(logged).toMatchObject({ cause: { type: 'JWTExpired', code: 'ERR_JWT_EXPIRED' } });
  });

  it('ends where causes go round in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(loggedError(error)).match(/"cause"/g)).toHaveLength(5);
  });

  it('that is none is what was thrown, or only what kind of thing it was', () => {
    expect([loggedError('nothing'), loggedError({ password: SECRET })]).toEqual(['nothing', { type: 'Object' }]);
  });

  it('says where it happened', () => {
    expect(loggedError(new TypeError('x is not a function'))).toMatchObject({
      type: 'TypeError',
      message: 'x is not a function',
      stack: expect.stringMatching(/^TypeError: x is not a function\n\s+at .*logged-error\.spec/s),
    });
  });
});

import { DatabaseUnavailableError } from '../common/database/database.js';
import { AppError, InvalidInputError } from '../common/errors/app-error.js';
import { InterruptedError, UsageError } from './command-errors.js';
import { describeFailure } from './failure.js';

describe('A failed command', () => {
  it('says in plain words that the database is away, without its password', () => {
    const error = new DatabaseUnavailableError(
      'postgresql://me:hidden@db.example.org:5432/courses',
      new Error('connect ECONNREFUSED'),
    );
    const { message, exitCode } = describeFailure(error);
    expect(message).toMatch(
      /courses at db\.example\.org:5432 cannot be used: connect ECONNREFUSED.*Check DATABASE_URL/s,
    );
    expect(message).not.toContain('hidden');
    expect(exitCode).toBe(1);
  });

  it('says what to do about a full disk', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(describeFailure(error)).toMatchObject({
      errorCode: 'disk_full',
      exitCode: 1,
      message: expect.stringContaining('set DATA_DIR'),
    });
  });

  it('names the file that does not exist', () => {
    const error = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', path: 'curse.tar.gz' });
    expect(describeFailure(error).message).toMatch(/^"curse\.tar\.gz" does not exist\./);
  });

  it('shows no stack of what nobody expected', () => {
    const { message, errorCode } = describeFailure(new TypeError('x is not a function'));
    expect(errorCode).toBe('internal_error');
    expect(message).not.toMatch(/\n\s+at /);
  });

  it('lists the faults by field, but tells nothing twice', () => {
    const invalid = new InvalidInputError({ email: ['email must be an e-mail address.'], name: ['Too long.'] });
    expect(describeFailure(invalid).message).toBe('email must be an e-mail address.\nname: Too long.');
    const refused = new AppError('invalid_archive', 'The archive ends too early.', {
      fieldErrors: { archive: ['The archive ends too early.'] },
    });
    expect(describeFailure(refused).message).toBe('The archive ends too early.');
  });

  it('ends with 2 for a wrong command line, with 130 for Ctrl-C and 143 for SIGTERM', () => {
    expect(describeFailure(new UsageError('There is no password.')).exitCode).toBe(2);
    expect(describeFailure(new InterruptedError('SIGINT')).exitCode).toBe(130);
    expect(describeFailure(new InterruptedError('SIGTERM')).exitCode).toBe(143);
  });
});

import { AppError, InvalidInputError } from '../../common/errors/app-error.js';
import { taskProblem } from './task-problem.js';

const URL = 'https://courses.example.org/api/task/v1/tasks/0199/';

describe('What a failed task says', () => {
  it('tells nothing of an error that is not meant for clients', () => {
    const problem = taskProblem(new TypeError("Cannot read properties of undefined (reading 'secret')"), URL);
    expect(problem).toMatchObject({ error_code: 'internal_error', status: 500 });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('tells of a database that went away as of one that may come back', () => {
    const lost = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
    expect(taskProblem(lost, URL)).toMatchObject({ error_code: 'service_unavailable', status: 503 });
  });

  it('is the error body of SPEC section 1, with the task as its instance', () => {
    expect(taskProblem(new AppError('invalid_archive', 'The archive ends too early.'), URL)).toEqual({
      error_code: 'invalid_archive',
      developer_message:
        'The archive ends too early. More: https://courses.example.org/api-docs/errors/invalid_archive/',
      user_message: 'The file is not a course archive that can be imported.',
      type: 'https://docs.openedx.org/errors/validation',
      title: 'Invalid Archive',
      status: 400,
      detail: 'The archive ends too early.',
      instance: '/api/task/v1/tasks/0199/',
    });
  });

  it('keeps the faults by field in both vocabularies', () => {
    const problem = taskProblem(
      new InvalidInputError({ branch: ['There is no such branch.', 'Names are lower case.'] }),
      URL,
    );
    expect(problem.errors).toEqual({ branch: ['There is no such branch.', 'Names are lower case.'] });
    expect(problem.field_errors?.branch?.developer_message).toBe('There is no such branch. Names are lower case.');
  });
});

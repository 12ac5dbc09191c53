import { InvalidInputError } from '../../../common/errors/app-error.js';
import { StrictValidationPipe } from '../../../common/validation/validation.pipe.js';
import { BlocksQuery, CourseBlocksQuery } from './blocks.query.js';

const read = (value: object, metatype: new () => object = BlocksQuery): Promise<unknown> =>
  new StrictValidationPipe().transform(value, { type: 'query', metatype });
const faultsOf = async (value: object, metatype?: new () => object) => {
  const error = await read(value, metatype).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  return Object.keys((error as InvalidInputError).fieldErrors!);
};

describe('BlocksQuery (SPEC X-2)', () => {
  it('needs a username or all_blocks', async () => {
    expect(await faultsOf({})).toEqual(['username']);
    expect(await faultsOf({ all_blocks: 'false' })).toEqual(['username']);
  });

  it.each([
    ['depth', '-1'],
    ['depth', 'deep'],
    ['depth', '1.5'],
    ['nav_depth', '-1'],
    ['nav_depth', 'x'],
    ['return_type', 'tree'],
    ['all_blocks', 'perhaps'],
  ])('refuses %s=%s', async (name, value) => {
    expect(await faultsOf({ username: 'a', [name]: value })).toEqual([name]);
  });

  it('refuses a list that is longer than any client’s', async () => {
    const block_counts = Array.from({ length: 51 }, (_, index) => `t${index}`).join(',');
    expect(await faultsOf({ username: 'a', block_counts })).toEqual(['block_counts']);
  });

  it.each([undefined, '', 'Courseware', 'course-v1:A B C', ['a', 'b']])('refuses course_id %j', async (course_id) => {
    expect(await faultsOf({ username: 'a', course_id }, CourseBlocksQuery)).toEqual(['course_id']);
  });

  it('takes an empty username, which is the anonymous view, and edX’s defaults for the rest', async () => {
    await expect(read({ username: '' })).resolves.toMatchObject({
      username: '',
      all_blocks: false,
      depth: 0,
      return_type: 'dict',
      requested_fields: [],
    });
    expect(await read({ username: '' })).not.toHaveProperty('nav_depth');
  });

  it('joins commas and repetition, and drops blanks, as the apps write lists', async () => {
    const query = {
      username: 'a',
      requested_fields: ['\n   graded, due', 'children'],
      student_view_data: 'video,,html',
    };
    await expect(read(query)).resolves.toMatchObject({
      requested_fields: ['graded', 'due', 'children'],
      student_view_data: ['video', 'html'],
    });
  });

  it('takes the last of a repeated single value, Python’s True, and no limit for all', async () => {
    const query = { username: ['a', 'b'], all_blocks: 'True', depth: 'all', nav_depth: '3', return_type: '' };
    await expect(read(query)).resolves.toMatchObject({
      all_blocks: true,
      depth: Infinity,
      nav_depth: 3,
      return_type: 'dict',
    });
    await expect(read({ username: ['a', 'b'] })).resolves.toMatchObject({ username: 'b' });
  });

  it('ignores parameters that it does not know, unlike our own resources (SPEC R-9)', async () => {
    const query = { username: 'a', course_id: 'course-v1:A+B+C', browser_timezone: 'UTC' };
    await expect(read(query, CourseBlocksQuery)).resolves.not.toHaveProperty('browser_timezone');
  });
});

import { AccountNotFoundError, InvalidInputError } from '../errors/app-error.js';
import { Principal } from '../auth/principal.js';
import { StrictValidationPipe } from '../validation/validation.pipe.js';
import { CourseParameter, UserParameter, usernameInAddress, usernameOf } from './key-parameters.js';

class OptionalQuery {
  @CourseParameter('A course.')
  readonly course?: string;

  @UserParameter('An account.')
  readonly user?: string;
}

class RequiredQuery {
  @CourseParameter('A course.', { required: true })
  readonly course: string;
}

const COURSE = 'course-v1:Org+Number+Run';
const pipe = new StrictValidationPipe();
const read = (query: object, metatype: new () => object = OptionalQuery) =>
  pipe.transform(query, { type: 'query', metatype }) as Promise<OptionalQuery>;

async function faultsOf(query: object, metatype?: new () => object): Promise<string[]> {
  const error = await read(query, metatype).then(
    () => null,
    (thrown: unknown) => thrown as InvalidInputError,
  );
  expect(error).toBeInstanceOf(InvalidInputError);
  return Object.keys(error!.fieldErrors!);
}

describe('filters with several names (SPEC section 1 "key names", "bad key")', () => {
  it.each([
    [{ course: 'nonsense' }, 'course'],
    [{ course: '' }, 'course'],
    [{ course: [COURSE, COURSE] }, 'course'],
    [{ user: 'two words' }, 'user'],
    [{ user: '' }, 'user'],
    [{ user: 'x'.repeat(31) }, 'user'],
    [{ user: 'ü@x' }, 'user'],
    [{ user: 'Me' }, 'user'],
  ])('%j is a 400 that names %s', async (query, name) => {
    expect(await faultsOf(query)).toEqual([name]);
  });

  it.each(['course_key', 'course_id'])('a bad %s is named by the name that was sent', async (name) => {
    expect(await faultsOf({ [name]: 'nonsense' })).toContain(name);
  });

  it('two names with different values are a 400', async () => {
    expect(await faultsOf({ course: COURSE, course_id: 'course-v1:Org+Number+Other' })).toEqual(['course_id']);
    expect(await faultsOf({ user: 'andya', username: 'andyb' })).toEqual(['username']);
  });

  it('a required one is missing only when no name was sent', async () => {
    expect(await faultsOf({}, RequiredQuery)).toEqual(['course']);
    for (const name of ['course', 'course_key', 'course_id']) {
      expect(await read({ [name]: COURSE }, RequiredQuery)).toMatchObject({ course: COURSE });
    }
  });

  it('every name fills the one member, which is free of branch and version', async () => {
    expect((await read({ course_id: `${COURSE}+branch@draft` })).course).toBe(COURSE);
    expect((await read({ course: COURSE, course_key: COURSE })).course).toBe(COURSE);
    expect((await read({ username: 'andya' })).user).toBe('andya');
    expect((await read({ user: 'me' })).user).toBe('me');
    expect(await read({})).toEqual({});
  });
});

describe('user=me', () => {
  it('is the caller, and needs one', () => {
    const caller = Principal.of({ userId: 7, username: 'andya', isStaff: false, isSuperuser: false });
    expect([usernameOf('me', caller), usernameOf('andyb', caller), usernameOf(undefined, caller)]).toEqual([
      'andya',
      'andyb',
      undefined,
    ]);
    expect(() => usernameOf('me', Principal.anonymous)).toThrow('credentials were not provided');
  });
});

describe('a username in an address', () => {
  const caller = Principal.of({ userId: 7, username: 'andya', isStaff: false, isSuperuser: false });

  it('that can be nobody’s is a 404, never a question to the database (SPEC section 1 "bad key")', () => {
    for (const name of ['a', 'a b', '<script>', 'x'.repeat(31)])
      expect(() => usernameInAddress(name, caller)).toThrow(AccountNotFoundError);
  });

  it('is the caller for me, who must be somebody', () => {
    expect([usernameInAddress('me', caller), usernameInAddress('AndyB', caller)]).toEqual(['andya', 'AndyB']);
    expect(() => usernameInAddress('me', Principal.anonymous)).toThrow('credentials were not provided');
  });
});

import { AppConfig } from '../config/app-config.js';
import { Principal } from '../auth/principal.js';
import { ApiUrls } from './api-urls.js';
import { EditResponse } from './edit.response.js';
import { Expandable, ExpandableWithin, NotExpandable } from './expandable.js';
import { Expanders } from './expanders.js';
import { Expansion } from './expansion.js';
import { type LinkContext, ResourceResponse } from './links.js';
import { AccountReference, CourseReference } from './references.response.js';
import { Minimal, Shown } from './shape.js';

class AccountResponse extends ResourceResponse {
  @Minimal()
  readonly username: string;
}

class CourseSummaryResponse extends ResourceResponse {
  @Minimal()
  readonly course_key: string;

  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly edited: EditResponse;
}

class NoteResponse extends ResourceResponse {
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly edited: EditResponse;

  @NotExpandable('there may be any number of them.')
  @Shown()
  readonly readers: AccountReference[];
}

const urls = new ApiUrls(AppConfig.from({}));
const context: LinkContext = { urls, principal: Principal.anonymous };
const person = (username: string) => ({ username, url: urls.account(username) });
const faultOf = (text: unknown): string => {
  try {
    Expansion.of(NoteResponse, text);
    return '';
  } catch (error) {
    return (error as { fieldErrors: { expand: string[] } }).fieldErrors.expand.join(' ');
  }
};

/** Expanders that count their look-ups. */
function counting() {
  const lookUps: string[][] = [];
  const expanders = new Expanders();
  expanders.register<AccountResponse>('account', {
    model: AccountResponse,
    builder: { url: ({ username }) => urls.account(username), links: () => ({}) },
    keyOf: (reference) => (reference as AccountReference).username,
    load: async (keys) => {
      lookUps.push([...keys]);
      return new Map(keys.filter((key) => key !== 'hidden').map((username) => [username, { username }]));
    },
  });
  expanders.register<CourseSummaryResponse>('course', {
    model: CourseSummaryResponse,
    builder: { url: ({ course_key }) => urls.course(course_key), links: () => ({}) },
    keyOf: (reference) => (reference as CourseReference).course_key,
    load: async (keys) => {
      lookUps.push([...keys]);
      return new Map(
        keys.map((course_key) => [
          course_key,
          { course_key, edited: { by: person('carol'), on: '2026-01-01T00:00:00Z' } },
        ]),
      );
    },
  });
  return { expanders, lookUps };
}

const COURSE = { course_key: 'course-v1:A+B+C', url: urls.course('course-v1:A+B+C') };
const note = (by: string | null, course: object | null = COURSE) => ({
  course,
  edited: { by: by === null ? null : person(by), on: '2026-01-01T00:00:00Z' },
  readers: [],
});

describe('?expand= (SPEC R-1; seeds/001 "Expanding referenced objects")', () => {
  it.each([
    ['author', /"author" cannot be expanded\. Possible here: course, edited\.by\./],
    ['edited', /"edited" cannot be expanded/],
    ['edited.on', /"edited\.on" cannot be expanded/],
    ['edited.', /cannot/],
    ['__proto__', /cannot/],
    ['constructor', /cannot/],
    ['.', /cannot/],
    ['course,author,nobody', /"author".*"nobody"/],
    [['course', 'edited.by'], /sent once only/],
    [Array.from({ length: 11 }, (_, index) => `a${index}`).join(','), /at most 10/],
  ])('refuses %j, and says what is possible', (text, expected) => {
    expect(faultOf(text)).toMatch(expected);
  });

  it('refuses a list that has no bound, and says where it is (R-3)', () => {
    expect(faultOf('readers')).toMatch(/"readers" cannot be expanded: there may be any number of them\./);
  });

  it.each([
    ['edited.by.url', '"edited.by.url" cannot be expanded. "edited.by" can be expanded, but nothing within it.'],
    ['course.org', '"course.org" cannot be expanded. Possible here: course.edited.by.'],
  ])('refuses %s in the words of the request (R-8)', async (text, expected) => {
    const refused = counting().expanders.expand([note('andy')], Expansion.of(NoteResponse, text), context);
    await expect(refused).rejects.toMatchObject({ fieldErrors: { expand: [expected] } });
  });

  it('refuses what is unknown further in, also when there is nothing to expand', async () => {
    const { expanders, lookUps } = counting();
    const expansion = Expansion.of(NoteResponse, 'course.nonsense');
    await expect(expanders.expand([note('andy', null)], expansion, context)).rejects.toThrow(/expand/);
    expect(lookUps).toEqual([]);
  });

  it('nests three deep and no deeper', async () => {
    const { expanders } = counting();
    const deep = Expansion.of(NoteResponse, 'course.edited.by');
    const rows = [note('andy')];
    await expanders.expand(rows, deep, context);
    expect(rows[0]).toMatchObject({ course: { course_key: 'course-v1:A+B+C', edited: { by: { links: {} } } } });
    expect(() => Expansion.along(NoteResponse, ['course'], 4)).toThrow(/expand/);
  });

  it('looks up once for each name, however many rows there are', async () => {
    const { expanders, lookUps } = counting();
    const rows = Array.from({ length: 100 }, (_, index) => note(index % 2 ? 'andy' : 'bea'));
    await expanders.expand(rows, Expansion.of(NoteResponse, 'course,edited.by'), context);
    expect(lookUps).toEqual([['course-v1:A+B+C'], ['bea', 'andy']]);
    expect(rows[1]).toMatchObject({ edited: { by: { username: 'andy', url: urls.account('andy'), links: {} } } });
  });

  it('leaves a reference as it is when the caller may not know more, and nobody as nobody', async () => {
    const { expanders } = counting();
    const rows = [note('hidden'), note(null)];
    await expanders.expand(rows, Expansion.of(NoteResponse, 'edited.by'), context);
    expect(rows.map((row) => row.edited.by)).toEqual([person('hidden'), null]);
  });

  it.each([
    ['lacks the scope', { scopes: ['enrollments:read'], isRestricted: false }, false],
    ['has a wide one but is restricted', { scopes: ['read'], isRestricted: true }, false],
    ['has the very scope', { scopes: ['courses:read'], isRestricted: true }, true],
  ])('shows a token that %s no more than its own URL does (operations.md A4.7)', async (_, token, isShown) => {
    const { expanders, lookUps } = counting();
    const client = { clientId: 'grader', organizations: [], ownOnly: false, ...token };
    const account = { userId: 1, username: 'andy', isStaff: true, isSuperuser: false };
    const rows = [note('andy')];
    const principal = Principal.of(account, { client });
    await expanders.expand(rows, Expansion.of(NoteResponse, 'course,edited.by'), { urls, principal });
    expect(lookUps).toEqual(isShown ? [['course-v1:A+B+C']] : []);
    expect(rows[0]).toMatchObject({ edited: { by: person('andy') } });
  });

  it('changes no object that a service may have shared', async () => {
    const { expanders } = counting();
    const shared = note('andy').edited;
    const rows = [{ ...note('andy'), edited: shared }];
    await expanders.expand(rows, Expansion.of(NoteResponse, 'edited.by'), context);
    expect(shared.by).toEqual(person('andy'));
  });
});

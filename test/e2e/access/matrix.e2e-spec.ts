import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../../support/app.js';
import { type Scene, WRITES } from '../contract/write-fixtures.js';
import { type CallerKind, CALLERS, type Mark, type Row, ROWS } from './matrix.js';
import { People, type Place, usernameOf } from './people.js';
import { COURSE, HIDDEN, makeThings, ORG, ownerOf, READS, type Things } from './reads.js';
import { type Documented, OPERATIONS, parametersOf, placeOf, sendWrite } from './requests.js';
import { type AccessWrite, VARIANTS } from './writes.js';

const MARKS: Readonly<Record<number, Mark>> = { 401: '!', 403: '-', 404: '?' };

/** What an answer is in the table; the status itself where it is nothing of it. */
function markOf({ status, headers }: TestResponse): string {
  // A page says it by sending people to where they sign in.
  if (status >= 300 && status < 400) return headers.get('location')?.includes('/login') ? '!' : '+';
  return status >= 200 && status < 300 ? '+' : (MARKS[status] ?? String(status));
}

const line = (marks: readonly (readonly [CallerKind, string])[]): string =>
  marks.map(([caller, mark]) => `${caller} ${mark}`).join('\n');
const asked = ({ expected }: Row): CallerKind[] => CALLERS.filter((caller) => expected[caller] !== '.');

describe('who may do what (SPEC section 8, R-7)', () => {
  let service: TestApp;
  let scene: Scene;
  let people: People;
  let things: Things;

  beforeAll(async () => {
    service = await startTestApp();
    const admin = service.as('admin', { isStaff: true });
    await service.as('admin-2', { isStaff: true })('/api/');
    await admin('/api/');
    things = await makeThings(service, admin);
    people = await People.of(service, CourseKey.of(ORG, 'Elsewhere', 'R'));
    const course = CourseKey.of(ORG, 'Blocks', 'R');
    await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, course, null));
    const callers = { admin, instructor: admin, learner: admin, outsider: admin, nobody: service.as(null) };
    scene = { service, callers, course: COURSE, coursesOf: `${ORG}s.courses`, organizationsBelow: `${ORG}s.below` };
    for (const key of [COURSE, HIDDEN]) {
      for (const caller of CALLERS)
        await people.settle(caller, { courseKey: String(key), org: ORG, namesCourse: true });
    }
    for (const caller of CALLERS)
      await people.settle(caller, { courseKey: null, org: scene.coursesOf!, namesCourse: true });
    await people.settle('delegate_above', {
      courseKey: null,
      org: `${scene.organizationsBelow}.first`,
      namesCourse: true,
    });
  }, 120_000);
  afterAll(async () => service?.close());

  it('is said for every operation of the document, and for nothing else', () => {
    const said = new Set(ROWS.map(({ operationId }) => operationId));
    const names = ROWS.map(({ name }) => name);
    expect([...said].sort()).toEqual([...OPERATIONS.keys()].sort());
    expect(names.length).toBe(new Set(names).size);
  });

  const reads = ROWS.filter(({ operationId }) => OPERATIONS.get(operationId)?.method === 'GET');
  const writes = ROWS.filter(({ operationId }) => (OPERATIONS.get(operationId)?.method ?? 'GET') !== 'GET');

  it.each(reads.map((row) => [row.name, row] as const))('%s', async (name, row) => {
    const documented = OPERATIONS.get(row.operationId)!;
    const got: [CallerKind, string][] = [];
    for (const caller of asked(row)) {
      const target = READS[name]!(things, usernameOf(caller));
      const place = placeOf(documented, target, undefined);
      const client =
        caller === 'owner' ? service.as(ownerOf(things, target)) : people.client(caller, documented.access, place);
      got.push([caller, markOf(await client(target))]);
    }
    expect(line(got)).toBe(line(asked(row).map((caller) => [caller, row.expected[caller]])));
  });

  it.each(writes.map((row) => [row.name, row] as const))('%s', async (name, row) => {
    const documented = OPERATIONS.get(row.operationId)!;
    const got = new Map<CallerKind, string>();
    let attempt: Attempt | null = null;
    // Those who are to be refused go first: they leave the thing as it was, for the next.
    for (const caller of asked(row).sort((one, other) => rank(row, one) - rank(row, other))) {
      attempt ??= await begin(name, documented);
      const mark = await attempt.by(caller);
      got.set(caller, mark);
      if (mark === '+') attempt = null;
    }
    const marks = asked(row).map((caller) => [caller, got.get(caller)!] as const);
    expect(line(marks)).toBe(line(asked(row).map((caller) => [caller, row.expected[caller]])));
  });

  /** One thing that is written to, by one after the other until somebody may. */
  interface Attempt {
    by(caller: CallerKind): Promise<string>;
  }

  async function begin(name: string, documented: Documented): Promise<Attempt> {
    const make = VARIANTS[name] ?? WRITES[name]?.make;
    if (!make) throw new Error(`Nothing says how ${name} is sent.`);
    const write: AccessWrite = await make(scene);
    const { target, owner } = await named(documented, write);
    const found = placeOf(documented, target, write.body);
    const { courseKey } = write;
    const place = await existing(courseKey ? { ...found, courseKey: String(courseKey), org: courseKey.org } : found);
    const headers: Record<string, string> = WRITES[name]?.demands ? { 'if-match': '*' } : {};
    const state = async (): Promise<unknown> => {
      if (write.state) return write.state();
      if (write.effects) return write.effects();
      const { status, text } = await scene.callers.admin(target);
      return status === 200 ? text : status;
    };
    return {
      by: async (caller) => {
        await people.settle(caller, place);
        const before = await state();
        const client = caller === 'owner' ? owner : people.client(caller, documented.access, place);
        const answer = await sendWrite(client, documented, { target, body: write.body }, headers);
        const mark = markOf(answer);
        if (mark === '+') return mark;
        const after = await state();
        return JSON.stringify(after) === JSON.stringify(before) ? mark : `${mark} and yet something changed`;
      },
    };
  }

  /** The address as somebody else writes it, and whose thing it names. */
  async function named(
    documented: Documented,
    { target, client, owner }: AccessWrite,
  ): Promise<{ target: string; owner: TestClient }> {
    const { username, enrollment_id } = parametersOf(documented, target);
    if (username !== 'me' && !enrollment_id?.startsWith('me,'))
      return { target, owner: owner ?? (username === undefined ? client : service.as(username)) };
    const me = (await client('/api/user/v1/me/')).body.username as string;
    return { target: target.replace(/\/me(?=[/,])/, `/${me}`), owner: client };
  }

  /** Nobody has a role in a course that is not there yet, nor a right in an organization. */
  async function existing({ courseKey, org, namesCourse }: Place): Promise<Place> {
    const [course] = await service.dataSource.query<unknown[]>('SELECT 1 FROM courses WHERE course_key = $1', [
      courseKey,
    ]);
    const [organization] = await service.dataSource.query<unknown[]>('SELECT 1 FROM organizations WHERE code = $1', [
      org,
    ]);
    return { courseKey: course ? courseKey : null, org: organization || courseKey ? org : null, namesCourse };
  }
});

const rank = ({ expected }: Row, caller: CallerKind): number => (expected[caller] === '+' ? 1 : 0);

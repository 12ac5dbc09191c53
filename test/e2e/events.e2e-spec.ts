import { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  ContentEditor,
  ContentReader,
  ContentTransfer,
  ContentVersions,
  patchFields,
} from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { EventReader, type SentEvent, shortly } from '../support/event-reader.js';
import { until } from '../support/import-client.js';
import { importSynthetic, importXml } from './contract/sample-course.js';

const EVENTS = '/api/event/v1/events/';
const XML = `<course display_name="Told" start="2026-01-01T00:00:00Z">
  <chapter url_name="c1"><sequential url_name="s1"><vertical url_name="v1">
    <html url_name="h1" display_name="Page"><p>Old.</p></html>
    <html url_name="h2" display_name="Page"><p>Old.</p></html>
    <html url_name="secret" display_name="Key" visible_to_staff_only="true"><p>Answers.</p></html>
  </vertical></sequential></chapter>
</course>`;

describe('The change feed (operations.md D11; research/endpoints.md E14, E21)', () => {
  let service: TestApp;
  let admin: TestClient;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
    for (const client of [admin, service.as('learner'), service.as('outsider'), service.as('auditor')])
      await client('/api/');
  });
  afterAll(async () => service?.close());

  async function newCourse(xml = XML): Promise<CourseKey> {
    courses += 1;
    const key = CourseKey.of('Feed', 'Course', `R${courses}`);
    await importXml(service, key, xml);
    return key;
  }
  const filter = (key: CourseKey, more = ''): string => `course=${encodeURIComponent(String(key))}${more}`;
  const edit = (key: CourseKey, block: string, name: string, by = 'ann') =>
    service.app.get(ContentEditor).edit(key, { by, message: null }, patchFields(block, { displayName: name }));
  const head = async (key: CourseKey, branch: string) => (await service.app.get(ContentVersions).headOf(key, branch))!;
  /** Draft → published. */
  const publish = async (key: CourseKey, blocks: 'all' | string[] = 'all') =>
    service.app
      .get(ContentTransfer)
      .transfer(
        { to: key.forBranch('published'), from: await head(key, 'draft'), blocks },
        { by: 'ann', message: null },
      );
  const rename = (key: CourseKey, name: string) =>
    service.dataSource.query('UPDATE courses SET display_name = $2 WHERE course_key = $1', [String(key), name]);
  /** Waits until every event that is committed has its place. */
  const settled = () =>
    until(async () => {
      const [{ waiting }] = await service.dataSource.query<[{ waiting: boolean }]>(
        'SELECT EXISTS (SELECT FROM events WHERE position IS NULL) AS waiting',
      );
      return !waiting;
    });
  /** What the caller is told of a course, from the beginning. */
  const told = async (client: TestClient, key: CourseKey, more = ''): Promise<SentEvent[]> => {
    await settled();
    return new EventReader(client, filter(key, more)).rest();
  };
  /** A reader that has come to the end, and what it is told next. */
  const following = async (client: TestClient, query: string): Promise<EventReader> => {
    await settled();
    const reader = new EventReader(client, query);
    await reader.rest();
    return reader;
  };
  const next = async (reader: EventReader): Promise<SentEvent[]> => {
    await settled();
    return reader.rest();
  };

  describe('refuses', () => {
    it.each([
      ['a cursor that is none', 'since=nonsense', 'since'],
      ['a cursor with a character that no cursor has', 'since=a.b', 'since'],
      ['a cursor of another kind', `since=${Buffer.from('{"a":1}').toString('base64url')}`, 'since'],
      ['a cursor before the beginning', `since=${Buffer.from('[-1]').toString('base64url')}`, 'since'],
      ['a cursor with NUL in it', `since=${Buffer.from('[1,"a\\u0000"]').toString('base64url')}`, 'since'],
      ['a pattern that is none', 'type=(.*)', 'type'],
      ['more than a hundred at once', 'page_size=101', 'page_size'],
      ['to wait for ever', 'wait=31', 'wait'],
      ['pages by number', 'page=1', 'page'],
    ])('%s: 400 (R-9)', async (_, query, member) => {
      const { status, body } = await admin(`${EVENTS}?${query}`);
      expect([status, Object.keys(body.field_errors)]).toEqual([400, [member]]);
    });

    it.each(['nonsense', '00000000-0000-8000-8000-000000000000', 'ffffffff-ffff-8fff-bfff-ffffffffffff'])(
      'the id %s as one that does not exist (R-7)',
      async (id) => {
        expect((await admin(`${EVENTS}${id}/`)).status).toBe(404);
      },
    );
  });

  describe('tells nothing before its commit and misses nothing after it', () => {
    it('although what began first is committed last', async () => {
      const [first, second] = [await newCourse(), await newCourse()];
      const reader = await following(admin, 'type=*.catalog_info.*');
      const runner = service.dataSource.createQueryRunner();
      await runner.startTransaction();
      try {
        await runner.query('UPDATE courses SET display_name = $2 WHERE course_key = $1', [
          String(first),
          'Begun first',
        ]);
        await rename(second, 'Committed first');
        const before = await until(async () => {
          const events = await reader.rest();
          return events.length > 0 && events;
        });
        expect(before.map(({ data }) => data.catalog_info.name)).toEqual(['Committed first']);
        expect(await reader.rest()).toEqual([]);
        await runner.commitTransaction();
      } finally {
        await runner.release();
      }
      expect((await next(reader)).map(({ data }) => data.catalog_info.name)).toEqual(['Begun first']);
    });

    it('nor of what is rolled back', async () => {
      const key = await newCourse();
      const reader = await following(admin, filter(key));
      const runner = service.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query('UPDATE courses SET display_name = $2 WHERE course_key = $1', [String(key), 'Never']);
      await runner.rollbackTransaction();
      await runner.release();
      await edit(key, 'html@h1', 'After');
      expect((await next(reader)).map(shortly)).toEqual(['xblock.updated']);
    });

    it('while many write at once: a reader that follows sees each version once, in the order of its course', async () => {
      const keys = [await newCourse(), await newCourse(), await newCourse()];
      const reader = await following(admin, 'type=*.xblock.updated.*');
      const seen: SentEvent[] = [];
      let isDone = false;
      const follow = (async () => {
        while (!isDone) seen.push(...(await reader.rest()));
      })();
      const versions = await Promise.all(
        keys.map(async (key) => {
          const made: string[] = [];
          for (let index = 0; index < 15; index += 1)
            made.push((await edit(key, index % 2 ? 'html@h1' : 'html@h2', `${index}`)).version.guid);
          return made;
        }),
      );
      isDone = true;
      await follow;
      seen.push(...(await next(reader)));
      for (const [index, key] of keys.entries()) {
        const own = seen.filter(({ course }) => course.course_key === String(key));
        expect(own.map(({ version }) => version.version as string)).toEqual(versions[index]);
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    });
  });

  describe('of content', () => {
    it('says what an edit changed, by whom, and where that can be read (openedx-events XBlockData)', async () => {
      const key = await newCourse();
      const reader = await following(admin, filter(key));
      const { version } = await edit(key, 'html@h1', 'New', 'admin');
      const [event, ...others] = await next(reader);
      expect(others).toEqual([]);
      expect(event).toMatchObject({
        type: 'org.openedx.content_authoring.xblock.updated.v1',
        minorversion: 0,
        subject: String(key.makeUsageKey('html', 'h1')),
        course: { course_key: String(key) },
        version: { version: version.guid, branch: 'draft' },
        actor: { username: 'admin' },
        data: {
          xblock_info: {
            usage_key: String(key.makeUsageKey('html', 'h1')),
            block_type: 'html',
            version: String(key.forBranch('draft').forVersion(version.guid).makeUsageKey('html', 'h1')),
          },
        },
      });
      expect((await admin(event!.block.url as string)).body).toMatchObject({ display_name: 'New' });
      expect((await admin(event!.url)).body).toEqual(event);
    });

    it('publishes what was published and nothing else, and tombstones what is gone', async () => {
      const key = await newCourse();
      await edit(key, 'html@h1', 'One');
      await edit(key, 'html@h2', 'Two');
      const reader = await following(admin, filter(key));
      await publish(key, ['html@h1']);
      const published = await next(reader);
      expect(published.map((event) => [shortly(event), event.subject, event.version.branch])).toEqual([
        ['xblock.published', String(key.makeUsageKey('html', 'h1')), 'published'],
      ]);
      await service.app
        .get(ContentTransfer)
        .transfer({ to: key.forBranch('published'), from: null, blocks: ['html@h2'] }, { by: 'ann', message: null });
      const gone = (await next(reader)).filter((event) => shortly(event) === 'xblock.deleted');
      expect(gone.map(({ subject }) => subject)).toEqual([String(key.makeUsageKey('html', 'h2'))]);
      // The version that it names still has it.
      expect((await admin(gone[0]!.block.url as string)).status).toBe(200);
    });

    it('agrees with the trees at both ends after a random series of edits, publishes and discards', async () => {
      const key = await newCourse();
      const reader = await following(admin, filter(key, '&type=*.xblock.*'));
      const edited = await readTree(key);
      let seed = 7;
      const random = (below: number): number => (seed = (seed * 16_807) % 2_147_483_647) % below;
      const blocks = ['html@h1', 'html@h2', 'vertical@v1', 'chapter@c1'];
      for (let step = 0; step < 25; step += 1) {
        const block = blocks[random(blocks.length)]!;
        const kind = random(5);
        if (kind < 3) await edit(key, block, `step ${step} ${random(3)}`);
        else if (kind === 3) await publish(key, [block]);
        else {
          const from = await head(key, 'published');
          await service.app
            .get(ContentTransfer)
            .transfer({ to: key.forBranch('draft'), from, blocks: [block] }, { by: 'ann', message: null });
        }
      }
      const now = await readTree(key);
      // A mirror that is told only of events, and reads what they name.
      const mirror = structuredClone(edited);
      for (const event of await next(reader)) {
        const branch = mirror[event.version.branch as 'draft' | 'published'];
        const name = `${event.data.xblock_info.block_type as string}@${event.subject!.split('block@')[1]!}`;
        if (shortly(event) === 'xblock.deleted') delete branch[name];
        else {
          const { body } = await admin(event.block.url as string);
          branch[name] = body.display_name as string;
        }
      }
      expect(mirror).toEqual(now);
    });

    async function readTree(key: CourseKey): Promise<Record<'draft' | 'published', Record<string, string>>> {
      const trees: Record<string, Record<string, string>> = {};
      for (const branch of ['draft', 'published']) {
        const tree = await service.app.get(ContentReader).tree(await head(key, branch));
        const names = [...tree.nodes.keys()];
        const entries = await Promise.all(
          names.map(async (block) => {
            const [type, id] = block.split('@') as [string, string];
            const usage = key.forBranch(branch).makeUsageKey(type, id);
            return [block, (await admin(`/api/xblock/v1/xblocks/${usage}/`)).body.display_name as string] as const;
          }),
        );
        trees[branch] = Object.fromEntries(entries);
      }
      return trees as Record<'draft' | 'published', Record<string, string>>;
    }

    it('keeps one row of a whole import, and gives its events page by page, each once', async () => {
      const key = await importSynthetic(service, 250, 'feed');
      await settled();
      const [{ rows }] = await service.dataSource.query<[{ rows: number }]>(
        `SELECT count(*)::int AS rows FROM events WHERE course_key = $1 AND type = 'content'`,
        [String(key)],
      );
      expect(rows).toBe(2);
      const created = await told(admin, key, '&type=*.xblock.created.*&page_size=37');
      const tree = await service.app.get(ContentReader).tree(await head(key, 'draft'));
      const keys = new Set(created.map(({ subject }) => subject));
      expect(keys.size).toBe(created.length);
      for (const block of tree.nodes.keys()) {
        const [type, id] = block.split('@') as [string, string];
        expect(keys).toContain(String(key.makeUsageKey(type, id)));
      }
      // One amid the import, by its id alone.
      const one = created[101]!;
      expect((await admin(`${EVENTS}${one.id}/`)).body).toEqual(one);
      expect((await admin(`${EVENTS}${one.id.toUpperCase()}/`)).body).toEqual(one);
    });

    it('follows one branch, or some names, and goes on from `latest`', async () => {
      const key = await newCourse();
      await settled();
      const start = (await admin(`${EVENTS}?since=latest`)).body;
      expect(start.results).toEqual([]);
      await edit(key, 'html@h1', 'One');
      await publish(key);
      await rename(key, 'Other');
      await settled();
      const since = `since=${start.cursor as string}`;
      const of = async (more: string) => (await new EventReader(admin, `${since}${more}`).rest()).map(shortly);
      expect(await of('')).toEqual(['xblock.updated', 'xblock.published', 'course.catalog_info.changed']);
      expect(await of('&branch=published')).toEqual(['xblock.published']);
      expect(await of('&type=*.course.*,org.openedx.content_authoring.xblock.updated.v1')).toEqual([
        'xblock.updated',
        'course.catalog_info.changed',
      ]);
      expect(await of('&type=org.openedx.nothing')).toEqual([]);
    });
  });

  describe('tells each caller what they may read (SPEC section 8)', () => {
    it('drafts to the team, what is published to learners, and neither to others', async () => {
      const key = await newCourse();
      await service.app.get(EnrollmentsService).enroll('learner', key);
      await service.app.get(CourseRolesService).grant('auditor', key, 'auditor');
      await edit(key, 'html@h1', 'One');
      await publish(key, ['html@h1']);
      const kinds = async (client: TestClient) => [
        ...new Set((await told(client, key, '&type=*.xblock.*')).map((event) => event.version.branch as string)),
      ];
      expect(await kinds(service.as('auditor'))).toEqual(expect.arrayContaining(['draft', 'published']));
      expect(await kinds(service.as('learner'))).toEqual(['published']);
      expect(await kinds(service.as('outsider'))).toEqual([]);
      expect(await kinds(service.as(null))).toEqual([]);
    });

    it('nothing of blocks that a learner cannot open, neither while they are there nor when they go', async () => {
      const key = await newCourse();
      await service.app.get(EnrollmentsService).enroll('learner', key);
      await edit(key, 'html@secret', 'Key 2');
      await edit(key, 'html@h1', 'Page 2');
      await publish(key);
      await service.app
        .get(ContentTransfer)
        .transfer(
          { to: key.forBranch('published'), from: null, blocks: ['html@secret', 'html@h2'] },
          { by: 'ann', message: null },
        );
      const events = await told(service.as('learner'), key);
      expect(JSON.stringify(events)).not.toContain('secret');
      const gone = events.filter((event) => shortly(event) === 'xblock.deleted').map(({ subject }) => subject);
      expect(gone).toEqual([String(key.makeUsageKey('html', 'h2'))]);
      const staff = await told(admin, key);
      expect(JSON.stringify(staff)).toContain('secret');
      // Nor by its id.
      const hidden = staff.find(({ subject }) => subject?.endsWith('secret'))!;
      expect((await service.as('learner')(`${EVENTS}${hidden.id}/`)).status).toBe(404);
    });

    it('nothing of a course that is hidden from them', async () => {
      const key = await newCourse();
      await service.dataSource.query(
        `INSERT INTO access_policies (course_key, subject, visibility, usernames) VALUES ($1, 'information', 'restricted', '{auditor}')`,
        [String(key)],
      );
      expect(await told(service.as('outsider'), key)).toEqual([]);
      expect((await told(service.as('auditor'), key)).map(shortly)).toContain('course.created');
    });

    it('enrollments and roles to the person and the team, with the e-mail address for the person alone (E-1)', async () => {
      const key = await newCourse();
      await service.app.get(EnrollmentsService).enroll('learner', key);
      await service.app.get(CourseRolesService).grant('auditor', key, 'auditor');
      await service.dataSource.query(`UPDATE enrollments SET is_active = false WHERE course_key = $1`, [String(key)]);
      const own = await told(service.as('learner'), key, '&type=org.openedx.learning.*');
      expect(own.map(shortly)).toEqual(['course.enrollment.created', 'course.unenrollment.completed']);
      expect(own[0]!.data.enrollment).toMatchObject({
        user: { is_active: true, pii: { username: 'learner', email: 'learner@example.com' } },
        course: { course_key: String(key), display_name: 'Told', start: '2026-01-01T00:00:00.000Z' },
        mode: 'audit',
        is_active: true,
      });
      const team = await told(service.as('auditor'), key, '&type=org.openedx.learning.*');
      expect(team.map(shortly)).toEqual([
        'course.enrollment.created',
        'user.course_access_role.added',
        'course.unenrollment.completed',
      ]);
      expect(team[0]!.data.enrollment.user.pii).toEqual({ username: 'learner', email: null, name: null });
      expect(team[1]!.data.course_access_role_data).toMatchObject({
        org_key: 'Feed',
        course_key: String(key),
        role: 'auditor',
      });
      expect(JSON.stringify(await told(service.as('outsider'), key))).not.toContain('learner');
    });

    it('new accounts to themselves and global staff', async () => {
      const type = 'type=org.openedx.learning.student.*';
      const names = async (client: TestClient) =>
        (await new EventReader(client, type).rest()).map(({ subject }) => subject);
      await settled();
      expect(await names(service.as('outsider'))).toEqual(['outsider']);
      expect(await names(admin)).toEqual(expect.arrayContaining(['learner', 'outsider']));
      expect(await names(service.as(null))).toEqual([]);
    });

    it('that a course is gone, to whom it was shown; and of its return', async () => {
      const key = await newCourse();
      const reader = await following(service.as('outsider'), filter(key));
      await service.dataSource.query(`UPDATE courses SET deleted = now(), deleted_by = 'admin' WHERE course_key = $1`, [
        String(key),
      ]);
      const [gone] = await next(reader);
      expect(gone).toMatchObject({
        type: 'org.openedx.content_authoring.course.deleted.v1',
        actor: { username: 'admin' },
        data: { course: { course_key: String(key) } },
      });
      expect((await told(admin, key)).map(shortly)).toEqual(['course.deleted']);
      await service.dataSource.query(`UPDATE courses SET deleted = NULL, deleted_by = NULL WHERE course_key = $1`, [
        String(key),
      ]);
      expect((await next(reader)).map(shortly)).toEqual(['course.restored']);
    });
  });

  it('answers as soon as something happens, for whoever waits', async () => {
    const key = await newCourse();
    await settled();
    const { cursor } = (await admin(`${EVENTS}?since=latest`)).body as { cursor: string };
    const waiting = admin(`${EVENTS}?since=${cursor}&wait=30&${filter(key)}`);
    await edit(key, 'html@h1', 'Waited for');
    expect(((await waiting).body.results as SentEvent[]).map(shortly)).toEqual(['xblock.updated']);
  });

  it('tells that an import is complete when its task is, and not of what was only tried', async () => {
    const key = await newCourse();
    const reader = await following(admin, filter(key));
    for (const dryRun of [true, false])
      await service.dataSource
        .query(
          `WITH task AS (INSERT INTO tasks (id, kind, state, course_key, worker) VALUES (gen_random_uuid(), 'course_import', 'running', $1, 'test') RETURNING id)
         SELECT id FROM task`,
          [String(key)],
        )
        .then(([{ id }]: [{ id: string }]) =>
          service.dataSource.query(`UPDATE tasks SET state = 'succeeded', result = $2 WHERE id = $1`, [
            id,
            JSON.stringify({ course_key: String(key), dry_run: dryRun }),
          ]),
        );
    expect((await next(reader)).map(shortly)).toEqual(['course.import.completed']);
  });
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { CourseImportService } from '../../src/modules/olx/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';

const COURSE = 'course-v1:Courseware+Tides101+2026';
const BLOCK = 'block-v1:Courseware+Tides101+2026';
const courseUrl = (key = COURSE) => `/api/course/v1/courses/${key}/`;
const blockUrl = (suffix: string, key = BLOCK) => `/api/xblock/v1/xblocks/${key}+${suffix}/`;

describe('reading courses and blocks', () => {
  let service: TestApp;
  let admin: TestClient;
  let instructor: TestClient;
  let learner: TestClient;
  let stranger: TestClient;
  let nobody: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    [admin, instructor, learner, stranger, nobody] = [
      service.as('an-admin', { isStaff: true }),
      service.as('an-instructor'),
      service.as('a-learner'),
      service.as('a-stranger'),
      service.as(null),
    ];
    await Promise.all([admin, instructor, learner, stranger].map((client) => client('/api/')));
    await service.app.get(CourseImportService).import({ path: 'sample-course/course' }, { editedBy: 'an-admin' });
    const key = CourseKey.parse(COURSE);
    await service.app.get(CourseRolesService).grant('an-instructor', key, 'instructor');
    await service.app.get(EnrollmentsService).enroll('a-learner', key, 'audit');
  });

  afterAll(() => service.close());

  /** The blocks of one branch that are not on another: what only the draft has, or only the published tree. */
  const only = async (branch: string, other: string): Promise<string[]> => {
    const [mine, theirs] = await Promise.all(
      [branch, other].map((name) => admin(courseUrl(`${COURSE}+branch@${name}`))),
    );
    return Object.keys(mine!.body.outline.blocks).filter((key) => !(key in theirs!.body.outline.blocks));
  };

  describe('who may read what (SPEC section 8, R-7)', () => {
    it('refuses block content to nobody in particular with 401 and says how to get a token', async () => {
      const { status, headers, body } = await nobody(blockUrl('type@course+block@course'));
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toContain('Bearer');
      expect(body.developer_message).toContain('/oauth2/access_token');
    });

    it('refuses block content to an account without a place in the course with 403, for the outline shows the block to everyone', async () => {
      const { status, body } = await stranger(blockUrl('type@course+block@course'));
      expect([status, body.error_code]).toEqual([403, 'not_enrolled']);
    });

    it.each(['a-learner', 'a-stranger'])('hides drafts from %s as if they did not exist', async (username) => {
      const client = service.as(username);
      const [unit] = await only('draft', 'published');
      const suffix = unit!.slice(BLOCK.length + 1);
      for (const path of [
        courseUrl(`${COURSE}+branch@draft`),
        blockUrl('type@course+block@course', `${BLOCK}+branch@draft`),
        blockUrl(suffix, `${BLOCK}+branch@draft`),
      ]) {
        const hidden = await client(path);
        expect([path, hidden.status]).toEqual([path, 404]);
      }
      // Without a branch it is refused to strangers like every block of the course, whether or not there is one.
      expect((await client(blockUrl(suffix))).status).toBe(username === 'a-learner' ? 404 : 403);
    });

    it('serves a version of the draft branch to the team only, and a published one to learners as well', async () => {
      const draft = (await instructor(courseUrl(`${COURSE}+branch@draft`))).body.version as string;
      const published = (await learner(courseUrl())).body.version as string;
      expect((await instructor(courseUrl(`${COURSE}+version@${draft}`))).status).toBe(200);
      expect((await learner(courseUrl(`${COURSE}+version@${draft}`))).status).toBe(404);
      expect((await learner(courseUrl(`${COURSE}+version@${published}`))).body.version).toBe(published);
    });

    it('leaves blocks that only the team may see out of the outline, of children and of subtrees, and answers 404 for them', async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'courseware-hidden-'));
      cpSync('sample-course/course', folder, { recursive: true });
      const [file] = readdirSync(path.join(folder, 'vertical'));
      const unit = path.join(folder, 'vertical', file!);
      writeFileSync(unit, readFileSync(unit, 'utf8').replace('<vertical', '<vertical visible_to_staff_only="true"'));
      const key = CourseKey.parse('course-v1:Elsewhere+Hidden+2026');
      await service.app.get(CourseImportService).import({ path: folder }, { editedBy: null, courseKey: key });
      await service.app.get(EnrollmentsService).enroll('a-learner', key, 'audit');
      rmSync(folder, { recursive: true });

      const hidden = `block-v1:Elsewhere+Hidden+2026+type@vertical+block@${file!.replace('.xml', '')}`;
      const shown = await admin(`/api/xblock/v1/xblocks/${hidden}/`);
      expect(shown.body.fields.visible_to_staff_only).toBe(true);
      const parent = shown.body.parent.url as string;
      const inside = shown.body.children[0].url as string;
      expect((await admin(courseUrl(key.toString()))).body.outline.blocks).toHaveProperty([hidden]);
      expect((await learner(inside)).status).toBe(404);
      expect((await learner(`/api/xblock/v1/xblocks/${hidden}/`)).status).toBe(404);
      for (const url of [courseUrl(key.toString()), parent, `${parent}children/`, `${parent}?depth=all&view=full`]) {
        const { status, text } = await learner(url);
        expect([status, text.includes(hidden)]).toEqual([200, false]);
      }
    });

    it('serves a definition to whoever may read a course in which it stands, and to nobody else', async () => {
      const { url } = (await learner(blockUrl('type@course+block@course'))).body.definition as { url: string };
      expect((await learner(url)).status).toBe(200);
      expect((await instructor(url)).status).toBe(200);
      expect((await stranger(url)).status).toBe(404);
      expect((await nobody(url)).status).toBe(404);
      const draftOnly = (await only('draft', 'published')).find((key) => key.includes('type@html'))!;
      const draft = (await instructor(blockUrl(draftOnly.slice(BLOCK.length + 1)))).body.definition.url as string;
      expect((await instructor(draft)).status).toBe(200);
      expect((await learner(draft)).status).toBe(404);
    });
  });

  describe('a course (SPEC section 2)', () => {
    it('is open to anyone with its information and the whole outline without content', async () => {
      expect((await nobody(courseUrl())).status).toBe(200);
      // The sample has a block for the team alone, so the team's outline is the one that is whole.
      const { body } = await instructor(courseUrl());
      expect(body).toMatchObject({
        course_key: COURSE,
        org: 'Courseware',
        number: 'Tides101',
        run: '2026',
        branch: 'published',
      });
      const { root, blocks } = body.outline;
      expect(root).toBe(`${BLOCK}+type@course+block@course`);
      const rows = await service.dataSource.query(
        `SELECT count(*)::int AS n FROM blocks b JOIN versions v USING (course_id, line) WHERE v.guid = $1 AND b.until > v.ordinal AND b.since <= v.ordinal AND (b.parent IS NOT NULL OR b.block = v.root)`,
        [body.version],
      );
      expect(Object.keys(blocks)).toHaveLength(rows[0].n);
      for (const [key, block] of Object.entries<Record<string, unknown>>(blocks)) {
        expect(Object.keys(block).sort()).toEqual(['children', 'display_name', 'id', 'type', 'url']);
        expect(block.id).toBe(key);
        for (const child of block.children as string[]) expect(blocks).toHaveProperty([child]);
      }
    });

    it('cuts the outline at `depth` and says where the rest is (R-4)', async () => {
      const { body } = await admin(`${courseUrl()}?depth=1`);
      const [root, ...sections] = Object.values<Record<string, unknown>>(body.outline.blocks);
      expect(root).not.toHaveProperty('children_url');
      expect(sections).toHaveLength(2);
      for (const section of sections) {
        const page = await admin(section.children_url as string);
        expect(page.body.results.map(({ id }: { id: string }) => id)).toEqual(section.children);
      }
    });

    it('shows the tree as a list with parents first, counts types, and keeps only the types asked for (R-4)', async () => {
      const { body } = await admin(`${courseUrl()}?return_type=list&block_counts=problem,html`);
      const ids = body.outline.blocks.map(({ id }: { id: string }) => id);
      for (const [index, block] of body.outline.blocks.entries()) {
        for (const child of block.children) expect(ids.indexOf(child)).toBeGreaterThan(index);
      }
      const problems = body.outline.blocks.filter(({ type }: { type: string }) => type === 'problem').length;
      expect(body.outline.blocks[0].block_counts.problem).toBe(problems);
      const filtered = await admin(`${courseUrl()}?block_types_filter=problem`);
      expect(
        Object.values<{ type: string }>(filtered.body.outline.blocks).every(({ type }) => type === 'problem'),
      ).toBe(true);
      expect(Object.keys(filtered.body.outline.blocks)).toHaveLength(problems);
    });

    it('is the same under its key raw and percent-encoded, and 404 under a bad or deprecated one (I-2, I-3)', async () => {
      expect((await nobody(courseUrl(encodeURIComponent(COURSE)))).body.course_key).toBe(COURSE);
      for (const key of [
        'Courseware/Tides101/2026',
        'course-v1:Courseware+Tides101',
        'slashes:Courseware+Tides101+2026',
        'course-v1:version@0123456789abcdef01234567',
        `${COURSE}%0A`,
      ]) {
        expect([key, (await nobody(courseUrl(key.replaceAll('/', '%2F')))).status]).toEqual([key, 404]);
      }
    });

    it('refuses a branch together with a version that is not its head, and names the head (SPEC section 2: optimistic lock)', async () => {
      const draft = (await admin(courseUrl(`${COURSE}+branch@draft`))).body.version as string;
      const published = (await admin(courseUrl())).body.version as string;
      expect((await admin(courseUrl(`${COURSE}+branch@draft+version@${draft}`))).status).toBe(200);
      const { status, body } = await admin(courseUrl(`${COURSE}+branch@draft+version@${published}`));
      expect([status, body.error_code, body.current_version]).toEqual([412, 'precondition_failed', draft]);
    });

    it('is found by organization whatever the case, by words, and not by others', async () => {
      const keys = async (query: string) =>
        (await nobody(`/api/course/v1/courses/?${query}`)).body.results.map(
          ({ course_key }: { course_key: string }) => course_key,
        );
      expect(await keys('org=COURSEWARE')).toEqual([COURSE]);
      expect(await keys('text_search=tide%20courseware')).toEqual([COURSE]);
      expect(await keys('text_search=volcano')).toEqual([]);
      expect(await keys('org=Other')).toEqual([]);
      expect(await keys(`text_search=${encodeURIComponent(`"' OR 1=1 --`)}`)).toEqual([]);
    });
  });

  describe('the shape of an answer (R-3)', () => {
    it('keeps the members that `fields` names, also nested, adds `requested_fields`, and knows `view`', async () => {
      expect((await admin(`${courseUrl()}?fields=display_name,outline(root)`)).body).toEqual({
        display_name: 'How to Read the Tide',
        outline: { root: `${BLOCK}+type@course+block@course` },
      });
      expect((await admin(`${courseUrl()}?fields=outline.root`)).body).toEqual({
        outline: { root: `${BLOCK}+type@course+block@course` },
      });
      expect((await admin(courseUrl())).body).not.toHaveProperty('overview');
      expect((await admin(`${courseUrl()}?requested_fields=overview`)).body).toHaveProperty('overview');
      expect(Object.keys((await admin(`${courseUrl()}?view=minimal`)).body).sort()).toEqual([
        'course_key',
        'display_name',
        'end',
        'start',
        'url',
      ]);
    });

    it.each(['fields=zzz', 'requested_fields=zzz', 'fields=a(', 'fields=course_key)', 'view=huge', 'fields=a.b.c.d.e'])(
      'refuses %s',
      async (query) => {
        const { status, body } = await admin(`${courseUrl()}?${query}`);
        expect([status, Object.keys(body.field_errors)]).toEqual([400, [query.split('=')[0]]]);
      },
    );
  });

  describe('a block (SPEC section 13)', () => {
    it('has own and inherited fields, with the block that each inherited one comes from (C-3)', async () => {
      const outline = (await admin(courseUrl())).body.outline.blocks as Record<string, { type: string }>;
      const problem = Object.entries(outline).find(([, { type }]) => type === 'problem')![0];
      const { body } = await admin(`/api/xblock/v1/xblocks/${problem}/?requested_fields=effective`);
      expect(body.fields.data).toContain('<problem>');
      expect(body.inherited.start).toEqual({
        value: '2026-01-12T09:00:00Z',
        from: expect.objectContaining({ usage_key: `${BLOCK}+type@course+block@course` }),
      });
      expect(body.fields).not.toHaveProperty('start');
      expect(body.effective).toMatchObject({ start: '2026-01-12T09:00:00Z', data: body.fields.data, weight: null });
      expect(
        (await admin(body.parent.url)).body.children.map(({ usage_key }: { usage_key: string }) => usage_key),
      ).toContain(problem);
    });

    it('keeps the branch or version of its address in every link, and out of its id', async () => {
      for (const address of [
        'branch@draft',
        `version@${(await instructor(courseUrl(`${COURSE}+branch@draft`))).body.version}`,
      ]) {
        const { body } = await instructor(blockUrl('type@course+block@course', `${BLOCK}+${address}`));
        expect(body.id).toBe(`${BLOCK}+type@course+block@course`);
        for (const url of [
          body.url,
          body.course.url,
          body.children_url,
          ...body.children.map((child: { url: string }) => child.url),
        ])
          expect(url).toContain(`+${address}`);
        expect(body.links.canonical.href).toContain(body.id);
      }
    });

    it('without a branch is what is published, and the draft of a block that is not published, for the team', async () => {
      const [unit] = (await only('draft', 'published')).filter((key) => key.includes('type@vertical'));
      const { status, body } = await instructor(blockUrl(unit!.slice(BLOCK.length + 1)));
      expect([status, body.branch, body.published, body.has_unpublished_changes]).toEqual([200, 'draft', null, true]);
      expect((await instructor(blockUrl('type@course+block@course'))).body).toMatchObject({
        branch: 'published',
        has_unpublished_changes: true,
      });
    });

    it('adds its subtree, flat, with `depth`, and the content of it with view=full (R-4)', async () => {
      const url = blockUrl('type@course+block@course');
      expect((await learner(url)).body).not.toHaveProperty('blocks');
      const two = (await learner(`${url}?depth=2`)).body;
      expect(two.root).toBe(two.id);
      expect(new Set(Object.values<{ type: string }>(two.blocks).map(({ type }) => type))).toEqual(
        new Set(['course', 'chapter', 'sequential']),
      );
      const full = (await learner(`${url}?depth=all&view=full`)).body;
      const html = Object.values<{ type: string; fields: { data: string } }>(full.blocks).find(
        ({ type }) => type === 'html',
      )!;
      expect(html.fields.data).toMatch(/</);
    });

    it('is 404 for a block that is not there, whatever its type', async () => {
      for (const suffix of ['type@html+block@nope', 'type@vertical+block@course', 'type@about+block@nope'])
        expect((await admin(blockUrl(suffix))).status).toBe(404);
    });

    it('lists its children in their order as pages', async () => {
      const root = (await learner(blockUrl('type@course+block@course'))).body;
      const seen: string[] = [];
      for (let next: string | null = `${root.children_url}?page_size=1`; next;) {
        const { body }: { body: { results: { id: string }[]; next: string | null; count: number } } =
          await learner(next);
        expect(body.count).toBe(root.children.length);
        seen.push(...body.results.map(({ id }) => id));
        next = body.next;
      }
      expect(seen).toEqual(root.children.map(({ usage_key }: { usage_key: string }) => usage_key));
    });
  });
});

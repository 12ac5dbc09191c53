import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { CourseImportService } from '../../src/modules/olx/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { AuthoringScene, refOf } from '../support/authoring-scene.js';
import { courseOfUnits, ImportClient } from '../support/import-client.js';

const faultsOf = ({ status, body }: TestResponse): [number, string[]] => [
  status,
  Object.keys((body.field_errors ?? {}) as object).sort(),
];

const REFERRING = `<course url_name="R" org="O" course="C" display_name="Referring">
  <chapter url_name="c1"><sequential url_name="s1">
    <vertical url_name="v1" display_name="Unit">
      <html url_name="h1" display_name="Page"><p>See <a href="/jump_to_id/p1">this</a> and <a href="/jump_to_id/far">that</a>.</p></html>
      <problem url_name="p1" display_name="Problem"><p>How much?</p></problem>
      <split_test url_name="x1" display_name="Experiment"><html url_name="a"><p>A.</p></html><html url_name="b"><p>B.</p></html></split_test>
    </vertical>
    <vertical url_name="v2"><html url_name="far"><p>Far.</p></html></vertical>
  </sequential></chapter>
</course>`;

describe('Copying blocks (SPEC section 13, C-7)', () => {
  let service: TestApp;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  describe('within a course', () => {
    let scene: AuthoringScene;
    beforeEach(async () => {
      scene = await AuthoringScene.of(service, REFERRING);
    });
    const copy = (source: string, parent: string, more: object = {}) =>
      scene.create({ source: String(scene.key(source)), parent: String(scene.key(parent)), ...more });

    it('is refused for what is not there, with a type or fields beside it, and where the source cannot stand', async () => {
      const before = await scene.versions();
      expect(faultsOf(await copy('html@none', 'vertical@v1'))).toEqual([400, ['source']]);
      expect(faultsOf(await copy('html@h1', 'vertical@v1', { type: 'html', fields: {} }))).toEqual([
        400,
        ['fields', 'type'],
      ]);
      expect(faultsOf(await copy('vertical@v1', 'chapter@c1'))).toEqual([400, ['parent']]);
      expect(faultsOf(await copy('course@course', 'chapter@c1'))).toEqual([400, ['parent']]);
      expect(faultsOf(await copy('html@h1', 'vertical@v1', { position: 9 }))).toEqual([400, ['position']]);
      expect(faultsOf(await copy('html@h1', 'vertical@v1', { block_id: 'h1' }))).toEqual([409, ['block_id']]);
      expect(await scene.versions()).toEqual(before);
    });

    it('makes everything below anew, in one version, says so beside its source, and shares the content', async () => {
      const before = await scene.versions();
      const answer = await copy('vertical@v1', 'sequential@s1', { position: 1 });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        display_name: 'Copy of Unit',
        fields: { copied_from_block: String(scene.key('vertical@v1')) },
        copy: {
          source: { usage_key: String(scene.key('vertical@v1')) },
          blocks: 6,
          assets: [],
          unmapped_references: [],
        },
      });
      expect((await scene.versions()).length).toBe(before.length + 1);
      const made = refOf(answer.body.id as string);
      expect(await scene.children('sequential@s1')).toEqual(['vertical@v1', made, 'vertical@v2']);
      const children = await scene.children(made);
      expect(children.map((ref) => ref.split('@')[0])).toEqual(['html', 'problem', 'split_test']);
      const twin = await scene.read(children[1]!);
      expect(twin.display_name).toBe('Problem');
      // Markup that names its own block stays with that block; a copy of the copy has nothing of its own.
      const third = await copy(children[1]!, 'vertical@v2');
      expect(third.body.definition.definition_key).toBe(twin.definition.definition_key);
      // Where something refers to what came along, it refers to the copy; the rest of the course is still the same.
      const { data } = (await scene.read(children[0]!)).fields as { data: string };
      expect(data).toContain(`/jump_to_id/${children[1]!.split('@')[1]}"`);
      expect(data).toContain('/jump_to_id/far"');
    });

    it('maps the typed references of an experiment to its new children', async () => {
      const [a, b] = ['html@a', 'html@b'].map((ref) => String(scene.key(ref)));
      await scene.patch('split_test@x1', { fields: { group_id_to_child: { 0: a, 1: b } } });
      const answer = await copy('split_test@x1', 'vertical@v2');
      const children = (await scene.children(refOf(answer.body.id as string))).map((ref) => String(scene.key(ref)));
      expect(answer.body.fields.group_id_to_child).toEqual({ 0: children[0], 1: children[1] });
      expect(answer.body.display_name).toBe('Experiment');
    });

    it('can be put into itself: what is copied is the state before', async () => {
      await scene.create({ parent: String(scene.key('vertical@v1')), type: 'wrapper', block_id: 'w' });
      const answer = await copy('wrapper@w', 'wrapper@w');
      expect([answer.status, answer.body.copy.blocks]).toEqual([201, 1]);
      expect(await scene.children('wrapper@w')).toEqual([refOf(answer.body.id as string)]);
    });

    it('takes an old version as its source: what was deleted can be had again', async () => {
      const [version] = await scene.versions();
      await scene.remove('vertical@v2');
      const source = String(scene.key('vertical@v2').forVersion(version!));
      const answer = await scene.create({ source, parent: String(scene.key('sequential@s1')), block_id: 'v2' });
      expect([answer.status, answer.body.children.length]).toEqual([201, 1]);
    });

    it('says with dry_run what it would make', async () => {
      const before = await scene.versions();
      const answer = await copy('vertical@v1', 'sequential@s1', { dry_run: true });
      expect([answer.status, answer.body.counts.added, await scene.versions()]).toEqual([200, 6, before]);
    });
  });

  describe('from another course', () => {
    let from: AuthoringScene;
    let to: AuthoringScene;

    /** A course of one unit `a` with one page, and files. */
    async function imported(page: string, files: Record<string, string>): Promise<AuthoringScene> {
      courses += 1;
      const key = CourseKey.of('Copies', 'Course', `R${courses}`);
      const more = Object.entries(files).map(([name, content]) => ({ name: `course/static/${name}`, content }));
      const admin = service.as('copies-admin', { isStaff: true });
      await new ImportClient(admin).import(String(key), courseOfUnits({ a: page }, more));
      return AuthoringScene.in(service, key);
    }
    const assetsOf = async ({ course, author }: AuthoringScene) =>
      (
        (await author(`/api/asset/v1/assets/?course=${encodeURIComponent(String(course))}&page_size=100`)).body
          .results as { id?: string; asset_key: string }[]
      ).map(({ asset_key }) => asset_key.split('@').at(-1));
    const copy = (more: object = {}) =>
      to.create({ source: String(from.key('html@page-a')), parent: String(to.key('vertical@a')), ...more });

    it('takes the right to the drafts of the source: 403 for whoever knows of it, and nothing is written', async () => {
      from = await imported('<p>Theirs.</p>', {});
      to = await AuthoringScene.of(service);
      const writer = service.as('writer-elsewhere');
      await writer('/api/');
      await service.app.get(CourseRolesService).grant('writer-elsewhere', to.course, 'instructor');
      const before = await to.versions();
      const body = { source: String(from.key('html@page-a')), parent: String(to.key('vertical@v1')) };
      expect((await to.create(body, {}, writer)).status).toBe(403);
      const draft = { ...body, source: String(from.key('html@page-a').forBranch('draft')) };
      const hidden = await to.create(draft, {}, writer);
      expect([hidden.status, Object.keys(hidden.body.field_errors as object)]).toEqual([400, ['source']]);
      expect(await to.versions()).toEqual(before);
    });

    it('brings the files that it refers to: the same stay, others of that name come under another one (told in the answer)', async () => {
      from = await imported(
        '<img src="/static/same.png"/><img src="/static/other.png"/><a href="/static/new%20file.txt">x</a><img src="/static/none.png"/>',
        { 'same.png': 'same', 'other.png': 'theirs', 'new file.txt': 'new', 'unused.txt': 'unused' },
      );
      to = await imported('<p>Mine.</p>', { 'same.png': 'same', 'other.png': 'mine' });
      const dry = await copy({ dry_run: true });
      expect([dry.status, await assetsOf(to)]).toEqual([200, expect.not.arrayContaining(['new_file.txt'])]);
      const answer = await copy();
      expect(answer.status).toBe(201);
      const told = answer.body.copy.assets as { source: string; asset_key: string; outcome: string }[];
      expect(told.map(({ asset_key, outcome }) => [asset_key.split('@').at(-1), outcome])).toEqual([
        ['new_file.txt', 'added'],
        ['other-1.png', 'renamed'],
        ['same.png', 'present'],
      ]);
      expect((await assetsOf(to)).sort()).toEqual(['new_file.txt', 'other-1.png', 'other.png', 'same.png']);
      expect(answer.body.fields.data).toBe(
        '<img src="/static/same.png"/><img src="/static/other-1.png"/><a href="/static/new%20file.txt">x</a><img src="/static/none.png"/>',
      );
      const bytes = await to.author(`/asset-v1:Copies+Course+${to.course.run}+type@asset+block@other-1.png`);
      expect(bytes.text).toBe('theirs');
      // Once more: everything is there, and nothing comes twice.
      const again = await copy();
      expect((again.body.copy.assets as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual([
        'present',
        'renamed',
        'present',
      ]);
      expect(await assetsOf(to)).toHaveLength(4);
    });

    it('maps keys of the source course where they came along, and tells which did not', async () => {
      from = await imported('<p>x</p>', { 'a.png': 'a' });
      to = await imported('<p>y</p>', {});
      const [page, far] = [from.key('html@page-a'), from.key('html@not-copied')].map(String);
      const asset = from.course.makeAssetKey('asset', 'a.png').toString();
      const data = `<a href="/courses/${from.course}/jump_to/${page}">me</a> ${far} <img src="/${asset}"/> See ${page}.`;
      await from.patch('html@page-a', { fields: { data } });
      const source = String(from.key('html@page-a').forBranch('draft'));
      const answer = await copy({ source });
      const made = answer.body.id as string;
      const there = to.course.makeAssetKey('asset', 'a.png').toString();
      expect(answer.body.fields.data).toBe(
        `<a href="/courses/${from.course}/jump_to/${made}">me</a> ${far} <img src="/${there}"/> See ${made}.`,
      );
      const told = answer.body.copy.unmapped_references as { reference: string }[];
      expect(told.map(({ reference }) => reference).sort()).toEqual([far, String(from.course)].sort());
    });

    it('leaves nothing when it fails: neither block nor file', async () => {
      from = await imported('<img src="/static/a.png"/>', { 'a.png': 'a' });
      to = await imported('<p>y</p>', {});
      const before = await to.versions();
      expect(faultsOf(await copy({ block_id: 'page-a' }))).toEqual([409, ['block_id']]);
      expect([await assetsOf(to), await to.versions()]).toEqual([[], before]);
    });

    it('copies a section of a course of an archive with everything in it', async () => {
      const { courseKey } = await service.app
        .get(CourseImportService)
        .import({ path: 'sample-course/course' }, { editedBy: null })
        .then(() => ({ courseKey: CourseKey.of('Courseware', 'Tides101', '2026') }));
      from = await AuthoringScene.in(service, courseKey);
      to = await AuthoringScene.of(service);
      const [chapter] = (await from.children('course@course')).filter((ref) => ref.startsWith('chapter@'));
      const answer = await to.create({ source: String(from.key(chapter!)), parent: String(to.key('course@course')) });
      expect(answer.status).toBe(201);
      const counted = async (scene: AuthoringScene, ref: string) =>
        Object.keys(
          (await scene.author(`${scene.at(ref, scene === from ? null : 'draft')}?depth=all`)).body.blocks as object,
        ).length;
      expect(await counted(to, refOf(answer.body.id as string))).toBe(answer.body.copy.blocks);
      expect(await counted(from, chapter!)).toBe(answer.body.copy.blocks);
    });
  });
});

import path from 'node:path';
import { tarGz } from '../../src/modules/olx/archive/archives.fixture.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { ExportClient } from '../support/export-client.js';
import { ImportClient, membersOf } from '../support/import-client.js';

const COURSE = 'course-v1:Olx+Block+R1';
const at = (name: string, branch = '') => `/api/xblock/v1/xblocks/block-v1:Olx+Block+R1${branch}+${name}`;

describe('The OLX of one block (SPEC C-4, C-10)', () => {
  let test: TestApp;
  let staff: TestClient;

  beforeAll(async () => {
    test = await startTestApp();
    staff = test.as('chief', { isStaff: true });
    await new ImportClient(staff).import(COURSE, tarGz([...membersOf(path.resolve('sample-course/course')).values()]));
  });
  afterAll(() => test?.close());

  const put = (target: string, olx: string, match = '*'): Promise<TestResponse> =>
    staff(`${target}/olx/`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': match },
      body: JSON.stringify({ olx }),
    });
  const olxOf = async (target: string, query = ''): Promise<string> =>
    (await staff(`${target}/olx/${query}`)).body.olx as string;
  const names = async (): Promise<string[]> =>
    Object.keys((await staff(`/api/course/v1/courses/${COURSE}/`)).body.outline.blocks as object).map((key) =>
      key.split('+').slice(3).join('+'),
    );

  it.each([
    ['what is no XML', '<html><p></html>', /^Line 1: not well-formed/],
    ['a document type declaration', '<!DOCTYPE html><html/>', /document type/],
    ['another type', '<problem/>', /<problem>, but the block is a html/],
    ['another id', '<html url_name="other">x</html>', /keeps its id/],
  ])('cannot be %s: 400 with the line, and nothing changes', async (_what, olx, fault) => {
    const target = at('type@html+block@welcome', '+branch@draft');
    const before = await olxOf(target);
    const { status, body } = await put(target, olx);
    expect([status, (body.errors as { olx: string[] }).olx.join()]).toEqual([400, expect.stringMatching(fault)]);
    expect(await olxOf(target)).toBe(before);
  });

  it('tells every fault of a container’s children, by line', async () => {
    const name = (await names()).find((each) => each.includes('type@vertical'))!;
    const own = await olxOf(at(name));
    const one = await put(at(name), own.replace('\n', '\n  <html display_name="new">x</html>\n'));
    expect((one.body.errors as { olx: string[] }).olx).toEqual([expect.stringMatching(/^Line 2: html@\S+ holds more/)]);
    const two = await put(at(name), own.replace(/\n {2}<[^\n]*/, ''));
    expect((two.body.errors as { olx: string[] }).olx).toEqual([expect.stringMatching(/Create, move and delete/)]);
  });

  it('demands to know what it replaces (C-8): 428 without If-Match, 412 with an old one', async () => {
    const target = at('type@html+block@welcome', '+branch@draft');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ olx: '<html>x</html>' });
    expect((await staff(`${target}/olx/`, { method: 'PUT', headers, body })).status).toBe(428);
    expect((await put(target, '<html>x</html>', '"0123456789abcdef01234567.x"')).status).toBe(412);
  });

  it('of every block, sent back as it was read, changes nothing (SPEC C-10)', async () => {
    const { body: before } = await staff(`/api/course/v1/courses/${COURSE}+branch@draft/`);
    for (const name of await names()) {
      const target = at(name, '+branch@draft');
      const answer = await put(target, await olxOf(target));
      expect([name, answer.status, answer.body.version]).toEqual([name, 200, before.version]);
    }
    const { body: after } = await staff(`/api/course/v1/courses/${COURSE}+branch@draft/`);
    expect(after.version).toBe(before.version);
  });

  it('replaces fields, comments and unknown attributes in one version, and an export shows it', async () => {
    const target = at('type@html+block@welcome', '+branch@draft');
    const { headers } = await staff(`${target}/olx/`);
    const olx =
      '<html url_name="welcome" display_name="Hello &amp; welcome" unicorn="purple"><p>New <i></i>&nbsp;</p></html>';
    const bad = await put(target, olx, headers.get('etag')!);
    expect(bad.status).toBe(400);
    const good = await put(target, olx.replace('&nbsp;', ' '), headers.get('etag')!);
    expect(good.status).toBe(200);
    const block = (await staff(`${target}/`)).body;
    expect(JSON.stringify(block)).toContain('Hello & welcome');
    const files = await new ExportClient(test, 'chief').files(COURSE, { branch: 'draft' });
    expect(files.get('html/welcome.html')).toBe('<p>New <i></i> </p>');
    expect(files.get('html/welcome.xml')).toBe(
      '<html filename="welcome" display_name="Hello &amp; welcome" unicorn="purple"/>\n',
    );
  });

  it('shows a subtree with everything in it, if asked', async () => {
    const name = (await names()).find((each) => each.includes('type@chapter'))!;
    expect(await olxOf(at(name))).toMatch(/^<chapter [^>]*>\n {2}<sequential url_name="[^"]+"\/>\n/);
    expect(await olxOf(at(name), '?depth=all')).toMatch(/\n {6}<(?:html|problem|video) url_name="[^"]+" [^>]+>/);
  });
});

import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { COURSE_XML, tar, tarGz, type TarMember, zip } from '../../src/modules/olx/archive/archives.fixture.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { courseOfUnits, ImportClient, membersOf, traces } from '../support/import-client.js';

const COURSE = 'course-v1:Hostile+Archives+R1';
const PAGE: TarMember = { name: 'course/static/page.txt', content: 'An asset that comes before the hostile member.' };

/** A whole course beside the hostile member, so that a reader who looks away would import it. */
const beside = (...members: TarMember[]): Buffer => courseOfUnits({ a: '<p>Harmless.</p>' }, [PAGE, ...members]);
const asZip = (...members: Parameters<typeof zip>[0]): Buffer => zip([COURSE_XML, ...members]);
const zeros = Buffer.alloc(20 * 1024 * 1024);

/** More members than any course has, each of them empty. */
function manyMembers(count: number): Buffer {
  const names = Array.from({ length: count }, (_, index) => ({ name: `course/static/${index}` }));
  const parts = [tar([COURSE_XML]).subarray(0, 1024)];
  for (let first = 0; first < count; first += 10_000)
    parts.push(tar(names.slice(first, first + 10_000)).subarray(0, -1024));
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]), { level: 1 });
}

const LAUGHS = [
  '<!DOCTYPE course [<!ENTITY a "ha">',
  ...Array.from('bcdefghij', (name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index]};`.repeat(10)}">`),
  ']><course url_name="R" org="O" course="C">&j;</course>',
].join('\n');

describe('A hostile archive (SPEC C-10)', () => {
  let test: TestApp;
  let staff: TestClient;
  let imports: ImportClient;

  beforeAll(async () => {
    test = await startTestApp();
    staff = test.as('chief', { isStaff: true });
    imports = new ImportClient(staff);
    await imports.import('course-v1:Harmless+Course+R1', tarGz([...membersOf('sample-course/course').values()]));
  });
  afterAll(() => test?.close());

  const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith('courseware-spool'));

  /** What is there is what was there before, and the service works. */
  async function expectUntouched(work: () => Promise<void>): Promise<void> {
    const [before, spooled] = [await traces(test), spools()];
    await work();
    expect(await traces(test)).toEqual(before);
    expect(spools()).toEqual(spooled);
    expect((await staff(`/api/course/v1/courses/${COURSE}/`)).status).toBe(404);
    expect((await staff('/api/course/v1/courses/')).body.count).toBe(1);
  }

  it.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=""'])(
    'is not looked at when nothing says where its parts begin: %s is 400 (R-6)',
    async (type) => {
      await expectUntouched(async () => {
        for (const body of ['', 'x']) {
          const init = { method: 'POST', headers: { 'content-type': type }, body };
          const answer = await staff(`/api/course/v1/courses/${COURSE}/imports/`, init);
          expect([answer.status, answer.body.error_code]).toEqual([400, 'malformed_body']);
        }
      });
    },
  );

  it.each(['--x\r\n5.7--x--\r\n', '--x', '--x\r\n', 'x', '--x\r\nContent-Disposition: form-data; name="archive"\r\n'])(
    'is not looked at when the form around it is broken: %j is 400 (R-6)',
    async (body) => {
      await expectUntouched(async () => {
        const init = { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body };
        expect((await staff(`/api/course/v1/courses/${COURSE}/imports/`, init)).status).toBe(400);
      });
    },
  );

  it.each<[string, () => Buffer, string?]>([
    ['has a member that climbs out', () => beside({ name: 'course/../../evil', content: 'x' })],
    ['has a member with an absolute name', () => beside({ name: '/etc/cron.d/evil', content: 'x' })],
    ['has a symbolic link', () => beside({ name: 'course/static/passwd', type: '2', link: '/etc/passwd' })],
    ['has a hard link', () => beside({ name: 'course/static/passwd', type: '1', link: '../../../etc/passwd' })],
    ['has a device', () => beside({ name: 'course/static/null', type: '3' })],
    ['has a member twice', () => beside(PAGE)],
    ['is a bomb', () => beside({ name: 'course/static/zeros', content: zeros })],
    ['has too many members', () => manyMembers(250_010)],
    ['claims more than it holds', () => beside({ name: 'course/static/a', size: 1_000_000 })],
    ['is cut short', () => beside({ name: 'course/static/a', content: randomBytes(5000) }).subarray(0, -2000)],
    ['ends within its first header', () => beside().subarray(0, 12)],
    ['has something behind its end', () => Buffer.concat([beside(), Buffer.from('more')])],
    ['is empty', () => Buffer.alloc(0)],
    ['is no archive', () => Buffer.from('<course/>')],
    ['is random bytes', () => randomBytes(10_000)],
    ['has no course', () => tarGz([{ name: 'readme.txt', content: 'Nothing.' }])],
    ['is a zip with a member that climbs out', () => asZip({ name: '../evil', content: 'x' }), 'course.zip'],
    [
      'is a zip with a symbolic link',
      () => asZip({ name: 'course/a', mode: 0o120777, content: '/etc/passwd' }),
      'course.zip',
    ],
    ['is a zip that is a bomb', () => asZip({ name: 'course/static/zeros', content: zeros }), 'course.zip'],
    [
      'is a zip that lies about a size',
      () => asZip({ name: 'course/static/a', content: 'x'.repeat(500), size: 3 }),
      'course.zip',
    ],
    ['is a zip with a wrong check sum', () => asZip({ name: 'course/static/a', content: 'x', crc: 1 }), 'course.zip'],
    ['is a zip with two names for one member', () => asZip({ name: 'course/a', localName: '../a' }), 'course.zip'],
    ['is a zip without its end', () => asZip({ name: 'course/a', content: 'x' }).subarray(0, -10), 'course.zip'],
  ])('that %s is a 400 that says why, and leaves nothing', async (_what, archive, fileName = 'course.tar.gz') => {
    await expectUntouched(async () => {
      const { status, body } = await imports.post(COURSE, archive(), {}, fileName);
      expect(body).toMatchObject({
        error_code: 'invalid_archive',
        status: 400,
        errors: { archive: [expect.stringMatching(/.{20}/)] },
      });
      expect(status).toBe(400);
    });
    expect(
      (await staff('/api/task/v1/tasks/?course_key=' + encodeURIComponent(COURSE))).body.results.map(
        ({ state }: { state: string }) => state,
      ),
    ).not.toContain('running');
  });

  it.each([
    ['declares a document type in its root', '<!DOCTYPE course><course url_name="R" org="O" course="C"/>'],
    [
      'names a file of the server as an entity',
      '<!DOCTYPE course [<!ENTITY f SYSTEM "file:///etc/passwd">]><course url_name="R" org="O" course="C">&f;</course>',
    ],
    ['has entities that multiply', LAUGHS],
    ['is not XML', '<course url_name="R"'],
  ])('whose course.xml %s is refused with 400 by its task, and leaves nothing', async (_what, content) => {
    await expectUntouched(async () => {
      const task = await imports.ended(
        await imports.start(COURSE, tarGz([{ name: 'course/course.xml', content }, PAGE])),
      );
      expect(task).toMatchObject({
        state: 'failed',
        result: null,
        error: { error_code: 'invalid_archive', status: 400 },
      });
      expect(JSON.stringify(task)).not.toContain('root:');
    });
  });

  it('that has a document type deep inside is refused as a whole, and its entities are never looked up', async () => {
    const content = '<!DOCTYPE problem [<!ENTITY f SYSTEM "file:///etc/passwd">]><problem><p>&f;</p></problem>';
    await expectUntouched(async () => {
      const members = membersOf('sample-course/course');
      members.set('problem/third-hour.xml', { name: 'course/problem/third-hour.xml', content });
      const task = await imports.ended(await imports.start(COURSE, tarGz([...members.values()])));
      expect(task).toMatchObject({
        state: 'failed',
        error: { status: 400, detail: expect.stringContaining('problem/third-hour.xml') },
      });
      expect(JSON.stringify(task)).not.toContain('root:');
    });
  });

  it('that is refused in its first bytes is answered, however much of it is still to come', async () => {
    await expectUntouched(async () => {
      const large = Buffer.concat([tarGz([{ name: '../evil', content: 'x' }]), randomBytes(8 * 1024 * 1024)]);
      const { status, body } = await imports.post(COURSE, large);
      expect([status, body.error_code]).toEqual([400, 'invalid_archive']);
    });
  });

  it('that is larger than an archive may be is refused while it arrives (IMPORT_MAX_BYTES)', async () => {
    const small = await startTestApp({ IMPORT_MAX_BYTES: '100000' });
    try {
      const before = await traces(small);
      const client = new ImportClient(small.as('chief', { isStaff: true }));
      const { status } = await client.post(
        COURSE,
        beside({ name: 'course/static/a', content: randomBytes(3_000_000) }),
      );
      expect([400, 413]).toContain(status);
      expect(await traces(small)).toEqual(before);
    } finally {
      await small.close();
    }
  });

  it('whose sender goes away in the middle leaves nothing', async () => {
    await expectUntouched(async () => {
      const gone = new AbortController();
      const body = new ReadableStream({
        async start(stream) {
          const head = '--x\r\ncontent-disposition: form-data; name="archive"; filename="course.tar.gz"\r\n\r\n';
          stream.enqueue(
            Buffer.concat([
              Buffer.from(head),
              beside({ name: 'course/static/a', content: randomBytes(200_000) }).subarray(0, 100_000),
            ]),
          );
          await new Promise((resolve) => setImmediate(resolve));
          gone.abort();
        },
      });
      const init = {
        method: 'POST',
        body,
        duplex: 'half',
        signal: gone.signal,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      };
      await expect(staff(`/api/course/v1/courses/${COURSE}/imports/`, init as RequestInit)).rejects.toThrow();
    });
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { COURSE_XML, Spool, tarGz, zip } from './archives.fixture.js';
import { openPath } from './open-archive.js';
import type { OlxFiles } from './olx-files.js';

const MEMBERS = [
  { name: 'course/course.xml', content: '<course url_name="R" org="O" course="C"/>' },
  { name: 'course/html/b.html', content: '<p>é</p>' },
  { name: 'course/html/a.html', content: '' },
  { name: 'course/static/big.bin', content: Buffer.alloc(3 * 1024 * 1024, 'x') },
  { name: 'course/static/inner.zip', content: zip([{ name: '../evil', content: 'never opened' }]) },
];

describe('an archive that is in order', () => {
  let spool: Spool;
  beforeEach(async () => {
    spool = await Spool.create();
  });
  afterEach(() => spool.remove());

  async function expectSame(files: OlxFiles): Promise<void> {
    try {
      expect(files.root).toBe('course');
      expect(files.list('')).toEqual([
        'course.xml',
        'html/a.html',
        'html/b.html',
        'static/big.bin',
        'static/inner.zip',
      ]);
      expect(files.list('html/')).toEqual(['html/a.html', 'html/b.html']);
      expect(files.list('nothing/')).toEqual([]);
      expect([files.has('html/a.html'), files.has('html'), files.has('course/course.xml')]).toEqual([
        true,
        false,
        false,
      ]);
      expect((await files.read('html/b.html')).toString()).toBe('<p>é</p>');
      expect((await files.read('html/a.html')).length).toBe(0);
      expect(files.size('static/big.bin')).toBe(3 * 1024 * 1024);
      expect((await buffer(files.stream('static/big.bin'))).equals(Buffer.alloc(3 * 1024 * 1024, 'x'))).toBe(true);
      expect((await buffer(files.stream('html/a.html'))).length).toBe(0);
      expect(files.notices).toEqual([]);
    } finally {
      await files.close();
    }
  }

  it.each([
    ['course.tar.gz', tarGz(MEMBERS)],
    ['course.TGZ', tarGz(MEMBERS)],
    ['course.zip', zip(MEMBERS)],
    ['course.zip', zip(MEMBERS.map((member) => ({ ...member, stored: true, mode: 0 })))],
  ])('%s gives random access to its files (OLX rule 1)', async (fileName, bytes) => {
    await expectSame(await spool.open(bytes, { fileName }));
  });

  it.each([
    ['course.tar.gz', tarGz(MEMBERS)],
    ['course.zip', zip(MEMBERS)],
  ])('%s is opened from a path as well', async (name, bytes) => {
    const archive = path.join(spool.directory, name);
    await writeFile(archive, bytes);
    await expectSame(await openPath(archive, { spoolDirectory: spool.directory }));
  });

  it('may arrive byte by byte', async () => {
    const bytes = tarGz([COURSE_XML, { name: 'course/a.xml', content: '<a/>' }]);
    const input = Readable.from(
      [...bytes].map((byte) => Buffer.from([byte])),
      { objectMode: false },
    );
    const files = await spool.open(input);
    expect(files.list('')).toEqual(['a.xml', 'course.xml']);
    await files.close();
  });

  it('has no name on disk while it is open, so that nothing stays even when the process is killed', async () => {
    const files = await spool.open(tarGz(MEMBERS));
    expect(await spool.contents()).toEqual([]);
    await files.close();
    await files.close();
  });

  it('says which file it does not have', async () => {
    const files = await spool.open(tarGz([COURSE_XML]));
    await expect(files.read('html/x.html')).rejects.toThrow('"html/x.html"');
    expect(() => files.size('../course.xml')).toThrow('"../course.xml"');
    await files.close();
  });

  it('finds decomposed names, as macOS packs them, under their composed form and the other way round', async () => {
    const [nfc, nfd] = ['html/é.html'.normalize('NFC'), 'html/é.html'.normalize('NFD')];
    const files = await spool.open(
      tarGz([COURSE_XML, { name: `course/${nfd}`, content: 'x' }, { name: 'course/ö', content: 'y' }]),
    );
    expect([files.has(nfc), files.has(nfd), files.has('ö'.normalize('NFD'))]).toEqual([true, true, true]);
    expect((await files.read(nfc)).toString()).toBe('x');
    await files.close();
  });

  it('keeps files that differ only in case, and notices it', async () => {
    const names = ['course/static/A.png', 'course/static/a.png', 'course/static/Ä.png', 'course/static/ä.png'];
    const files = await spool.open(tarGz([COURSE_XML, ...names.map((name) => ({ name, content: name }))]));
    expect(files.list('static/')).toHaveLength(4);
    expect(files.notices.map(({ code, file }) => [code, file])).toEqual([
      ['case_collision', 'course/static/a.png'],
      ['case_collision', 'course/static/ä.png'],
    ]);
    await files.close();
  });

  it.each([
    ['a tar', tarGz([COURSE_XML, { name: 'course/static/x.js', type: '2', link: '../../x.js' }])],
    ['a zip', zip([COURSE_XML, { name: 'course/static/x.js', mode: 0o120777, content: '../../x.js' }])],
  ])(
    'passes over a link in %s that stays inside and leads to nothing (OLX rule 2), and notices it',
    async (_what, bytes) => {
      const files = await spool.open(bytes);
      expect(files.has('static/x.js')).toBe(false);
      expect(files.notices).toMatchObject([{ code: 'link_skipped', file: 'course/static/x.js' }]);
      await files.close();
    },
  );

  it('has the names of extended headers and of GNU long names', async () => {
    const long = `course/html/${'a'.repeat(150)}.html`;
    const gnu = `course/html/${'b'.repeat(150)}.html`;
    const files = await spool.open(
      tarGz([
        COURSE_XML,
        { name: 'short', pax: { path: long }, content: 'x' },
        { name: '././@LongLink', type: 'L', content: `${gnu}\0` },
        { name: gnu.slice(0, 100), content: 'y' },
      ]),
    );
    expect(files.list('html/').map((file) => file.length)).toEqual([160, 160]);
    await files.close();
  });

  it('may begin with a header for the whole archive, as version control packs it', async () => {
    const files = await spool.open(
      tarGz([{ name: 'pax_global_header', type: 'g', content: '14 comment=ab\n' }, COURSE_XML]),
    );
    expect(files.list('')).toEqual(['course.xml']);
    await files.close();
  });
});

describe('the root of an archive (OLX rule 3)', () => {
  let spool: Spool;
  beforeEach(async () => {
    spool = await Spool.create();
  });
  afterEach(() => spool.remove());

  async function rootOf(...names: string[]): Promise<Pick<OlxFiles, 'root' | 'notices'>> {
    const files = await spool.open(tarGz(names.map((name) => ({ name, content: 'x' }))));
    await files.close();
    return files;
  }

  it('is the top, a folder, or a folder at any depth, whatever it is called', async () => {
    expect((await rootOf('course.xml')).root).toBe('');
    expect((await rootOf('./course.xml')).root).toBe('');
    expect((await rootOf('some name/course.xml')).root).toBe('some name');
    expect((await rootOf('a/b/c/library.xml', 'a/b/c/problem/x.xml')).root).toBe('a/b/c');
  });

  it('is the shallowest, and of equally deep ones the first by name', async () => {
    expect((await rootOf('a/b/course.xml', 'z/course.xml')).root).toBe('z');
    expect((await rootOf('b/course.xml', 'a/library.xml')).root).toBe('a');
  });

  it('is not a file that only ends like it', async () => {
    expect((await rootOf('a/xcourse.xml', 'b/c/course.xml')).root).toBe('b/c');
  });

  it('leaves other courses and other files aside, and notices them', async () => {
    const { notices } = await rootOf('a/course.xml', 'b/course.xml', 'readme.txt');
    expect(notices.map(({ code, file }) => [code, file])).toEqual([
      ['two_roots', 'b'],
      ['outside_root', 'b/course.xml'],
    ]);
  });

  it('may have another such file below it, which is then a file of the course', async () => {
    const { root, notices } = await rootOf('a/course.xml', 'a/static/course.xml');
    expect([root, notices]).toEqual(['a', []]);
  });

  it('is found in a folder on disk as well', async () => {
    await mkdir(path.join(spool.directory, 'x', 'y'), { recursive: true });
    await writeFile(path.join(spool.directory, 'x', 'y', 'course.xml'), '<course/>');
    const files = await openPath(spool.directory, { spoolDirectory: spool.directory });
    expect(files.root).toBe('x/y');
    await files.close();
  });
});

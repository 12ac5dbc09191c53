import { createGzip, gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { COURSE_XML, Spool, tar, tarGz, zip, type TarMember } from './archives.fixture.js';
import type { ArchiveLimits } from './archive-limits.js';

describe('a hostile .tar.gz', () => {
  let spool: Spool;
  beforeEach(async () => {
    spool = await Spool.create();
  });
  afterEach(() => spool.remove());

  /** The archive is refused for this reason, and nothing is left behind (SPEC C-10). */
  async function expectRefused(bytes: Buffer | Readable, code: string, limits?: Partial<ArchiveLimits>): Promise<void> {
    await expect(spool.open(bytes, limits && { limits })).rejects.toMatchObject({ name: 'InvalidArchiveError', code });
    expect(await spool.contents()).toEqual([]);
  }

  const member = (name: string | Buffer, more: Partial<TarMember> = {}): Buffer =>
    tarGz([COURSE_XML, { name, content: 'x', ...more }]);

  describe('with names that mean more than a file of the course', () => {
    it.each([
      ['climbs', '../evil'],
      ['climbs from within', 'course/../../evil'],
      ['is absolute', '/etc/passwd'],
      ['has a backslash', 'course\\..\\evil'],
      ['begins with a drive', 'C:/evil'],
      ['has a line end', 'course/a\nb'],
      ['has an escape', 'course/\u001b[31m'],
    ])('is refused when one %s', async (_what, name) => {
      await expectRefused(member(name), 'unsafe_member_name');
    });

    it('is refused when an extended header brings a name that climbs', async () => {
      await expectRefused(member('course/a', { pax: { path: '../../evil' } }), 'unsafe_member_name');
    });

    it('is refused when an extended header brings a name with a NUL', async () => {
      await expectRefused(member('course/a', { pax: { path: 'course/a\0.xml' } }), 'unsafe_member_name');
    });

    it('is refused when a folder climbs, although it has no content', async () => {
      await expectRefused(member('course/../../x/', { type: '5', content: '' }), 'unsafe_member_name');
    });

    it('is refused when a name is not UTF-8, in either header', async () => {
      await expectRefused(member(Buffer.from('course/\xe9', 'latin1')), 'member_name_not_utf8');
      await expectRefused(
        member('course/a', { pax: { path: Buffer.from('course/\xe9', 'latin1') } }),
        'member_name_not_utf8',
      );
    });

    it('is refused when a path is too long, too deep, or has too long a part', async () => {
      await expectRefused(member('x', { pax: { path: `course/${'a/'.repeat(600)}b` } }), 'member_path_too_long');
      await expectRefused(member(`${'a/'.repeat(40)}b`), 'member_path_too_long');
      await expectRefused(member('x', { pax: { path: `course/${'é'.repeat(128)}` } }), 'member_path_too_long');
    });

    it('is refused in words that cannot themselves do harm', async () => {
      const refusal = await spool.open(member('../\u202egpj.exe')).catch((error: unknown) => error);
      expect((refusal as Error).message).toContain('\\u202e');
    });
  });

  describe('with members that are no files (SPEC C-10; OLX rule 2)', () => {
    it.each([
      ['leads to an absolute path', '/etc/passwd'],
      ['climbs out of the archive', '../../etc/passwd'],
      ['leads to a member', 'course.xml'],
      ['leads to a folder of members', '../course'],
      ['leads to the top', '..'],
      ['leads nowhere', ''],
    ])('is refused when a symbolic link %s', async (_what, link) => {
      await expectRefused(member('course/link', { type: '2', link, content: '' }), 'link_in_archive');
    });

    it('is refused when a link leads to another link', async () => {
      const links: TarMember[] = [
        { name: 'course/a', type: '2', link: 'b' },
        { name: 'course/b', type: '2', link: 'c' },
      ];
      await expectRefused(tarGz([COURSE_XML, ...links]), 'link_in_archive');
    });

    it('is refused when it has a hard link, wherever that leads', async () => {
      await expectRefused(
        member('course/link', { type: '1', link: 'course/course.xml', content: '' }),
        'link_in_archive',
      );
      await expectRefused(member('course/link', { type: '1', link: 'nowhere', content: '' }), 'link_in_archive');
    });

    it.each([
      ['a character device', '3'],
      ['a block device', '4'],
      ['a FIFO', '6'],
      ['an old sparse file', 'S'],
      ['a volume label', 'V'],
    ])('is refused when it has %s', async (_what, type) => {
      await expectRefused(member('course/special', { type, content: '' }), 'special_file_in_archive');
    });

    it('is refused when it has a new sparse file', async () => {
      await expectRefused(member('course/a', { pax: { 'GNU.sparse.major': '1' } }), 'special_file_in_archive');
    });
  });

  describe('with two members of one name', () => {
    it.each([
      ['written the same', 'course/a.xml'],
      ['written with a dot', './course/./a.xml'],
      ['written with two slashes', 'course//a.xml'],
    ])('is refused when they are %s', async (_what, name) => {
      await expectRefused(tarGz([COURSE_XML, { name: 'course/a.xml' }, { name }]), 'duplicate_member');
    });

    it('is refused when they differ only in Unicode normal form, in either order', async () => {
      const [composed, decomposed] = [
        { name: 'course/é.xml'.normalize('NFC') },
        { name: 'course/é.xml'.normalize('NFD') },
      ];
      await expectRefused(tarGz([COURSE_XML, composed, decomposed]), 'duplicate_member');
      await expectRefused(tarGz([COURSE_XML, decomposed, composed]), 'duplicate_member');
    });
  });

  describe('that is too much', () => {
    it('is refused when it has too many members, folders counted', async () => {
      const folders = ['a/', 'b/', 'c/'].map((name) => ({ name, type: '5' }));
      await expectRefused(tarGz([COURSE_XML, ...folders]), 'too_many_members', { members: 3 });
    });

    it('is refused when all files together hold too much', async () => {
      await expectRefused(member('course/static/a', { content: 'x'.repeat(80) }), 'archive_too_large', {
        totalBytes: 100,
      });
    });

    it('is refused when a document is too large, which an asset of that size is not', async () => {
      const limits = { documentBytes: 100, assetBytes: 200 };
      const content = 'x'.repeat(150);
      await expectRefused(member('course/html/a.html', { content }), 'member_too_large', limits);
      const files = await spool.open(member('course/static/a.html', { content }), { limits });
      expect(files.size('static/a.html')).toBe(150);
      await files.close();
    });

    it('is refused when an asset is too large', async () => {
      await expectRefused(member('course/static/a.mp4', { content: 'x'.repeat(150) }), 'member_too_large', {
        assetBytes: 100,
      });
    });

    it('is refused by what a header claims, before any of it is read', async () => {
      await expectRefused(member('course/static/a', { size: 7_000_000_000 }), 'member_too_large');
    });

    it('is refused when the archive itself is too large', async () => {
      await expectRefused(member('course/a'), 'archive_too_large', { compressedBytes: 20 });
    });

    it('is refused when it packs as no course does', async () => {
      const zeros = gzipSync(tar([COURSE_XML, { name: 'course/static/a', content: Buffer.alloc(20 * 1024 * 1024) }]));
      await expectRefused(zeros, 'compression_ratio');
    });

    it('is refused when zeros without a member never end', async () => {
      const zeros = Readable.from(
        (function* () {
          yield tar([COURSE_XML]);
          for (;;) yield Buffer.alloc(1024 * 1024);
        })(),
        { objectMode: false },
      );
      const gzip = createGzip();
      await expectRefused(zeros.pipe(gzip), 'compression_ratio');
      zeros.destroy();
    });
  });

  describe('that is damaged', () => {
    it('is refused when the gzip data is cut short', async () => {
      const bytes = tarGz([COURSE_XML, { name: 'course/static/a', content: Buffer.alloc(3000, 'abcdef') }]);
      await expectRefused(bytes.subarray(0, -20), 'archive_corrupt');
    });

    it('is refused when the tar data is cut short', async () => {
      const bytes = tar([COURSE_XML, { name: 'course/static/a', content: 'x'.repeat(3000) }]);
      await expectRefused(gzipSync(bytes.subarray(0, 3000)), 'archive_corrupt');
    });

    it('is refused when a header claims more than there is', async () => {
      await expectRefused(member('course/static/a', { size: 100_000 }), 'archive_corrupt');
    });

    it('is refused when a header has a wrong check sum', async () => {
      const bytes = tar([COURSE_XML]);
      bytes.writeUInt8(0x41, 0);
      await expectRefused(gzipSync(bytes), 'archive_corrupt');
    });

    it('is refused when something follows the gzip data', async () => {
      await expectRefused(Buffer.concat([tarGz([COURSE_XML]), Buffer.from('garbage')]), 'archive_corrupt');
      await expectRefused(Buffer.concat([tarGz([COURSE_XML]), Buffer.from('\0garbage')]), 'trailing_data');
    });

    it('is refused when something that is no tar follows its end', async () => {
      await expectRefused(
        gzipSync(Buffer.concat([tar([COURSE_XML]), Buffer.alloc(512, 'garbage')])),
        'archive_corrupt',
      );
    });

    it('is held to the rules even behind the mark of its end', async () => {
      await expectRefused(
        gzipSync(Buffer.concat([tar([COURSE_XML]), tar([{ name: '../evil' }])])),
        'unsafe_member_name',
      );
    });
  });

  describe('that is something else (OLX rule 1)', () => {
    it.each([
      ['nothing', Buffer.alloc(0)],
      ['one byte', Buffer.from([0x1f])],
      ['a tar without gzip', tar([COURSE_XML])],
      ['text', Buffer.from('<course/>')],
    ])('is refused when it is %s', async (_what, bytes) => {
      await expectRefused(bytes, 'unknown_archive_type');
    });

    it('is refused when the name says something else than the content', async () => {
      await expect(spool.open(tarGz([COURSE_XML]), { fileName: 'a.zip' })).rejects.toMatchObject({
        code: 'archive_type_mismatch',
      });
      await expect(spool.open(zip([COURSE_XML]), { fileName: 'a.tar.gz' })).rejects.toMatchObject({
        code: 'archive_type_mismatch',
      });
    });

    it.each(['a.rar', 'a.gz', 'a', '', 'a.tar'])('is refused under the name %p', async (fileName) => {
      await expect(spool.open(tarGz([COURSE_XML]), { fileName })).rejects.toMatchObject({
        code: 'unknown_archive_type',
      });
    });

    it('is refused when it holds no course (OLX rule 3)', async () => {
      await expectRefused(tarGz([{ name: 'course/readme.txt', content: 'x' }]), 'no_course_found');
      await expectRefused(tarGz([]), 'no_course_found');
    });
  });

  it('ends with the reason when it is cancelled on the way, and leaves nothing', async () => {
    const controller = new AbortController();
    const input = Readable.from(
      (async function* () {
        yield tarGz([COURSE_XML]).subarray(0, 40);
        controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 1000).unref());
      })(),
      { objectMode: false },
    );
    await expect(spool.open(input, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await spool.contents()).toEqual([]);
  });

  it('passes on an error of the input as it is', async () => {
    const input = Readable.from(
      (async function* () {
        yield tarGz([COURSE_XML]).subarray(0, 40);
        await Promise.resolve();
        throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      })(),
      { objectMode: false },
    );
    await expect(spool.open(input)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await spool.contents()).toEqual([]);
  });
});

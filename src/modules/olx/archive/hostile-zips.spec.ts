import { COURSE_XML, Spool, zip, type ZipMember } from './archives.fixture.js';
import type { ArchiveLimits } from './archive-limits.js';

describe('a hostile .zip', () => {
  let spool: Spool;
  beforeEach(async () => {
    spool = await Spool.create();
  });
  afterEach(() => spool.remove());

  /** The archive is refused for this reason, and nothing is left behind (SPEC C-10). */
  async function expectRefused(bytes: Buffer, code: string, limits?: Partial<ArchiveLimits>): Promise<void> {
    await expect(spool.open(bytes, limits && { limits })).rejects.toMatchObject({ name: 'InvalidArchiveError', code });
    expect(await spool.contents()).toEqual([]);
  }

  const member = (name: string | Buffer, more: Partial<ZipMember> = {}): Buffer =>
    zip([COURSE_XML, { name, content: 'some content', ...more }]);

  it.each(['../evil', '/etc/passwd', 'a\\b', 'C:/x', 'course/a\u0000b', 'course/../../x/'])(
    'is refused when a member is called %p',
    async (name) => {
      await expectRefused(member(name), 'unsafe_member_name');
    },
  );

  it('is refused when a name is not UTF-8, whatever its flag says', async () => {
    await expectRefused(member(Buffer.from('course/\xe9', 'latin1')), 'member_name_not_utf8');
    await expectRefused(member(Buffer.from('course/\xe9', 'latin1'), { flags: 0 }), 'member_name_not_utf8');
  });

  it.each(['/etc/passwd', '../../x', 'course.xml', '../course', 'x'.repeat(5000)])(
    'is refused when a symbolic link leads to %p (OLX rule 2)',
    async (content) => {
      await expectRefused(member('course/link', { mode: 0o120777, content }), 'link_in_archive');
    },
  );

  it.each([0o020666, 0o060666, 0o010666, 0o140666])('is refused when a member has the mode %p', async (mode) => {
    await expectRefused(member('course/special', { mode }), 'special_file_in_archive');
  });

  it('is refused when a member is encrypted', async () => {
    await expectRefused(member('course/a', { flags: 0x801 }), 'archive_encrypted');
  });

  it('is refused when two members have one name', async () => {
    await expectRefused(zip([COURSE_XML, { name: 'course/a' }, { name: 'course/a' }]), 'duplicate_member');
  });

  it('is refused when a member has one name in the directory and another before its content', async () => {
    await expectRefused(member('course/a', { localName: 'course/b' }), 'archive_corrupt');
  });

  it('is refused when the content is not what the check sum is of', async () => {
    await expectRefused(member('course/a', { crc: 1 }), 'archive_corrupt');
  });

  it.each([3, 50])('is refused when the content is longer or shorter than claimed (%p bytes)', async (size) => {
    await expectRefused(member('course/a', { size }), 'archive_corrupt');
    await expectRefused(member('course/a', { size, stored: true }), 'archive_corrupt');
  });

  it('is refused when members share their bytes', async () => {
    const inner = { name: 'course/inner', stored: true, content: 'x'.repeat(10_000) };
    const archive = zip([inner]);
    const content = archive.subarray(0, archive.indexOf('PK\x01\x02', 0, 'latin1'));
    const outer = { name: 'course/outer', stored: true, content };
    // The content of one member is another member, header and all, and the directory lists both.
    const bytes = zip([outer, { ...inner, listedOnly: true, offset: 30 + outer.name.length }]);
    await expect(spool.open(bytes)).rejects.toThrow(/claim more than/);
    await expectRefused(bytes, 'archive_corrupt');
  });

  it('is refused when it packs as no course does', async () => {
    await expectRefused(member('course/static/a', { content: Buffer.alloc(20 * 1024 * 1024) }), 'compression_ratio');
  });

  it('is refused when it holds too much, or too many members', async () => {
    await expectRefused(member('course/a.xml'), 'member_too_large', { documentBytes: 10 });
    await expectRefused(member('course/a'), 'archive_too_large', { totalBytes: 50 });
    await expectRefused(member('course/a'), 'archive_too_large', { compressedBytes: 50 });
    await expectRefused(member('course/a'), 'too_many_members', { members: 1 });
  });

  it('is refused when it is cut short, or followed by something', async () => {
    const bytes = member('course/a');
    await expectRefused(bytes.subarray(0, -10), 'archive_corrupt');
    await expectRefused(Buffer.concat([bytes, Buffer.from('garbage')]), 'archive_corrupt');
  });

  it('is refused when it holds no course (OLX rule 3)', async () => {
    await expectRefused(zip([]), 'no_course_found');
  });
});

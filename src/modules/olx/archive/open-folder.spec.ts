import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openFolder } from './open-folder.js';

describe('a course in a folder', () => {
  let top: string;
  let folder: string;
  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), 'olx-folder-'));
    folder = path.join(top, 'course');
    await mkdir(path.join(folder, 'static'), { recursive: true });
    await writeFile(path.join(folder, 'course.xml'), '<course/>');
    await writeFile(path.join(folder, 'static', 'a.txt'), 'text');
    await writeFile(path.join(top, 'secret.txt'), 'secret');
  });
  afterEach(() => rm(top, { recursive: true }));

  it.each([
    ['a file', 'secret.txt'],
    ['a folder', '.'],
  ])('is refused when a link leads to %s outside of it', async (_what, target) => {
    await symlink(path.join(top, target), path.join(folder, 'static', 'link'));
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'link_leaves_folder', member: 'static/link' });
  });

  it('is refused when a link leads to a folder whose name merely begins like its own', async () => {
    await mkdir(path.join(top, 'course-2'));
    await symlink('../course-2', path.join(folder, 'link'));
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'link_leaves_folder' });
  });

  it('is refused when it holds a FIFO', async () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'special_file_in_archive', member: 'pipe' });
  });

  it('is held to the same limits as an archive', async () => {
    await expect(openFolder(folder, { limits: { members: 2 } })).rejects.toMatchObject({ code: 'too_many_members' });
    await expect(openFolder(folder, { limits: { assetBytes: 3 } })).rejects.toMatchObject({ code: 'member_too_large' });
    await expect(openFolder(folder, { limits: { totalBytes: 12 } })).rejects.toMatchObject({
      code: 'archive_too_large',
    });
    await expect(openFolder(folder, { limits: { nameBytes: 5 } })).rejects.toMatchObject({
      code: 'member_path_too_long',
    });
  });

  it('is refused when there is no course in it, or it is a file', async () => {
    await expect(openFolder(path.join(folder, 'static'))).rejects.toMatchObject({ code: 'no_course_found' });
    await expect(openFolder(path.join(folder, 'course.xml'))).rejects.toThrow('not a folder');
  });

  it('does not follow a link that was put in the place of a file since', async () => {
    const files = await openFolder(folder);
    await rm(path.join(folder, 'static', 'a.txt'));
    await symlink(path.join(top, 'secret.txt'), path.join(folder, 'static', 'a.txt'));
    await expect(files.read('static/a.txt')).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(buffer(files.stream('static/a.txt'))).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('reads through links that stay inside, and passes over those that lead in circles or nowhere', async () => {
    await symlink('static', path.join(folder, 'inner'));
    await symlink('static/a.txt', path.join(folder, 'b.txt'));
    await symlink('..', path.join(folder, 'static', 'circle'));
    await symlink('nothing', path.join(folder, 'dangling'));
    const files = await openFolder(folder);
    expect(files.list('')).toEqual(['b.txt', 'course.xml', 'inner/a.txt', 'static/a.txt']);
    expect((await files.read('b.txt')).toString()).toBe('text');
    expect(files.notices.map(({ code, file }) => [code, file]).sort()).toEqual([
      ['link_skipped', 'dangling'],
      ['link_skipped', 'inner/circle'],
      ['link_skipped', 'static/circle'],
    ]);
  });

  it('leaves version control aside', async () => {
    await mkdir(path.join(folder, '.git'));
    await writeFile(path.join(folder, '.git', 'config'), 'x');
    expect((await openFolder(folder)).list('')).toEqual(['course.xml', 'static/a.txt']);
  });

  it('is the folder as it was when it was opened', async () => {
    const files = await openFolder(folder);
    await rename(path.join(folder, 'static', 'a.txt'), path.join(folder, 'static', 'b.txt'));
    expect(files.has('static/b.txt')).toBe(false);
    await expect(files.read('static/a.txt')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

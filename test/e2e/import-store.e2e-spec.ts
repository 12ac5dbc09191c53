import { buffer } from 'node:stream/consumers';
import type { EntityManager } from 'typeorm';
import { startTestApp, type TestApp } from '../support/app.js';
import { courseOfUnits, ImportClient } from '../support/import-client.js';
import { statementsWhile } from '../support/statements.js';
import { syntheticArchive } from '../support/synthetic-course.js';

const COURSE = 'course-v1:Stored+Course+R1';
const OTHER_GUID = 'f'.repeat(24);

describe('What an import costs the database, and what the database guarantees of it', () => {
  let test: TestApp;
  let imports: ImportClient;
  let courseId: number;
  beforeAll(async () => {
    test = await startTestApp();
    imports = new ImportClient(test.as('chief', { isStaff: true }));
    await imports.import(COURSE, courseOfUnits({ a: '<p>One.</p>', b: '<p>Two.</p>' }));
    await imports.import(COURSE, courseOfUnits({ a: '<p>One, changed.</p>', b: '<p>Two.</p>' }));
    const rows = await test.dataSource.query<{ id: number }[]>('SELECT id FROM courses WHERE course_key = $1', [
      COURSE,
    ]);
    courseId = rows[0]!.id;
  });
  afterAll(() => test?.close());

  /** The client that waits asks for the task, and who it is is looked up now and then: the slower the machine, the more often. */
  const statements = async (work: () => Promise<unknown>) => (await statementsWhile(test, work)).length;

  it('sends one statement for some hundreds of blocks, and a fixed number beside (SPEC C-9)', async () => {
    const importOf = async (blocks: number) => {
      const archive = await buffer(syntheticArchive({ blocks }));
      return statements(() => imports.import(`course-v1:Synthetic+Size+${blocks}`, archive));
    };
    const small = await importOf(500);
    const large = await importOf(5000);
    expect(small).toBeGreaterThan(5);
    // 250 blocks a statement, and what is asked once a table has grown much.
    expect(large - small).toBeLessThanOrEqual((5000 - 500) / 250 + 2);
  });

  it('sends no more of them when nothing has changed', async () => {
    const archive = await buffer(syntheticArchive({ blocks: 2000 }));
    const first = await statements(() => imports.import('course-v1:Synthetic+Again+1', archive));
    const again = await statements(() => imports.import('course-v1:Synthetic+Again+1', archive));
    expect(again).toBeLessThanOrEqual(first);
  });

  /** Makes the next version of the published line in one transaction, by hand, and always undoes it. */
  async function nextVersion(
    change: (manager: EntityManager, ordinal: number, line: number) => Promise<void>,
  ): Promise<void> {
    const undo = new Error('undone');
    await test.dataSource
      .transaction(async (manager) => {
        const [head] = await manager.query<
          { line: number; ordinal: number; root: string; guid: string; original: string }[]
        >(
          `SELECT v.* FROM branches b JOIN versions v ON v.guid = b.head WHERE b.course_id = $1 AND b.name = 'published'`,
          [courseId],
        );
        const { line, ordinal, root, guid, original } = head!;
        await manager.query('UPDATE lines SET tip = $3 WHERE course_id = $1 AND line = $2', [
          courseId,
          line,
          ordinal + 1,
        ]);
        await change(manager, ordinal + 1, line);
        await manager.query(
          `INSERT INTO versions (course_id, guid, line, ordinal, branch, previous, original, root) VALUES ($1, $2, $3, $4, 'published', $5, $6, $7)`,
          [courseId, OTHER_GUID, line, ordinal + 1, guid, original, root],
        );
        await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
  }

  /** Closes a block's row and opens one that differs from it. */
  const replaced =
    (block: string, changes: { parent?: string | null; children?: string[] }) =>
    async (manager: EntityManager, ordinal: number, line: number) => {
      const [row] = await manager.query<
        { parent: string | null; children: string[]; definition: string; edited: string }[]
      >('SELECT * FROM blocks WHERE course_id = $1 AND line = $2 AND block = $3 AND until = 2147483647', [
        courseId,
        line,
        block,
      ]);
      await manager.query(
        'UPDATE blocks SET until = $4 WHERE course_id = $1 AND line = $2 AND block = $3 AND until = 2147483647',
        [courseId, line, block, ordinal],
      );
      const { parent, children, definition, edited } = { ...row!, ...changes };
      await opened(block, parent, children, definition, edited)(manager, ordinal, line);
    };
  const opened =
    (block: string, parent: string | null, children: string[], definition?: string, edited = OTHER_GUID) =>
    async (manager: EntityManager, ordinal: number, line: number) => {
      await manager.query(
        `INSERT INTO blocks (course_id, line, block, since, parent, children, settings, definition, edited)
         VALUES ($1, $2, $3, $4, $5, $6, '{}', coalesce($7, (SELECT max(guid) FROM definitions)), $8)`,
        [courseId, line, block, ordinal, parent, children, definition ?? null, edited],
      );
    };
  const both =
    (...changes: ReturnType<typeof opened>[]) =>
    async (manager: EntityManager, ordinal: number, line: number) => {
      for (const change of changes) await change(manager, ordinal, line);
    };

  it.each<[string, ReturnType<typeof opened>]>([
    ['a child that is missing', replaced('vertical@a', { children: ['html@page-a', 'html@ghost'] })],
    ['a block below two parents', replaced('vertical@b', { children: ['html@page-b', 'html@page-a'] })],
    ['a child listed twice', replaced('vertical@a', { children: ['html@page-a', 'html@page-a'] })],
    ['a block whose parent does not list it', opened('html@stray', 'vertical@a', [])],
    ['a block whose parent is missing', opened('html@stray', 'vertical@ghost', [])],
    [
      'a cycle apart from the tree',
      both(opened('vertical@x', 'vertical@y', ['vertical@y']), opened('vertical@y', 'vertical@x', ['vertical@x'])),
    ],
    [
      'a cycle within the tree',
      both(
        replaced('sequential@subsection', { parent: 'vertical@a' }),
        replaced('vertical@a', { children: ['html@page-a', 'sequential@subsection'] }),
        replaced('chapter@section', { children: [] }),
      ),
    ],
    [
      'a root with a parent',
      both(
        replaced('course@course', { parent: 'vertical@a' }),
        replaced('vertical@a', { children: ['html@page-a', 'course@course'] }),
      ),
    ],
    ['a child that its parent dropped', replaced('vertical@a', { children: [] })],
  ])('refuses %s, whoever writes it (SPEC C-2, C-4)', async (_what, change) => {
    await expect(nextVersion(change)).rejects.toMatchObject({ driverError: { constraint: 'tg_versions_tree' } });
  });

  it('takes a change of the same kind that leaves the tree whole', async () => {
    const change = both(
      replaced('vertical@a', { children: ['html@page-a', 'html@new'] }),
      opened('html@new', 'vertical@a', []),
    );
    await expect(nextVersion(change)).resolves.toBeUndefined();
  });

  it.each([
    [
      'the name of a current block',
      `UPDATE blocks SET display_name = 'Other' WHERE course_id = $1 AND until = 2147483647`,
    ],
    [
      'the content of an old block',
      `UPDATE blocks SET definition = (SELECT max(guid) FROM definitions) WHERE course_id = $1 AND until < 2147483647`,
    ],
    ['the end of an old block', 'UPDATE blocks SET until = 2147483647 WHERE course_id = $1 AND until < 2147483647'],
    ['the beginning of a block', 'UPDATE blocks SET since = since + 1 WHERE course_id = $1'],
  ])('refuses to rewrite %s (SPEC C-1: history stays)', async (_what, statement) => {
    await expect(test.dataSource.query(statement, [courseId])).rejects.toMatchObject({
      driverError: { constraint: 'tg_blocks_immutable' },
    });
  });

  it('refuses a branch whose head does not exist (SPEC C-1)', async () => {
    await expect(
      test.dataSource.query(`UPDATE branches SET head = $2 WHERE course_id = $1 AND name = 'draft'`, [
        courseId,
        OTHER_GUID,
      ]),
    ).rejects.toMatchObject({
      driverError: { constraint: 'fk_branches_head' },
    });
  });
});

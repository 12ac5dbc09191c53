import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index of opened rows leads to no line by its number alone (ADR 0005). A line that was just copied is unknown to the planner's
 * statistics: it took this index, being the smallest, to look up single blocks there, through all rows of the line, until the next
 * ANALYZE. Whoever asks what a version opened says `line + 0 = … AND since + 0 = …`, as nobody else does.
 *
 * No statistics of the two expressions: after an import every row has begun with version 1, so that "opened by version 17" looked like
 * every row, and the check of each edit read the whole table. (`n_distinct` can be set for columns alone.)
 */
export class OpenedRows1798000000800 implements MigrationInterface {
  readonly name = 'OpenedRows1798000000800';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_blocks_opened');
    await queryRunner.query('CREATE INDEX ix_blocks_opened ON blocks (course_id, (line + 0), (since + 0))');
    for (const column of [2, 3])
      await queryRunner.query(`ALTER INDEX ix_blocks_opened ALTER COLUMN ${column} SET STATISTICS 0`);
    await queryRunner.query(askFor({ from: 'line = (\\S+)', to: 'line + 0 = \\2' }));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_blocks_opened');
    await queryRunner.query('CREATE INDEX ix_blocks_opened ON blocks (course_id, line, (since + 0))');
    await queryRunner.query(askFor({ from: 'line \\+ 0 = (\\S+)', to: 'line = \\2' }));
  }
}

/** Makes the functions that ask for opened rows anew, with nothing else changed. */
const askFor = ({ from, to }: { readonly from: string; readonly to: string }): string => `
DO $migration$
DECLARE
  name text;
  told text;
BEGIN
  FOREACH name IN ARRAY ARRAY['check_version_tree', 'broken_first_version', 'changed_blocks', 'head_changes'] LOOP
    told := pg_get_functiondef(name::regproc);
    IF told !~ '${from} AND (\\w+\\.)?since \\+ 0' THEN
      RAISE EXCEPTION 'the function % does not ask for opened rows', name;
    END IF;
    EXECUTE regexp_replace(told, '(\\w+\\.)?${from} AND (\\w+\\.)?since \\+ 0', '\\1${to} AND \\3since + 0', 'g');
  END LOOP;
END $migration$`;

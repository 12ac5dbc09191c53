import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CHANGED_BLOCKS as AS_BEFORE } from './1798000000500-history.js';

/** What the first version of a large course changed is told as fast as the course is read (SPEC C-6). */
export class FirstVersions1798000000501 implements MigrationInterface {
  readonly name = 'FirstVersions1798000000501';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CHANGED_BLOCKS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(AS_BEFORE.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
  }
}

/**
 * The blocks that differ between two versions of a course, and how; a null line is a state without blocks. Of one line by the rows
 * that were opened and closed between them, of two lines by a full join of all rows. Of a block that is new or gone there is nothing to
 * compare, and no function to call: a first import is all such blocks.
 */
const CHANGED_BLOCKS = `CREATE OR REPLACE FUNCTION changed_blocks(
  of_course bigint, from_line integer, from_ordinal integer, to_line integer, to_ordinal integer
) RETURNS TABLE (block text, kinds text[], display_name text) LANGUAGE plpgsql STABLE SET jit = off AS $$
DECLARE
  older integer := least(from_ordinal, to_ordinal);
  newer integer := greatest(from_ordinal, to_ordinal);
BEGIN
  IF from_line = to_line THEN
    RETURN QUERY
    SELECT t.block, t.kinds, t.display_name FROM (
      SELECT r.block,
             CASE WHEN a.block IS NULL AND b.block IS NOT NULL THEN '{added}'
                  WHEN b.block IS NULL AND a.block IS NOT NULL THEN '{removed}'
                  ELSE change_kinds(a, b) END AS kinds,
             CASE WHEN b.block IS NULL THEN a.display_name ELSE b.display_name END AS display_name
        FROM (SELECT o.block FROM blocks o
               WHERE o.course_id = of_course AND o.line = to_line AND o.since + 0 > older AND o.since + 0 <= newer
              UNION
              SELECT c.block FROM blocks c
               WHERE c.course_id = of_course AND c.line = to_line AND c.until > older AND c.until <= newer) r
        LEFT JOIN LATERAL block_at(of_course, from_line, from_ordinal, r.block) a ON true
        LEFT JOIN LATERAL block_at(of_course, to_line, to_ordinal, r.block) b ON true
    ) t WHERE t.kinds <> '{}';
  ELSE
    RETURN QUERY
    SELECT t.block, t.kinds, t.display_name FROM (
      SELECT coalesce(a.block, b.block) AS block,
             CASE WHEN a.block IS NULL AND b.block IS NOT NULL THEN '{added}'
                  WHEN b.block IS NULL AND a.block IS NOT NULL THEN '{removed}'
                  ELSE change_kinds(a, b) END AS kinds,
             CASE WHEN b.block IS NULL THEN a.display_name ELSE b.display_name END AS display_name
        FROM blocks_at(of_course, from_line, from_ordinal) a
        FULL JOIN blocks_at(of_course, to_line, to_ordinal) b ON b.block = a.block
       WHERE a.edited IS DISTINCT FROM b.edited
    ) t WHERE t.kinds <> '{}';
  END IF;
END $$`;

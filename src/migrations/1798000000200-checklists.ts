import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DEFAULT_CHECKLISTS } from '../modules/checklists/default-checklists.js';

/** Checklists and their items (SPEC C-11). Courses that exist get the default lists here, so that no GET has to write any. */
export class Checklists1798000000200 implements MigrationInterface {
  readonly name = 'Checklists1798000000200';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await queryRunner.query(statement);
    await queryRunner.query(DEFAULTS, [JSON.stringify(DEFAULT_CHECKLISTS)]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE checklist_items, checklists');
  }
}

const ID = `'^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'`;

const TABLES = [
  `CREATE TABLE checklists (
    course_id bigint NOT NULL CONSTRAINT fk_checklists_course REFERENCES courses (id) ON DELETE CASCADE,
    id text NOT NULL,
    short_description text NOT NULL,
    position integer NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    edited timestamptz NOT NULL DEFAULT now(),
    edited_by text,
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_checklists PRIMARY KEY (course_id, id),
    -- Deferred, so that lists change places in any order.
    CONSTRAINT uq_checklists_position UNIQUE (course_id, position) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_checklists_id CHECK (id ~ ${ID}),
    CONSTRAINT ck_checklists_position CHECK (position >= 0 AND position < 100),
    CONSTRAINT ck_checklists_short_description CHECK (short_description <> '')
  )`,
  `CREATE TABLE checklist_items (
    course_id bigint NOT NULL,
    checklist_id text NOT NULL,
    id text NOT NULL,
    position integer NOT NULL,
    short_description text NOT NULL,
    long_description text NOT NULL DEFAULT '',
    action_url text NOT NULL DEFAULT '',
    action_text text NOT NULL DEFAULT '',
    check_id text,
    checked_at timestamptz,
    checked_by text,
    CONSTRAINT pk_checklist_items PRIMARY KEY (course_id, checklist_id, id),
    CONSTRAINT fk_checklist_items_checklist FOREIGN KEY (course_id, checklist_id)
      REFERENCES checklists (course_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_checklist_items_position UNIQUE (course_id, checklist_id, position) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_checklist_items_id CHECK (id ~ ${ID}),
    CONSTRAINT ck_checklist_items_position CHECK (position >= 0 AND position < 500),
    CONSTRAINT ck_checklist_items_short_description CHECK (short_description <> ''),
    -- Pages make links of it: never "javascript:".
    CONSTRAINT ck_checklist_items_action_url CHECK (
      action_url IN ('', 'ManageUsers', 'CourseOutline', 'SettingsDetails', 'SettingsGrading') OR action_url ~* '^https?://'
    ),
    CONSTRAINT ck_checklist_items_checked CHECK (checked_at IS NOT NULL OR checked_by IS NULL)
  )`,
];

/** The four lists for every course. Its own statement: ChecklistDefaults.giveTo may come to know columns that are not here yet. */
const DEFAULTS = `
  WITH lists AS (SELECT value AS list, ordinality - 1 AS position FROM json_array_elements($1::json) WITH ORDINALITY),
       made AS (
         INSERT INTO checklists (course_id, id, short_description, position)
         SELECT c.id, list ->> 'id', list ->> 'shortDescription', position FROM courses c CROSS JOIN lists)
  INSERT INTO checklist_items (course_id, checklist_id, id, position, short_description, long_description, action_url, action_text, check_id)
  SELECT c.id, list ->> 'id', item.value ->> 'id', item.ordinality - 1, item.value ->> 'shortDescription',
         item.value ->> 'longDescription', coalesce(item.value ->> 'actionUrl', ''), coalesce(item.value ->> 'actionText', ''),
         item.value ->> 'check'
    FROM courses c CROSS JOIN lists CROSS JOIN json_array_elements(list -> 'items') WITH ORDINALITY item`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was asked for when something was published, and what is to be published later (SPEC C-5). */
export class Publishing1798000000700 implements MigrationInterface {
  readonly name = 'Publishing1798000000700';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_versions_published');
    await queryRunner.query('DROP TABLE publications, scheduled_publications');
  }
}

const TABLES = [
  // Of the published branch alone, so that an edit of a draft has nothing to do with it (SPEC P-4).
  `CREATE INDEX ix_versions_published ON versions (course_id, created, guid) WHERE branch = 'published'`,
  `CREATE TABLE publications (
    course_id bigint NOT NULL,
    version text NOT NULL,
    action text NOT NULL,
    source_version text,
    blocks text[],
    exclude text[] NOT NULL DEFAULT '{}',
    CONSTRAINT pk_publications PRIMARY KEY (course_id, version),
    CONSTRAINT fk_publications_version FOREIGN KEY (course_id, version) REFERENCES versions (course_id, guid) ON DELETE CASCADE,
    CONSTRAINT fk_publications_source FOREIGN KEY (course_id, source_version) REFERENCES versions (course_id, guid) ON DELETE CASCADE,
    CONSTRAINT ck_publications_action CHECK (action IN ('publish', 'unpublish')),
    CONSTRAINT ck_publications_source CHECK ((action = 'publish') = (source_version IS NOT NULL))
  )`,
  `CREATE TABLE scheduled_publications (
    course_id bigint NOT NULL CONSTRAINT fk_scheduled_publications_course REFERENCES courses (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    action text NOT NULL,
    blocks text[],
    exclude text[] NOT NULL DEFAULT '{}',
    message text,
    at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'scheduled',
    attempts integer NOT NULL DEFAULT 0,
    next_attempt timestamptz NOT NULL,
    version text,
    error jsonb,
    creator_id bigint CONSTRAINT fk_scheduled_publications_creator REFERENCES users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_scheduled_publications PRIMARY KEY (course_id, id),
    CONSTRAINT fk_scheduled_publications_version FOREIGN KEY (course_id, version) REFERENCES versions (course_id, guid) ON DELETE CASCADE,
    CONSTRAINT ck_scheduled_publications_action CHECK (action IN ('publish', 'unpublish')),
    CONSTRAINT ck_scheduled_publications_state CHECK (state IN ('scheduled', 'done', 'failed', 'cancelled')),
    CONSTRAINT ck_scheduled_publications_end CHECK ((state = 'scheduled') = (finished IS NULL))
  )`,
  `CREATE TRIGGER tg_scheduled_publications_revision BEFORE UPDATE ON scheduled_publications
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  'CREATE INDEX ix_scheduled_publications_at ON scheduled_publications (course_id, at, id)',
  `CREATE INDEX ix_scheduled_publications_due ON scheduled_publications (next_attempt) WHERE state = 'scheduled'`,
  'CREATE INDEX ix_scheduled_publications_creator ON scheduled_publications (creator_id)',
];

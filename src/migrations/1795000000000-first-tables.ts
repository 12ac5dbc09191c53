import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DROP_TREE_INTEGRITY, TREE_INTEGRITY } from './1795000000000-tree-integrity.js';

/** Accounts, the content store, assets, enrollments and tasks. ADR 0005 explains the content tables. */
export class FirstTables1795000000000 implements MigrationInterface {
  readonly name = 'FirstTables1795000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...ACCOUNTS, ...CONTENT, ...AROUND]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const tables = [
      'tasks, assets, enrollments, course_roles',
      'blocks, branches, versions, lines, definitions, courses',
      'signing_keys, oauth_clients, users',
    ];
    for (const names of tables) await queryRunner.query(`DROP TABLE ${names}`);
    for (const statement of DROP_TREE_INTEGRITY) await queryRunner.query(statement);
  }
}

const ACCOUNTS = [
  `CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_users PRIMARY KEY,
    username text NOT NULL,
    email text NOT NULL,
    name text NOT NULL DEFAULT '',
    password_hash text,
    is_active boolean NOT NULL DEFAULT true,
    is_staff boolean NOT NULL DEFAULT false,
    is_superuser boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now()
  )`,
  // Two names that differ only in case would be one person to every reader.
  `CREATE UNIQUE INDEX uq_users_username ON users (lower(username))`,
  `CREATE UNIQUE INDEX uq_users_email ON users (lower(email))`,
  `CREATE TABLE oauth_clients (
    client_id text CONSTRAINT pk_oauth_clients PRIMARY KEY,
    name text NOT NULL,
    secret_hash text NOT NULL,
    user_id bigint NOT NULL CONSTRAINT fk_oauth_clients_user REFERENCES users (id) ON DELETE CASCADE,
    scopes text[] NOT NULL,
    created timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE signing_keys (
    kid text CONSTRAINT pk_signing_keys PRIMARY KEY,
    private_jwk json NOT NULL,
    created timestamptz NOT NULL DEFAULT now()
  )`,
];

const CONTENT = [
  `CREATE TABLE courses (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_courses PRIMARY KEY,
    course_key text NOT NULL CONSTRAINT uq_courses_course_key UNIQUE,
    org text NOT NULL,
    number text NOT NULL,
    run text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    edited timestamptz NOT NULL DEFAULT now(),
    edited_by text,
    display_name text NOT NULL,
    start timestamptz,
    "end" timestamptz,
    enrollment_start timestamptz,
    enrollment_end timestamptz,
    short_description text,
    overview text,
    effort text,
    language text,
    self_paced boolean NOT NULL DEFAULT false,
    invitation_only boolean NOT NULL DEFAULT false,
    mobile_available boolean NOT NULL DEFAULT false,
    catalog_visibility text NOT NULL DEFAULT 'both',
    course_image text
  )`,
  `CREATE INDEX ix_courses_org ON courses (lower(org), course_key)`,
  `CREATE INDEX ix_courses_display_name ON courses (display_name, course_key)`,
  `CREATE INDEX ix_courses_start ON courses (start, course_key)`,
  `CREATE INDEX ix_courses_edited ON courses (edited, course_key)`,
  `CREATE INDEX ix_courses_text ON courses USING gin (
    to_tsvector('simple', display_name || ' ' || org || ' ' || number || ' ' || run || ' ' || coalesce(short_description, ''))
  )`,
  `CREATE TABLE lines (
    course_id bigint NOT NULL CONSTRAINT fk_lines_course REFERENCES courses (id) ON DELETE CASCADE,
    line integer NOT NULL,
    tip integer NOT NULL,
    CONSTRAINT pk_lines PRIMARY KEY (course_id, line)
  )`,
  `CREATE TABLE versions (
    course_id bigint NOT NULL,
    guid text NOT NULL CONSTRAINT ck_versions_guid CHECK (guid ~ '^[0-9a-f]{24}$'),
    line integer NOT NULL,
    ordinal integer NOT NULL,
    branch text NOT NULL,
    previous text,
    original text NOT NULL,
    root text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    created_by text,
    message text,
    CONSTRAINT ck_versions_ordinal CHECK (ordinal >= 1),
    CONSTRAINT pk_versions PRIMARY KEY (course_id, guid),
    CONSTRAINT uq_versions_guid UNIQUE (guid),
    CONSTRAINT uq_versions_ordinal UNIQUE (course_id, line, ordinal),
    CONSTRAINT fk_versions_line FOREIGN KEY (course_id, line) REFERENCES lines (course_id, line) ON DELETE CASCADE,
    CONSTRAINT fk_versions_previous FOREIGN KEY (course_id, previous) REFERENCES versions (course_id, guid)
  )`,
  `CREATE TABLE branches (
    course_id bigint NOT NULL,
    name text NOT NULL,
    head text NOT NULL,
    CONSTRAINT pk_branches PRIMARY KEY (course_id, name),
    CONSTRAINT fk_branches_head FOREIGN KEY (course_id, head) REFERENCES versions (course_id, guid) ON DELETE CASCADE
  )`,
  `CREATE TABLE definitions (
    guid text CONSTRAINT pk_definitions PRIMARY KEY CONSTRAINT ck_definitions_guid CHECK (guid ~ '^[0-9a-f]{24}$'),
    type text NOT NULL,
    content json NOT NULL,
    olx json,
    digest text NOT NULL,
    previous text,
    original text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    created_by text
  )`,
  `CREATE TABLE blocks (
    course_id bigint NOT NULL,
    line integer NOT NULL,
    block text NOT NULL CONSTRAINT ck_blocks_block CHECK (block LIKE '_%@_%'),
    since integer NOT NULL,
    until integer NOT NULL DEFAULT 2147483647,
    parent text,
    children text[] NOT NULL,
    display_name text,
    settings json NOT NULL,
    definition text NOT NULL CONSTRAINT fk_blocks_definition REFERENCES definitions (guid),
    edited text NOT NULL,
    CONSTRAINT pk_blocks PRIMARY KEY (course_id, line, block, since),
    CONSTRAINT uq_blocks_until UNIQUE (course_id, line, until, block),
    CONSTRAINT fk_blocks_line FOREIGN KEY (course_id, line) REFERENCES lines (course_id, line) ON DELETE CASCADE,
    CONSTRAINT ck_blocks_interval CHECK (since >= 1 AND until > since),
    CONSTRAINT ck_blocks_parent CHECK (parent <> block)
  )`,
  // What a version opened: history, comparison and the check of the tree ask for it, as "since + 0 = …". An expression,
  // because an index that led to `since` itself would tempt the planner to look a block up by walking back through all
  // versions, as it did (quadratic first import) before the table was first analyzed.
  `CREATE INDEX ix_blocks_opened ON blocks (course_id, line, (since + 0))`,
  // Right after an import every row is current: without this, ANALYZE finds one distinct value of each, and "rows closed
  // at version 17" looks like the whole course to the planner.
  `ALTER TABLE blocks ALTER COLUMN since SET (n_distinct = -0.5), ALTER COLUMN until SET (n_distinct = -0.5)`,
  `CREATE INDEX ix_blocks_definition ON blocks (definition)`,
  ...TREE_INTEGRITY,
];

const AROUND = [
  `CREATE TABLE course_roles (
    course_key text NOT NULL,
    user_id bigint NOT NULL CONSTRAINT fk_course_roles_user REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL CONSTRAINT ck_course_roles_role CHECK (role IN ('instructor', 'staff', 'editor', 'auditor', 'beta_tester')),
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_course_roles PRIMARY KEY (course_key, user_id)
  )`,
  // By user: "my courses", and the cascade when an account goes.
  `CREATE INDEX ix_course_roles_user ON course_roles (user_id)`,
  `CREATE TABLE enrollments (
    course_key text NOT NULL,
    user_id bigint NOT NULL CONSTRAINT fk_enrollments_user REFERENCES users (id) ON DELETE CASCADE,
    uuid uuid NOT NULL CONSTRAINT uq_enrollments_uuid UNIQUE,
    mode text NOT NULL DEFAULT 'audit',
    is_active boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_enrollments PRIMARY KEY (course_key, user_id)
  )`,
  `CREATE INDEX ix_enrollments_user ON enrollments (user_id)`,
  `CREATE TABLE assets (
    course_id bigint NOT NULL CONSTRAINT fk_assets_course REFERENCES courses (id) ON DELETE CASCADE,
    path text NOT NULL,
    display_name text NOT NULL,
    import_path text,
    content_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL CONSTRAINT ck_assets_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    locked boolean NOT NULL DEFAULT false,
    attributes json NOT NULL DEFAULT '{}',
    created timestamptz NOT NULL DEFAULT now(),
    edited timestamptz NOT NULL DEFAULT now(),
    edited_by text,
    CONSTRAINT pk_assets PRIMARY KEY (course_id, path)
  )`,
  `CREATE INDEX ix_assets_sha256 ON assets (sha256)`,
  `CREATE TABLE tasks (
    id uuid CONSTRAINT pk_tasks PRIMARY KEY,
    kind text NOT NULL,
    state text NOT NULL CONSTRAINT ck_tasks_state CHECK (state IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
    course_key text,
    owner_id bigint CONSTRAINT fk_tasks_owner REFERENCES users (id) ON DELETE SET NULL,
    progress_done bigint NOT NULL DEFAULT 0,
    progress_total bigint,
    progress_unit text NOT NULL DEFAULT 'items',
    result json,
    error json,
    cancel_requested boolean NOT NULL DEFAULT false,
    worker text NOT NULL,
    heartbeat timestamptz NOT NULL DEFAULT now(),
    created timestamptz NOT NULL DEFAULT now(),
    started timestamptz,
    finished timestamptz
  )`,
  `CREATE INDEX ix_tasks_owner ON tasks (owner_id, created)`,
  `CREATE INDEX ix_tasks_open ON tasks (heartbeat) WHERE state IN ('pending', 'running')`,
];

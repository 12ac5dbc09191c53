import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { JsonObject } from './json.js';
import { CourseEntity } from './course.entity.js';

/** "Until further notice" in {@link BlockEntity.until}. */
export const CURRENT = 2_147_483_647;

/** A linear history of one course; each version on it has the next ordinal. Branches point into lines (ADR 0005). No PII. */
@Entity('lines')
export class LineEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_lines' })
  @ForeignKey(() => CourseEntity, { name: 'fk_lines_course', onDelete: 'CASCADE' })
  courseId: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_lines' })
  line: number;

  /** Ordinal of its newest version. */
  @Column('integer')
  tip: number;
}

/** An immutable state of a course's tree: the rows of its line with since <= ordinal < until. */
@Entity('versions')
@Unique('uq_versions_guid', ['guid'])
@Unique('uq_versions_ordinal', ['courseId', 'line', 'ordinal'])
@Index('ix_versions_published', { synchronize: false })
@Check('ck_versions_guid', `guid ~ '^[0-9a-f]{24}$'`)
@Check('ck_versions_ordinal', 'ordinal >= 1')
@Index('ix_versions_created', { synchronize: false })
@ForeignKey(() => LineEntity, ['courseId', 'line'], ['courseId', 'line'], {
  name: 'fk_versions_line',
  onDelete: 'CASCADE',
})
@ForeignKey(() => VersionEntity, ['courseId', 'previous'], ['courseId', 'guid'], { name: 'fk_versions_previous' })
export class VersionEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_versions' })
  courseId: number;

  /** 24 lower-case hexadecimal digits, the leading 8 being the time in seconds; unique in the service. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_versions' })
  guid: string;

  @Column('integer')
  line: number;

  @Column('integer')
  ordinal: number;

  /** Branch on which it was made. */
  @Column('text')
  branch: string;

  /** The version that it was made from; null for the first. */
  @Column('text', { nullable: true })
  previous: string | null;

  /** The first version of the history that it continues, across reruns. */
  @Column('text')
  original: string;

  /** `type@block_id` of the tree's root; other blocks without a parent are detached. */
  @Column('text')
  root: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  createdBy: string | null;

  /** Why. */
  @Column('text', { nullable: true })
  message: string | null;
}

/** A named pointer to a version. No PII. */
@Entity('branches')
@ForeignKey(() => VersionEntity, ['courseId', 'head'], ['courseId', 'guid'], {
  name: 'fk_branches_head',
  onDelete: 'CASCADE',
})
export class BranchEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_branches' })
  courseId: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_branches' })
  name: string;

  @Column('text')
  head: string;
}

/**
 * Where a branch pointed since when, wherever its head moved without a version that was made on it: it was made, moved to an
 * older version, or deleted. Together with the versions this says what the branch was at any time (SPEC C-6 `?at=`).
 */
@Entity('branch_moves')
@Index('ix_branch_moves_branch', ['courseId', 'branch', 'at'])
@ForeignKey(() => CourseEntity, ['courseId'], ['id'], { name: 'fk_branch_moves_course', onDelete: 'CASCADE' })
export class BranchMoveEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_branch_moves' })
  courseId: number;

  /** UUID. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_branch_moves' })
  id: string;

  @Column('text')
  branch: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;

  /** The version that it points at since then; null when it was deleted. */
  @Column('text', { nullable: true })
  head: string | null;

  /** Username. PII. */
  @Column('text', { nullable: true })
  movedBy: string | null;
}

/** Content of a block, apart from any course; immutable and shared between versions, branches and courses. */
@Entity('definitions')
@Check('ck_definitions_guid', `guid ~ '^[0-9a-f]{24}$'`)
export class DefinitionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_definitions' })
  guid: string;

  /** Block type. */
  @Column('text')
  type: string;

  /** Fields of scope content. `json`, not `jsonb`: the author's text is kept as it is (operations.md G7). */
  @Column('json')
  content: JsonObject;

  /** What an imported OLX element had beyond the fields; written back on export (SPEC C-10). */
  @Column('json', { nullable: true })
  olx: JsonObject | null;

  /** SHA-256 over type, content and olx: an import that changes nothing makes nothing. */
  @Column('text')
  digest: string;

  @Column('text', { nullable: true })
  previous: string | null;

  @Column('text')
  original: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  createdBy: string | null;
}

/** A block of a course's tree, valid for the versions of its line from `since` up to, not including, `until`. No PII. */
@Entity('blocks')
@Unique('uq_blocks_until', ['courseId', 'line', 'until', 'block'])
@Check('ck_blocks_block', `block LIKE '_%@_%'`)
@Check('ck_blocks_interval', 'since >= 1 AND until > since')
@Check('ck_blocks_parent', 'parent <> block')
@Index('ix_blocks_opened', { synchronize: false })
@Index('ix_blocks_definition', ['definition'])
@Index('ix_blocks_name', { synchronize: false })
@Index('ix_blocks_hidden', { synchronize: false })
@Index('ix_blocks_gated', { synchronize: false })
@ForeignKey(() => LineEntity, ['courseId', 'line'], ['courseId', 'line'], {
  name: 'fk_blocks_line',
  onDelete: 'CASCADE',
})
export class BlockEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_blocks' })
  courseId: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_blocks' })
  line: number;

  /** `type@block_id`: the part of the usage key that names it within the course. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_blocks' })
  block: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_blocks' })
  since: number;

  @Column('integer', { default: CURRENT })
  until: number;

  /** `type@block_id` of the parent; null for the root and for detached blocks. */
  @Column('text', { nullable: true })
  parent: string | null;

  /** The children in their order. The database checks at commit that each names this block as its parent, and back. */
  @Column('text', { array: true })
  children: string[];

  @Column('text', { nullable: true })
  displayName: string | null;

  /** Own fields of scope settings, without display_name. */
  @Column('json')
  settings: JsonObject;

  @Column('text')
  @ForeignKey(() => DefinitionEntity, { name: 'fk_blocks_definition' })
  definition: string;

  /** Version in which the block itself last changed; kept when it is published or copied (edX: update_version). */
  @Column('text')
  edited: string;
}

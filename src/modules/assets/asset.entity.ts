import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An uploaded file of one course; its bytes are in the asset store under their SHA-256 (SPEC A-4). PII: whatever authors upload. */
@Entity('assets')
@Check('ck_assets_sha256', `sha256 ~ '^[0-9a-f]{64}$'`)
@Index('ix_assets_sha256', ['sha256'])
export class AssetEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_assets' })
  @ForeignKey('CourseEntity', { name: 'fk_assets_course', onDelete: 'CASCADE' })
  courseId: number;

  /** The asset key's last part: the static path with its slashes and odd characters as `_` (OLX 1c). */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_assets' })
  path: string;

  /** File name that people see. */
  @Column('text')
  displayName: string;

  /** Path below static/ as the archive had it, subfolders included; null for uploads. */
  @Column('text', { nullable: true })
  importPath: string | null;

  @Column('text')
  contentType: string;

  /** Bytes. */
  @Column('bigint')
  size: number;

  /** Hash of the bytes, lower-case hexadecimal: their name in the store and their strong ETag. */
  @Column('text')
  sha256: string;

  /** Locked assets need enrollment or a course role (SPEC A-2). */
  @Column('boolean', { default: false })
  locked: boolean;

  /** What policies/assets.json says beyond the columns above, kept for export. */
  @Column('json', { default: {} })
  attributes: Record<string, unknown>;

  /** When a file first came under this path. */
  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** When its bytes or what is said of it last changed. */
  @Column('timestamptz', { default: () => 'now()' })
  edited: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  editedBy: string | null;
}

import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { BlockRef } from '../content/index.js';

/** What is done to the published branch: states of the draft are put on it, or blocks are taken off it. */
export const PUBLICATION_ACTIONS = ['publish', 'unpublish'] as const;
export type PublicationAction = (typeof PUBLICATION_ACTIONS)[number];

/** What was asked for when a version of the published branch was made by publishing. Who and when stand in the version. No PII. */
@Entity('publications')
@Check('ck_publications_action', `action IN ('publish', 'unpublish')`)
@Check('ck_publications_source', `(action = 'publish') = (source_version IS NOT NULL)`)
@ForeignKey('VersionEntity', ['courseId', 'version'], ['courseId', 'guid'], {
  name: 'fk_publications_version',
  onDelete: 'CASCADE',
})
@ForeignKey('VersionEntity', ['courseId', 'sourceVersion'], ['courseId', 'guid'], {
  name: 'fk_publications_source',
  onDelete: 'CASCADE',
})
export class PublicationEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_publications' })
  courseId: number;

  /** The version of the published branch that it made. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_publications' })
  version: string;

  @Column('text')
  action: PublicationAction;

  /** The version of the draft from which the states were taken; null where blocks were taken off. */
  @Column('text', { nullable: true })
  sourceVersion: string | null;

  /** Whose subtrees; null: everything. */
  @Column('text', { array: true, nullable: true })
  blocks: BlockRef[] | null;

  /** Blocks that were left as they were, with all below them. */
  @Column('text', { array: true, default: '{}' })
  exclude: BlockRef[];
}

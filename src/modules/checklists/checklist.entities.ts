import { Check, Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A list of what is to be done for a course; shared by its team, and apart from branches and versions. PII: usernames. */
@Entity('checklists')
@Unique('uq_checklists_position', ['courseId', 'position'], { deferrable: 'INITIALLY DEFERRED' })
@Check('ck_checklists_id', `id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'`)
@Check('ck_checklists_position', 'position >= 0 AND position < 100')
@Check('ck_checklists_short_description', `short_description <> ''`)
export class ChecklistEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_checklists' })
  @ForeignKey('CourseEntity', { name: 'fk_checklists_course', onDelete: 'CASCADE' })
  courseId: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_checklists' })
  id: string;

  @Column('text')
  shortDescription: string;

  /** Among the lists of the course, from 0. */
  @Column('integer')
  position: number;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** When the list or one of its items last changed. */
  @Column('timestamptz', { default: () => 'now()' })
  edited: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  editedBy: string | null;

  /** Counts the changes of the list and its items. */
  @Column('integer', { default: 1 })
  revision: number;
}

/** One thing to do. PII: who has done it. */
@Entity('checklist_items')
@Unique('uq_checklist_items_position', ['courseId', 'checklistId', 'position'], { deferrable: 'INITIALLY DEFERRED' })
@ForeignKey(() => ChecklistEntity, ['courseId', 'checklistId'], ['courseId', 'id'], {
  name: 'fk_checklist_items_checklist',
  onDelete: 'CASCADE',
})
@Check('ck_checklist_items_id', `id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'`)
@Check('ck_checklist_items_position', 'position >= 0 AND position < 500')
@Check('ck_checklist_items_short_description', `short_description <> ''`)
@Check(
  'ck_checklist_items_action_url',
  `action_url IN ('', 'ManageUsers', 'CourseOutline', 'SettingsDetails', 'SettingsGrading') OR action_url ~* '^https?://'`,
)
@Check('ck_checklist_items_checked', 'checked_at IS NOT NULL OR checked_by IS NULL')
export class ChecklistItemEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_checklist_items' })
  courseId: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_checklist_items' })
  checklistId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_checklist_items' })
  id: string;

  /** Within the list, from 0. */
  @Column('integer')
  position: number;

  @Column('text')
  shortDescription: string;

  @Column('text', { default: '' })
  longDescription: string;

  /** A page of this service by its symbolic name, an http(s) URL, or nothing. */
  @Column('text', { default: '' })
  actionUrl: string;

  @Column('text', { default: '' })
  actionText: string;

  /** The computed check that speaks of the same thing; null: none. */
  @Column('text', { nullable: true })
  checkId: string | null;

  /** Since when it is ticked; null: it is not. */
  @Column('timestamptz', { nullable: true })
  checkedAt: Date | null;

  /** Username; null as well where the service itself did it. PII. */
  @Column('text', { nullable: true })
  checkedBy: string | null;
}

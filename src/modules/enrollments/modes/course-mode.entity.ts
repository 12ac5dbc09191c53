import { Check, Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A mode in which a course may be taken. A course without any is offered as all courses are. PII: none. */
@Entity('course_modes')
@Check('ck_course_modes_min_price', 'min_price >= 0')
@Check('ck_course_modes_seats', 'seats >= 0')
export class CourseModeEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_course_modes' })
  @ForeignKey('CourseEntity', 'courseKey', { name: 'fk_course_modes_course', onDelete: 'CASCADE' })
  courseKey: string;

  /** `audit`, `verified`, …: one of ENROLLMENT_MODES. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_course_modes' })
  modeSlug: string;

  @Column('text')
  modeDisplayName: string;

  /** In whole units of the currency, as edX has it; 0: free. */
  @Column('integer', { default: 0 })
  minPrice: number;

  /** ISO 4217, in lower case as edX has it. */
  @Column('text', { default: 'usd' })
  currency: string;

  /** Until when it may be entered; null: always. */
  @Column('timestamptz', { nullable: true })
  expirationDatetime: Date | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** Of the shop that sells it. */
  @Column('text', { nullable: true })
  sku: string | null;

  /** Whether people may give it to themselves; one that costs something nobody may. */
  @Column('boolean', { default: false })
  selfService: boolean;

  /** How many may be in it at a time; null: no limit. */
  @Column('integer', { nullable: true })
  seats: number | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Counts the changes; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}

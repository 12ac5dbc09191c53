import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * Lets one person into a course that is not open to everybody. It is gone when the person is enrolled. PII: an e-mail
 * address, which need not belong to any account; who was invited, and by whom.
 */
@Entity('enrollment_invitations')
@Unique('uq_enrollment_invitations_user', ['courseKey', 'userId'])
@Index('uq_enrollment_invitations_email', { synchronize: false })
@Index('ix_enrollment_invitations_email', { synchronize: false })
@Index('ix_enrollment_invitations_user', ['userId'])
@Index('ix_enrollment_invitations_created', ['created', 'uuid'])
@Check('ck_enrollment_invitations_whom', '(user_id IS NULL) <> (email IS NULL)')
export class EnrollmentInvitationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_enrollment_invitations' })
  uuid: string;

  @Column('text')
  @ForeignKey('CourseEntity', 'courseKey', { name: 'fk_enrollment_invitations_course', onDelete: 'CASCADE' })
  courseKey: string;

  /** Null for who was invited by e-mail. */
  @Column('bigint', { nullable: true })
  @ForeignKey('UserEntity', { name: 'fk_enrollment_invitations_user', onDelete: 'CASCADE' })
  userId: number | null;

  /** Null for who was invited by username. PII. */
  @Column('text', { nullable: true })
  email: string | null;

  /** The mode that it also opens; null: those that people may give themselves. */
  @Column('text', { nullable: true })
  mode: string | null;

  /** Whether the person is to be enrolled as soon as they are known, without asking for it. */
  @Column('boolean', { default: false })
  autoEnroll: boolean;

  /** Why, for the history of the enrollment that comes of it. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('bigint', { nullable: true })
  @ForeignKey('UserEntity', { name: 'fk_enrollment_invitations_invited_by', onDelete: 'SET NULL' })
  invitedBy: number | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;
}

import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A sign-in through the LMS that was completed: its state is not accepted a second time (RFC 6749 10.12). No PII. */
@Entity('completed_sign_ins')
@Check('ck_completed_sign_ins_digest', 'length(digest) = 43')
@Index('ix_completed_sign_ins_expires', ['expires'])
export class CompletedSignInEntity {
  /** SHA-256 of the state, base64url. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_completed_sign_ins' })
  digest: string;

  /** From then on the state is refused by its age. */
  @Column('timestamptz')
  expires: Date;
}

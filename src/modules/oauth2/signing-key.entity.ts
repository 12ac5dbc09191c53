import type { JWK } from 'jose';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * A secret that tokens are made with. RSA: a key pair that signs access tokens; the newest signs, older ones still
 * verify until they are removed. `oct`: the one key that makes subject identifiers (SubjectIds). No PII, but secret.
 */
@Entity('signing_keys')
export class SigningKeyEntity {
  /** Key id; of RSA keys the RFC 7638 thumbprint, which is in the header of every token. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_signing_keys' })
  kid: string;

  /** The key with its private part. */
  @Column('json')
  privateJwk: JWK;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** From when on it may sign; published before, so that other services' copies of the JWK set have it by then. */
  @Column('timestamptz', { default: () => 'now()' })
  signsFrom: Date;

  /** Since when it neither signs nor verifies; null while it does. */
  @Column('timestamptz', { nullable: true })
  retired: Date | null;
}

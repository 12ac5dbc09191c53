import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * The picture of a person, as this service has drawn it anew in its four sizes. In the database and not in the asset
 * store: some 60 kB in all, deleted with the person in one transaction, and accounts stand below assets. PII: a face.
 */
@Entity('profile_images')
@Check('ck_profile_images_digest', `digest ~ '^[0-9a-f]{32}$'`)
@Index('ix_profile_images_digest', ['digest'])
export class ProfileImageEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_profile_images' })
  @ForeignKey('UserEntity', { name: 'fk_profile_images_user', onDelete: 'CASCADE' })
  userId: number;

  /** First half of the SHA-256 of the largest, in hexadecimal: part of the address, so that it can be kept for ever. */
  @Column('text')
  digest: string;

  @Column('bytea', { name: 'image_500' })
  image500: Buffer;

  @Column('bytea', { name: 'image_120' })
  image120: Buffer;

  @Column('bytea', { name: 'image_50' })
  image50: Buffer;

  @Column('bytea', { name: 'image_30' })
  image30: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  uploaded: Date;
}

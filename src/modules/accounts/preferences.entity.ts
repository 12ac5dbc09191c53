import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The value of one preference. */
export type PreferenceValue = string | number | boolean;

/**
 * What an account prefers, all of it in one row: it is read and written whole, and its revision outlives every key. PII:
 * whatever a client keeps there about a person.
 */
@Entity('preferences')
@Check('ck_preferences_preferences', `jsonb_typeof(preferences) = 'object'`)
export class PreferencesEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_preferences' })
  @ForeignKey('UserEntity', { name: 'fk_preferences_user', onDelete: 'CASCADE' })
  userId: number;

  /** Key → value. */
  @Column('jsonb', { default: {} })
  preferences: Record<string, PreferenceValue>;

  /** Counts the changes; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}

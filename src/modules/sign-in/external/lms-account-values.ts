import { isEmailAddress } from '../../../common/validation/is-email-address.js';
import type { EntityManager } from 'typeorm';
import { isName, UserEntity } from '../../accounts/index.js';
import type { LmsPerson } from './lms-claims.js';

/**
 * What is to be written of an account, so that it is as the LMS says: only what the token names and what differs
 * (operations.md A4.5).
 * @param isNew whether the account was not this person's before: what the LMS does not give them, they do not have
 */
export async function accountValues(
  manager: EntityManager,
  user: UserEntity | null,
  person: LmsPerson,
  isNew: boolean,
): Promise<Partial<UserEntity>> {
  const { name, isStaff, isSuperuser } = person;
  const wanted: Partial<UserEntity> = {
    ...(name !== null && isName(name) && { name }),
    ...rights({ isStaff, isSuperuser }, isNew),
    ...(await emailValues(manager, user, person)),
    // Sessions from before were begun by whoever had the account then.
    ...(isNew && user && { signInEpoch: user.signInEpoch + 1 }),
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(([member, value]) => user?.[member as keyof UserEntity] !== value),
  );
}

function rights(claims: Pick<LmsPerson, 'isStaff' | 'isSuperuser'>, isNew: boolean): Partial<UserEntity> {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([member, claim]) => (claim !== null || isNew ? [[member, claim ?? false]] : [])),
  );
}

/**
 * The address, which counts as theirs if the LMS says that they have shown it. Where another account here has shown the
 * same, this one has it unverified: people are never taken for one another because of an address.
 */
async function emailValues(
  manager: EntityManager,
  user: UserEntity | null,
  { email, isEmailVerified }: LmsPerson,
): Promise<Partial<UserEntity>> {
  if (email === null || !isEmailAddress(email)) return {};
  const isSame = user?.email.toLowerCase() === email.toLowerCase();
  const isVerified = isEmailVerified ?? (isSame && user!.emailVerified);
  return { email, emailVerified: isVerified && !(await isTaken(manager, email, user)) };
}

async function isTaken(manager: EntityManager, email: string, user: UserEntity | null): Promise<boolean> {
  return manager
    .createQueryBuilder(UserEntity, 'u')
    .where('lower(u.email) = lower(:email) AND u.email_verified AND u.id <> :id', { email, id: user?.id ?? 0 })
    .getExists();
}

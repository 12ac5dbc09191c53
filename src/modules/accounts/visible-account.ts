import type { Principal } from '../../common/auth/principal.js';
import { type AccountPrivacy, membersShownToOthers, type PrivacyChoices, privacyOf } from './account-privacy.js';
import { AccountRights } from './account-rights.js';
import type { StoredAccount } from './stored-account.js';

/** An account as one caller may see it. */
export interface VisibleAccount {
  readonly account: StoredAccount;
  readonly rights: AccountRights;
}

/** The account with what the caller may do with it; null when the caller may not know of it: a disabled one is for global staff. */
export function visibleTo(principal: Principal, account: StoredAccount): VisibleAccount | null {
  const rights = AccountRights.of(principal, account);
  return account.isActive || rights.seesAll ? { account, rights } : null;
}

/** The same account as anybody else who is signed in sees it: `view=shared`. */
export function asOthersSee(account: StoredAccount): VisibleAccount {
  return { account, rights: AccountRights.ofOthers };
}

/** What decides how much of it others see. */
export const choicesOf = ({ profile, accountPrivacy, visibility }: StoredAccount): PrivacyChoices => ({
  yearOfBirth: profile.yearOfBirth,
  accountPrivacy,
  visibility,
});

/** Whether the caller sees this member of the account (SPEC E-1). */
export function isShown({ account, rights }: VisibleAccount): (member: string) => boolean {
  if (rights.seesAll) return () => true;
  const shown: ReadonlySet<string> = membersShownToOthers(choicesOf(account));
  return (member) => shown.has(member);
}

/** The privacy that counts for the account. */
export const privacyOfAccount = (account: StoredAccount): AccountPrivacy => privacyOf(choicesOf(account));

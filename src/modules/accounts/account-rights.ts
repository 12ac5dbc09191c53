import { isGivenTo, type PermissionName } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';

/** As much of an account as decides who may do what with it. */
interface Subject {
  readonly username: string;
  readonly isSuperuser: boolean;
}

/**
 * What a caller may do with one account (SPEC section 8): oneself, and global staff; a superuser's is not for the staff to
 * change ({@link Principal.governs}).
 */
export class AccountRights {
  private constructor(
    /** Whether it is the caller’s own account. */
    readonly isOwn: boolean,
    private readonly isGlobalStaff: boolean,
    private readonly governs: boolean,
    /** Whether a program acts, with a token that somebody was given for it. */
    private readonly isApplication: boolean,
  ) {}

  static of(principal: Principal, subject: Subject): AccountRights {
    return new AccountRights(
      principal.username === subject.username,
      principal.isGlobalStaff,
      principal.governs(subject),
      principal.client !== null && principal.client.clientId !== null,
    );
  }

  /** Of anybody who is signed in. */
  static readonly ofOthers = new AccountRights(false, false, false, false);

  /** Whether the caller sees everything; others see what the person shares. */
  get seesAll(): boolean {
    return this.isGlobalStaff || this.isOneself('accounts.view_private_fields');
  }

  get mayEdit(): boolean {
    return this.governs || this.isOneself('accounts.edit_account');
  }

  /** One’s own in person alone (`demandRecentSignIn`), whatever else one may do. */
  get mayDeactivate(): boolean {
    if (this.isOwn) return !this.isApplication && this.isOneself('accounts.deactivate_account');
    return this.governs;
  }

  /** Whether the pages about one’s own password are for the caller. */
  get isInPerson(): boolean {
    return this.isOwn && !this.isApplication;
  }

  /** Whether the caller may say that a disabled account is active again. */
  get mayReactivate(): boolean {
    return this.governs || this.isOneself('accounts.reactivate_account');
  }

  private isOneself(name: PermissionName): boolean {
    return this.isOwn && isGivenTo(name, 'oneself');
  }
}

import { isGivenTo, type PermissionName } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';

/** As much of an account as decides who may do what with it. */
interface Subject {
  readonly username: string;
  readonly isSuperuser: boolean;
}

/** What a caller may do with one account (SPEC section 8): oneself, and global staff; a superuser's is not for the staff to change. */
export class AccountRights {
  private constructor(
    readonly isOwn: boolean,
    private readonly isGlobalStaff: boolean,
    private readonly outranks: boolean,
  ) {}

  static of(principal: Principal, { username, isSuperuser }: Subject): AccountRights {
    const isOwn = principal.username === username;
    return new AccountRights(isOwn, principal.isGlobalStaff, !isSuperuser || principal.isSuperuser);
  }

  /** Of anybody who is signed in. */
  static readonly ofOthers = new AccountRights(false, false, false);

  /** Whether the caller sees everything; others see what the person shares. */
  get seesAll(): boolean {
    return this.isGlobalStaff || this.isOneself('accounts.view_private_fields');
  }

  get mayEdit(): boolean {
    return this.governs || this.isOneself('accounts.edit_account');
  }

  get mayDeactivate(): boolean {
    return this.governs || this.isOneself('accounts.deactivate_account');
  }

  /** Whether the caller may say that a disabled account is active again. */
  get mayReactivate(): boolean {
    return this.governs || this.isOneself('accounts.reactivate_account');
  }

  /** Staff who could disable a superuser could lock everybody out who might stop them. */
  private get governs(): boolean {
    return this.isGlobalStaff && this.outranks;
  }

  private isOneself(name: PermissionName): boolean {
    return this.isOwn && isGivenTo(name, 'oneself');
  }
}

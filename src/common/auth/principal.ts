/** Who makes a request. One object for each request; anonymous callers have one too. */
export class Principal {
  /** Nobody in particular. */
  static readonly anonymous = new Principal(null);

  private constructor(private readonly account: PrincipalAccount | null) {}

  static of(account: PrincipalAccount): Principal {
    return new Principal(account);
  }

  get isAnonymous(): boolean {
    return this.account === null;
  }

  /** The username; null for anonymous callers. */
  get username(): string | null {
    return this.account?.username ?? null;
  }

  /** Global staff and superusers may do everything that course roles allow, in every course (SPEC section 8). */
  get isGlobalStaff(): boolean {
    return this.account !== null && (this.account.isStaff || this.account.isSuperuser);
  }
}

/** What an authenticated request needs to know of its account. */
export interface PrincipalAccount {
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

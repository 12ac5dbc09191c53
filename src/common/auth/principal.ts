/** How a request showed who makes it. `none` for nobody. */
export type Credential = 'none' | 'token' | 'session' | 'jwt_cookie';

/** Who makes a request, and by which program. One object for each request; anonymous callers have one too. */
export class Principal {
  /** Nobody in particular. */
  static readonly anonymous = new Principal(null, 'none', null, null);

  private constructor(
    private readonly account: PrincipalAccount | null,
    /** How the caller showed who they are. What a browser sends by itself (cookies) needs CSRF protection. */
    readonly credential: Credential,
    /** The OAuth2 client that acts for the account; null when a person acts in a browser, or nobody is known. */
    readonly client: PrincipalClient | null,
    /** What opens a course or block that asks for it (SPEC section 13: `unlock_key`); null when none was sent. */
    readonly unlockKey: string | null,
    /** UUID of the session that the caller is known by; null for every other credential. */
    readonly session: string | null = null,
    /** When the caller signed in: when that session began; null for every other credential. */
    readonly signedIn: Date | null = null,
  ) {}

  static of(
    account: PrincipalAccount,
    {
      credential = 'token',
      client = null,
      session = null,
      signedIn = null,
    }: {
      credential?: Credential;
      client?: PrincipalClient | null;
      session?: string | null;
      signedIn?: Date | null;
    } = {},
  ): Principal {
    return new Principal(account, credential, client, null, session, signedIn);
  }

  /** The same caller, who has brought an unlock key. */
  withUnlockKey(key: string): Principal {
    return new Principal(this.account, this.credential, this.client, key, this.session, this.signedIn);
  }

  get isAnonymous(): boolean {
    return this.account === null;
  }

  /** The username; null for anonymous callers. */
  get username(): string | null {
    return this.account?.username ?? null;
  }

  /** Key of the account's row; null for anonymous callers. Never leaves the service (SPEC I-1). */
  get userId(): number | null {
    return this.account?.userId ?? null;
  }

  /** Domain of the account's e-mail address, in lower case, once that address is known to be theirs; null otherwise. */
  get emailDomain(): string | null {
    return this.account?.emailDomain ?? null;
  }

  /** Global staff and superusers may do everything that course roles allow, in every course (SPEC section 8). */
  get isGlobalStaff(): boolean {
    return this.account !== null && (this.account.isStaff || this.account.isSuperuser);
  }

  /** Superusers may also change what global staff are: rights, clients of others, everybody's sessions. */
  get isSuperuser(): boolean {
    return this.account?.isSuperuser === true;
  }

  /**
   * Whether the caller may act on somebody's account as global staff may; superusers are for superusers alone: staff who
   * could disable one could lock out everybody who might stop them.
   */
  governs({ isSuperuser }: { readonly isSuperuser: boolean }): boolean {
    return this.isGlobalStaff && (!isSuperuser || this.isSuperuser);
  }

  /** Whether the token, if it was one, reaches this far (`courses:read`); what needs no scope is reached by every token. */
  reaches(scope: string | null): boolean {
    return scope === null || this.client === null || tokenCovers(this.client, scope);
  }
}

/** What an authenticated request needs to know of its account. */
export interface PrincipalAccount {
  /** Key of the row in `users`. */
  readonly userId: number;
  readonly username: string;
  /** See {@link Principal.emailDomain}. */
  readonly emailDomain?: string | null;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

/** What a request with a token needs to know of the program that sent it. */
export interface PrincipalClient {
  /** Null for a token that an operator made on the command line. */
  readonly clientId: string | null;
  /** Null: as far as the account itself, as an LMS's tokens of unrestricted applications reach (operations.md A4.7). */
  readonly scopes: readonly string[] | null;
  /** An application of somebody outside: only routes that opt in, only with their very scope, only within its filters. */
  readonly isRestricted: boolean;
  /** Organizations whose courses it may ask for (`content_org:` filters); empty: all. */
  readonly organizations: readonly string[];
  /** Whether it may ask only for the person's own things (`user:me` filter). */
  readonly ownOnly: boolean;
}

/** `read` covers every `…:read`, except for restricted applications, which need the very scope (OEP-4). */
function tokenCovers(
  { scopes, isRestricted }: Pick<PrincipalClient, 'scopes' | 'isRestricted'>,
  needed: string,
): boolean {
  if (scopes === null) return !isRestricted;
  const wide = needed.slice(needed.indexOf(':') + 1);
  return scopes.includes(needed) || (!isRestricted && scopes.includes(wide));
}

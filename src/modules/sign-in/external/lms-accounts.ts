import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail, noteForAudit } from '../../../common/audit/audit-trail.js';
import { violates } from '../../../common/database/database-errors.js';
import { isUsername } from '../../../common/validation/is-username.js';
import {
  KNOWN_ACCOUNT_COLUMNS,
  type KnownAccount,
  type KnownAccountRow,
  knownAccountOf,
  KnownAccounts,
  UserEntity,
} from '../../accounts/index.js';
import { InvalidTokenError } from '../../oauth2/index.js';
import { SignInEvents } from '../sign-in-events.js';
import { ExternalIdentityEntity } from './external-identity.entity.js';
import type { LmsPerson } from './lms-claims.js';
import { accountValues } from './lms-account-values.js';

/** As for accounts (known-accounts.ts): another process notices a change after at most as long. */
const BELIEVED_MS = 2_000;
const MOST_KEPT = 10_000;
/** Each round one of the requests that came together wins; the others find what it has made. */
const MOST_ATTEMPTS = 4;
const RACES = ['uq_users_username', 'uq_users_email', 'pk_external_identities', 'uq_external_identities_user'];
const DISABLED = 'its account is disabled here';

/** The accounts of people whom the external LMS knows: made at first sight, and kept as its newest token says (operations.md A4.5, A4.6). */
@Injectable()
export class LmsAccounts {
  private readonly logger = new Logger(LmsAccounts.name);
  private readonly hot = new LRUCache<string, { account: KnownAccount; changes: number }>({
    max: MOST_KEPT,
    ttl: BELIEVED_MS,
  });
  /** Tokens whose claims the accounts have: of two that were made in the same second, each counts once. */
  private readonly applied = new LRUCache<string, true>({ max: MOST_KEPT });

  constructor(
    private readonly dataSource: DataSource,
    private readonly known: KnownAccounts,
    private readonly events: SignInEvents,
  ) {}

  /**
   * The account of somebody whom a token of the LMS is about. One query, and none when it was asked a moment ago.
   * @param digest of the token, which stands for all that it says
   * @throws InvalidTokenError when the account may not act, or belongs to another person
   */
  async accountOf(person: LmsPerson, digest: string): Promise<KnownAccount> {
    const { changes } = this.known;
    const kept = this.hot.get(digest);
    if (kept?.changes === changes) return kept.account;
    const found = await this.find(person);
    if (found && this.isUpToDate(found, person, digest)) {
      if (changes === this.known.changes) this.hot.set(digest, { account: found.account, changes });
      return found.account;
    }
    if (found && !found.isActive) throw new InvalidTokenError(DISABLED);
    const account = await this.bring(person);
    this.applied.set(digest, true);
    return account;
  }

  /** Whether there is nothing to write, and nothing to refuse. */
  private isUpToDate({ account, isActive, claimsAt }: FoundAccount, person: LmsPerson, digest: string): boolean {
    if (!isActive || !isSameName(account.username, person.username)) return false;
    const saidAt = person.subject === null ? Number.NEGATIVE_INFINITY : person.saidAt;
    return saidAt < claimsAt || (saidAt <= claimsAt && this.applied.has(digest));
  }

  private async find({ issuer, subject, username }: LmsPerson): Promise<FoundAccount | null> {
    const columns = `${KNOWN_ACCOUNT_COLUMNS}, u.is_active, e.claims_at`;
    const [row] = await (subject === null
      ? this.dataSource.query<AccountRow[]>(
          `SELECT ${columns} FROM users u LEFT JOIN external_identities e ON e.user_id = u.id AND e.issuer = $1 WHERE lower(u.username) = lower($2)`,
          [issuer, username],
        )
      : this.dataSource.query<AccountRow[]>(
          `SELECT ${columns} FROM external_identities e JOIN users u ON u.id = e.user_id WHERE e.issuer = $1 AND e.subject = $2`,
          [issuer, subject],
        ));
    return row ? foundAccount(row) : null;
  }

  /** Makes, links or updates the account: whatever the token asks for that is not there yet. */
  private async bring(person: LmsPerson, attempt = 1): Promise<KnownAccount> {
    try {
      // An entry of its own: a token comes before the request that it is sent with is known to do anything.
      const trail = AuditTrail.beside({ action: 'lms_account_update', onBehalfOf: person.username });
      const { account, isChanged } = await AuditTrail.run(trail, () =>
        this.dataSource.transaction(async (manager) => {
          const isChanged = await this.write(manager, person);
          return { account: knownAccountOf(await rowOf(manager, person.username)), isChanged };
        }),
      );
      this.known.forget(account.username);
      // What the LMS says of the address may be new.
      if (isChanged) await this.events.addressVerified(account);
      return account;
    } catch (error) {
      if (attempt < MOST_ATTEMPTS && RACES.some((name) => violates(error, name)))
        return this.bring(person, attempt + 1);
      throw error;
    }
  }

  /** Whether there was more to write than that the LMS has said the same again. */
  private async write(manager: EntityManager, person: LmsPerson): Promise<boolean> {
    const { issuer, subject, username, saidAt } = person;
    if (!isUsername(username)) throw new InvalidTokenError('its username cannot be one of an account here');
    const identity = subject === null ? null : await manager.findOneBy(ExternalIdentityEntity, { issuer, subject });
    const user = await (identity ? lockedById(manager, identity.userId) : lockedByName(manager, username));
    this.refuseOthers(user, identity, person);
    if (user && !user.isActive) throw new InvalidTokenError(DISABLED);
    const isNew = identity === null && (user === null || !(await isLinked(manager, issuer, user.id)));
    if (identity === null && !isNew && subject !== null)
      this.refuse(person, 'its username belongs to another person of the LMS');
    if (user && isNew) this.checkLink(user, person);
    if (identity && (await hasNewer(manager, identity, saidAt))) return false;
    const values = await accountValues(manager, user, person, isNew);
    const id = user ? await update(manager, user.id, values) : await insert(manager, username, values);
    if (subject !== null)
      await remember(manager, { issuer, subject, userId: id, claimsAt: new Date(saidAt) }, identity);
    const changed = Object.keys(values);
    // That a newer token says the same is no change of the account.
    if (!isNew && changed.length === 0) AuditTrail.current?.entered();
    noteForAudit({ details: { made: user === null, linked: isNew, changed: changed.join(' ') } });
    return isNew || changed.length > 0;
  }

  /** A username that the LMS has given to somebody else is not that person's account (ASVS 10.3.3). */
  private refuseOthers(user: UserEntity | null, identity: ExternalIdentityEntity | null, person: LmsPerson): void {
    if (identity && !isSameName(user!.username, person.username))
      this.refuse(
        person,
        `the person whom it names has the account "${user!.username}" here, not one of that username`,
      );
  }

  /** An account that was made here becomes that of the person of the same name there (operations.md A6.4). */
  private checkLink(user: UserEntity, person: LmsPerson): void {
    if (person.subject === null) {
      if (!user.isStaff && !user.isSuperuser) return;
      this.refuse(person, 'its account has rights here that an opaque token cannot show to be theirs');
    }
    this.logger.warn(
      `The account "${user.username}" was made here; it now belongs to the person of that name at ${person.issuer}.`,
    );
  }

  private refuse({ issuer, username }: LmsPerson, reason: string): never {
    this.logger.warn(`A token of ${issuer} for "${username}" was refused: ${reason}.`);
    throw new InvalidTokenError(reason);
  }
}

interface AccountRow extends KnownAccountRow {
  readonly is_active: boolean;
  readonly claims_at: Date | null;
}

interface FoundAccount {
  readonly account: KnownAccount;
  readonly isActive: boolean;
  /** Milliseconds since 1970. */
  readonly claimsAt: number;
}

function foundAccount(row: AccountRow): FoundAccount {
  return {
    account: knownAccountOf(row),
    isActive: row.is_active,
    claimsAt: row.claims_at?.getTime() ?? Number.NEGATIVE_INFINITY,
  };
}

async function rowOf(manager: EntityManager, username: string): Promise<KnownAccountRow> {
  const [row] = await manager.query<KnownAccountRow[]>(
    `SELECT ${KNOWN_ACCOUNT_COLUMNS} FROM users u WHERE lower(u.username) = lower($1)`,
    [username],
  );
  return row!;
}

async function lockedById(manager: EntityManager, id: number): Promise<UserEntity | null> {
  return manager.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
}

async function lockedByName(manager: EntityManager, username: string): Promise<UserEntity | null> {
  return manager
    .createQueryBuilder(UserEntity, 'u')
    .setLock('for_no_key_update')
    .where('lower(u.username) = lower(:username)', { username })
    .getOne();
}

async function isLinked(manager: EntityManager, issuer: string, userId: number): Promise<boolean> {
  return manager.existsBy(ExternalIdentityEntity, { issuer, userId });
}

async function insert(manager: EntityManager, username: string, values: Partial<UserEntity>): Promise<number> {
  const result = await manager.insert(UserEntity, {
    email: '',
    emailVerified: false,
    ...values,
    username,
    passwordHash: null,
  });
  return (result.identifiers[0] as { id: number }).id;
}

async function update(manager: EntityManager, id: number, values: Partial<UserEntity>): Promise<number> {
  if (Object.keys(values).length > 0) await manager.update(UserEntity, { id }, values);
  return id;
}

/** Keeps to whom the account belongs, and how new what is known of them is. */
async function remember(
  manager: EntityManager,
  identity: Pick<ExternalIdentityEntity, 'issuer' | 'subject' | 'userId' | 'claimsAt'>,
  before: ExternalIdentityEntity | null,
): Promise<void> {
  const { issuer, subject, claimsAt } = identity;
  if (before === null) await manager.insert(ExternalIdentityEntity, identity);
  else if (before.claimsAt < claimsAt) await manager.update(ExternalIdentityEntity, { issuer, subject }, { claimsAt });
}

/** Whether a newer token was noted while this one waited for the account: what that one said stays (A4.6). */
async function hasNewer(
  manager: EntityManager,
  { issuer, subject }: ExternalIdentityEntity,
  saidAt: number,
): Promise<boolean> {
  const noted = await manager.findOneBy(ExternalIdentityEntity, { issuer, subject });
  return noted !== null && noted.claimsAt.getTime() > saidAt;
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

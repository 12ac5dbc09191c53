import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import type { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CollectionQuery } from '../../common/pagination/page.query.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import { Page } from '../../common/pagination/page.js';
import { AccountsService } from '../accounts/index.js';
import type { Session } from './session-store.js';
import { Sessions } from './sessions.js';
import { sessionCollection } from './sessions.collection.js';
import { SessionNotFoundError } from './sign-in.errors.js';

/** A session as one caller sees it. */
export interface OwnedSession extends Session {
  readonly username: string;
  readonly isCurrent: boolean;
}

interface Owner {
  readonly userId: number;
  readonly username: string;
}

/** Sessions as a resource: everybody sees and ends their own, global staff anybody's (SPEC R-7: others do not exist). */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: AccountsService,
  ) {}

  /** The sessions of one account, oneself when nobody is named; of others than oneself there are none to see. */
  async page(principal: Principal, query: CollectionQuery & { readonly user?: string }): Promise<Page<OwnedSession>> {
    const owner = await this.ownerOf(principal, query.user);
    const all = owner ? await this.sessions.ofAccount(owner.userId) : [];
    return sessionCollection
      .page(all, query)
      .map((session) => owned(session, owner!, principal))
      .versioned(versionOf(all), [principal.session ?? '', ...all.map(({ lastSeen }) => lastSeen.toISOString())]);
  }

  /** @throws SessionNotFoundError */
  async get(principal: Principal, uuid: string): Promise<OwnedSession> {
    const session = await this.sessions.named(uuid);
    if (session && session.userId === principal.userId)
      return owned(session, { userId: session.userId, username: principal.username! }, principal);
    const account = session && principal.isGlobalStaff ? await this.accounts.findById(session.userId) : null;
    if (!session || !account || !principal.governs(account)) throw new SessionNotFoundError(uuid);
    return owned(session, { userId: account.id, username: account.username }, principal);
  }

  /** @throws SessionNotFoundError, PreconditionFailedError */
  async end(principal: Principal, uuid: string, preconditions: Preconditions): Promise<void> {
    const session = await this.get(principal, uuid);
    noteForAudit({ onBehalfOf: session.username });
    preconditions.check(sessionVersion(session.created.toISOString()));
    await this.sessions.end(session.userId, [uuid]);
  }

  /**
   * Ends all sessions of an account but the one that asks.
   * @throws AccountNotFoundError, PreconditionFailedError
   */
  async endOthers(principal: Principal, user: string | undefined, preconditions: Preconditions): Promise<void> {
    const owner = await this.ownerOf(principal, user);
    if (!owner) throw new AccountNotFoundError(user!);
    noteForAudit({ onBehalfOf: owner.username });
    const all = await this.sessions.ofAccount(owner.userId);
    preconditions.check(versionOf(all));
    const others = all.map(({ uuid }) => uuid).filter((uuid) => uuid !== principal.session);
    await this.sessions.end(owner.userId, others);
  }

  private async ownerOf(principal: Principal, user: string | undefined): Promise<Owner | null> {
    const name = usernameOf(user ?? 'me', principal);
    if (name.toLowerCase() === principal.username!.toLowerCase())
      return { userId: principal.userId!, username: principal.username! };
    const account = principal.isGlobalStaff ? await this.accounts.findByUsername(name) : null;
    return account && principal.governs(account) ? { userId: account.id, username: account.username } : null;
  }
}

/** Nothing of a session changes that whoever ends it could overlook. */
export function sessionVersion(created: string): string {
  return String(Date.parse(created));
}

/** Which sessions there are. */
function versionOf(sessions: readonly Session[]): string {
  const names = sessions.map(({ uuid }) => uuid).sort();
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16);
}

function owned(session: Session, { username }: Owner, principal: Principal): OwnedSession {
  return { ...session, username, isCurrent: session.uuid === principal.session };
}

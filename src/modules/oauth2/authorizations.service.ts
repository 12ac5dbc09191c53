import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import type { Principal } from '../../common/auth/principal.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { EVERY_ROW } from '../../common/pagination/collection.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { KnownAccounts } from '../accounts/index.js';
import {
  AUTHORIZATION_COLUMNS,
  AUTHORIZATION_TABLES,
  authorizationCollection,
  type StoredAuthorization,
} from './authorizations.collection.js';
import type { ListAuthorizationsQuery } from './dto/list-authorizations.query.js';
import { AuthorizationNotFoundError } from './oauth2.errors.js';

/** What people have allowed applications: their own to see and to take back (operations.md C2.8). Global staff see everybody's. */
@Injectable()
export class AuthorizationsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly known: KnownAccounts,
  ) {}

  async page(principal: Principal, query: ListAuthorizationsQuery): Promise<Page<StoredAuthorization>> {
    const asked = { ...query, user: usernameOf(query.user, principal) };
    return authorizationCollection.page(this.dataSource.manager, asked, visibleTo(principal));
  }

  /** @throws AuthorizationNotFoundError, the same for what is absent and for what is another's (SPEC R-7) */
  async get(principal: Principal, id: string): Promise<StoredAuthorization> {
    return find(this.dataSource.manager, principal, id);
  }

  /** Takes it back: every token that came of it ends at once. @throws AuthorizationNotFoundError, PreconditionFailedError */
  async revoke(principal: Principal, id: string, preconditions: Preconditions): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const authorization = await find(manager, principal, id, 'FOR UPDATE OF a');
      preconditions.check(versionOf(authorization));
      noteForAudit({ onBehalfOf: authorization.username, details: { client: authorization.clientId } });
      await manager.query('DELETE FROM oauth_authorizations WHERE id = $1', [id]);
    });
    this.known.forget();
  }
}

/** One's own; everybody's for superusers, and for global staff those of everybody but superusers. */
function visibleTo(principal: Principal): Sql {
  if (principal.isSuperuser) return EVERY_ROW;
  const own = sql`a.user_id = ${principal.userId}`;
  return principal.isGlobalStaff ? Sql.any([own, sql`NOT u.is_superuser`]) : own;
}

/** Scopes only add up while it lasts, so that their number tells its states apart. */
export function versionOf({ scopes }: { readonly scopes: readonly string[] }): string {
  return String(scopes.length);
}

async function find(manager: EntityManager, principal: Principal, id: string, lock = ''): Promise<StoredAuthorization> {
  const [row] = await manager.query<(StoredAuthorization & { readonly isSuperuser: boolean })[]>(
    `SELECT ${AUTHORIZATION_COLUMNS}, u.is_superuser AS "isSuperuser" FROM ${AUTHORIZATION_TABLES} WHERE a.id = $1 ${lock}`,
    [id],
  );
  if (row && (row.userId === principal.userId || principal.governs(row))) return row;
  throw new AuthorizationNotFoundError(id);
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { VisibleAccount } from '../accounts.service.js';

/** The revision of an account that the caller sees in full. Under a symbol, so that it is never sent. */
const REVISION = Symbol('courseware:account-revision');

/** What the API says of a person. A member that the caller may not see is absent. */
export class AccountResponse extends ResourceResponse {
  /** Public name; never changes. */
  @Minimal()
  readonly username: string;

  /** Full name. For the person and global staff. */
  @ApiPropertyOptional()
  @Shown()
  readonly name?: string;

  /** E-mail address. For the person and global staff. */
  @ApiPropertyOptional({ format: 'email' })
  @Shown()
  readonly email?: string;

  /** Whether the account may be used. For the person and global staff. */
  @ApiPropertyOptional()
  @Shown()
  readonly is_active?: boolean;

  /** When the account was made, ISO 8601 UTC. For the person and global staff. */
  @ApiPropertyOptional({ format: 'date-time' })
  @Shown()
  readonly date_joined?: string;

  static from({ account, inFull }: VisibleAccount): Unlinked<AccountResponse> & { readonly [REVISION]?: string } {
    return {
      username: account.username,
      ...(inFull && {
        [REVISION]: String(account.revision),
        name: account.name,
        // An external LMS need not tell it.
        ...(account.email !== '' && { email: account.email }),
        is_active: account.isActive,
        date_joined: account.created.toISOString(),
      }),
    };
  }
}

/** Null where the caller sees nothing that changes. */
export function revisionOf(account: object): string | null {
  return (account as { [REVISION]?: string })[REVISION] ?? null;
}

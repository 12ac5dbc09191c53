import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Expander, Expanders } from '../../common/hypermedia/expanders.js';
import type { LinkContext, Unlinked } from '../../common/hypermedia/links.js';
import type { AccountReference } from '../../common/hypermedia/references.response.js';
import { accountLinks } from './accounts.links.js';
import { AccountsService } from './accounts.service.js';
import { AccountResponse } from './dto/account.response.js';

/** `?expand=` of people: each as the caller may see them (SPEC R-1, E-1). */
@Injectable()
export class AccountExpander implements Expander<AccountResponse>, OnModuleInit {
  readonly model = AccountResponse;
  readonly builder = accountLinks;

  constructor(
    private readonly accounts: AccountsService,
    private readonly expanders: Expanders,
  ) {}

  onModuleInit(): void {
    this.expanders.register('account', this);
  }

  keyOf({ username }: AccountReference): string {
    return username;
  }

  async load(
    usernames: readonly string[],
    { principal, urls }: LinkContext,
  ): Promise<ReadonlyMap<string, Unlinked<AccountResponse>>> {
    const accounts = await this.accounts.allVisibleTo(principal, usernames);
    return new Map(accounts.map((visible) => [visible.account.username, AccountResponse.from(visible, urls)]));
  }
}

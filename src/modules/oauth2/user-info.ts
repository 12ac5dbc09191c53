import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import { AuthenticationRequiredError } from '../../common/errors/app-error.js';
import { AccountsService } from '../accounts/index.js';
import { UserInfoResponse } from './dto/user-info.response.js';
import { SubjectIds } from './subject-ids.js';

/** What an application learns of the person whom it acts for (operations.md A7.9). */
@Injectable()
export class UserInfo {
  constructor(
    private readonly accounts: AccountsService,
    private readonly subjects: SubjectIds,
  ) {}

  /** @throws AuthenticationRequiredError when the account was deleted a moment ago */
  async of({ userId, client }: Principal): Promise<UserInfoResponse> {
    const user = userId === null ? null : await this.accounts.findById(userId);
    if (!user) throw new AuthenticationRequiredError();
    // A browser's session has no scopes: it is the person.
    const scopes = client?.scopes ?? null;
    return UserInfoResponse.of(user, await this.subjects.of(user.id), (scope) => scopes?.includes(scope) ?? true);
  }
}

import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { AccountWrites } from './account-writes.service.js';
import { accountLinks } from './accounts.links.js';
import { AccountsService } from './accounts.service.js';
import { AccountQuery } from './dto/account.query.js';
import { AccountResponse } from './dto/account.response.js';
import { ReplaceAccountDto, replacementOf } from './dto/replace-account.dto.js';
import { UpdateAccountDto, updateOf } from './dto/update-account.dto.js';
import { asOthersSee } from './visible-account.js';

const Username = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for your own account.',
  example: 'me',
});
const FOR_WHOM =
  'You may change your own account, and global staff anybody’s but a superuser’s; for others it is a 404, whether there is such an account or not.';

/** People. One at a time: there is no list of them (SPEC E-1). */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly writes: AccountWrites,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':username')
  @Access('accounts.view_account', { restrictedApplications: true })
  @ReturnsResource(AccountResponse, accountLinks)
  @Username
  @ApiOperation({
    operationId: 'account_retrieve',
    summary: 'Read an account',
    description:
      'Which members there are depends on who asks (SPEC section 1). You see your own account in full, and so do global staff. Everybody else who is signed in sees `username`, `account_privacy` and `profile_image`; and if `account_privacy` is `all_users`, also `bio`, `country`, `date_joined`, `language_proficiencies`, `level_of_education`, `social_links` and `time_zone`; if it is `custom`, those of them, and `name`, whose preference `visibility.<member>` is `all_users`. Of somebody under 13, or who has not said when they were born, it is always `private`. Accounts that do not exist and accounts that are disabled are 404 alike.',
  })
  async retrieve(
    @Param('username') username: string,
    @Query() { view }: AccountQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<AccountResponse>> {
    const visible = await this.accounts.visibleTo(principal, username);
    return AccountResponse.from(view === 'shared' ? asOthersSee(visible.account) : visible, this.urls);
  }

  @Put(':username')
  @Access('accounts.edit_account')
  @Replaces(AccountResponse, accountLinks, { creates: false })
  @Username
  @ApiOperation({
    operationId: 'account_replace',
    summary: 'Replace what an account says of its person',
    description: `What is absent is taken back. ${FOR_WHOM} Usernames never change, and addresses only once they are confirmed.`,
  })
  async replace(
    @Param('username') username: string,
    @Body() body: ReplaceAccountDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<AccountResponse>> {
    const changed = await this.writes.change(principal, username, replacementOf(body), preconditions);
    return AccountResponse.from(changed, this.urls);
  }

  @Patch(':username')
  @Access('accounts.edit_account')
  @Patches(AccountResponse, accountLinks)
  @Username
  @ApiOperation({
    operationId: 'account_update',
    summary: 'Change an account',
    description: `${FOR_WHOM} Global staff enable a disabled account by \`is_active\`. Usernames never change, and addresses only once they are confirmed.`,
  })
  async update(
    @Param('username') username: string,
    @Body() body: UpdateAccountDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<AccountResponse>> {
    return AccountResponse.from(
      await this.writes.change(principal, username, updateOf(body), preconditions),
      this.urls,
    );
  }

  @Delete(':username')
  @Access('accounts.deactivate_account')
  @Removes('The account is disabled.')
  @AlsoAnswers('precondition_required', 'recent_sign_in_required')
  @Username
  @ApiOperation({
    operationId: 'account_deactivate',
    summary: 'Disable an account',
    description: `Nobody can sign in with it any more, everything that it has open ends, and it is 404 but for global staff, who may enable it again. Nothing that it made is deleted. \`If-Match\` is required: \`*\`, or the ETag of what was read. Your own account you disable in a session that began with your password in the last ten minutes (403 \`recent_sign_in_required\` otherwise), or on the page \`/account/deactivate\`; an application cannot do it for you. ${FOR_WHOM}`,
  })
  async deactivate(
    @Param('username') username: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.writes.deactivate(principal, username, preconditions);
  }
}

import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches } from '../../common/hypermedia/writes.js';
import { accountLinks } from './accounts.links.js';
import { AccountsService } from './accounts.service.js';
import { AccountResponse } from './dto/account.response.js';
import { UpdateAccountDto } from './dto/update-account.dto.js';

const Username = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for your own account.',
  example: 'me',
});

/** People. One at a time: there is no list of them (SPEC E-1). */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get(':username')
  @Access('accounts.view_account', { restrictedApplications: true })
  @ReturnsResource(AccountResponse, accountLinks)
  @Username
  @ApiOperation({
    operationId: 'account_retrieve',
    summary: 'Read an account',
    description:
      'You see your own account in full, and so do global staff; of others you see the username, which is public to everybody who is signed in. Accounts that do not exist and accounts that are disabled are 404 alike.',
  })
  async retrieve(
    @Param('username') username: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<AccountResponse>> {
    return AccountResponse.from(await this.accounts.visibleTo(principal, username));
  }

  @Patch(':username')
  @Access('accounts.edit_account')
  @Patches(AccountResponse, accountLinks)
  @Username
  @ApiOperation({
    operationId: 'account_update',
    summary: 'Change an account',
    description:
      'You may change your own account, and global staff anybody’s; for others it is a 404, whether there is such an account or not. Usernames never change.',
  })
  async update(
    @Param('username') username: string,
    @Body() { name }: UpdateAccountDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<AccountResponse>> {
    return AccountResponse.from(await this.accounts.change(principal, username, { name }, preconditions));
  }
}

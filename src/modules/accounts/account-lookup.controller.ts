import { OPEN_EDX } from '../../common/openapi/of-open-edx.js';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { linked, type Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Deprecated } from '../../common/openapi/deprecation.js';
import { accountLinks } from './accounts.links.js';
import { AccountsService } from './accounts.service.js';
import { AccountResponse } from './dto/account.response.js';
import { FindAccountsQuery } from './dto/find-accounts.query.js';
import { MeResponse } from './dto/me.response.js';
import { meLinks } from './me.links.js';

/** Where clients of Open edX ask who somebody is (endpoints.md A.5). */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1')
export class AccountLookupController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get('me')
  @ApiExtension(OPEN_EDX, true)
  @Access('accounts.view_account', { restrictedApplications: true })
  @ReturnsResource(MeResponse, meLinks)
  @ApiOperation({
    operationId: 'me_retrieve',
    summary: 'Ask who you are',
    description: 'Your username. The account itself is at `accounts/me/`.',
  })
  me(@Query() _shape: ShapeQuery, @Caller() principal: Principal): Unlinked<MeResponse> {
    // The guard has let nobody in who is not signed in.
    return { username: principal.username! };
  }

  @Get('accounts')
  @Access('accounts.view_account', { restrictedApplications: true })
  @Header('cache-control', 'private, no-cache')
  @Header('vary', 'Accept, Authorization, Cookie')
  @Deprecated({ since: '2026-11-21', use: '/api/user/v1/accounts/{username}/' })
  @ApiOkResponse({ type: [AccountResponse], description: 'Those of them that exist.' })
  @ApiOperation({
    operationId: 'accounts_find',
    summary: 'Look up accounts by name, for Open edX clients',
    description:
      'A bare list, as the LMS answers. Each account as you may see it; names that are nobody’s are absent. Nobody is found by anything but the whole name.',
  })
  async find(@Query() { username }: FindAccountsQuery, @Caller() principal: Principal): Promise<AccountResponse[]> {
    const context = { principal, urls: this.urls };
    const found = await this.accounts.allVisibleTo(principal, username);
    return found.map((visible) => linked(AccountResponse.from(visible, this.urls), accountLinks, context));
  }
}

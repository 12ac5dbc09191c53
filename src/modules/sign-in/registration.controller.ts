import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access } from '../../common/auth/access.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { Creates } from '../../common/hypermedia/writes.js';
import { negotiateLanguage } from '../../common/i18n/languages.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { accountLinks, AccountResponse } from '../accounts/index.js';
import { CreateAccountDto } from './dto/create-account.dto.js';
import { Registration } from './registration.js';

/** Accounts that people make for themselves (SPEC section 13, E-1). */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/accounts')
export class RegistrationController {
  constructor(
    private readonly registration: Registration,
    private readonly urls: ApiUrls,
  ) {}

  @Post()
  @EmbeddedProvider()
  @Access('accounts.create_account')
  @Creates(AccountResponse, accountLinks)
  @AlsoAnswers('permission_denied')
  @ApiOperation({
    operationId: 'account_create',
    summary: 'Create an account',
    description:
      'For oneself; nobody need be signed in. A username that is taken is a 409. Whether the e-mail address has an account already makes no difference here: a link to confirm it is mailed there, or word to its owner. Until it is confirmed, the account signs in by its username. Where registration is closed: 403.',
  })
  async create(
    @Body() body: CreateAccountDto,
    @Req() request: FastifyRequest,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    return this.registration.register(
      body,
      negotiateLanguage(request.headers['accept-language']),
      once.answering(({ visible }) => AccountResponse.from(visible, this.urls)),
    );
  }
}

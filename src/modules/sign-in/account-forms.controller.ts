import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access } from '../../common/auth/access.js';
import { Consumes, Produces } from '../../common/http/consumes.js';
import { RegisterDto } from './dto/create-account.dto.js';
import { FormDto } from './dto/form.dto.js';
import { NextQuery } from './dto/next.query.js';
import { ChangePasswordDto, DeactivateAccountDto, RequestResetDto, SetPasswordDto } from './dto/passwords.dto.js';
import { DeactivationForm } from './deactivation-form.js';
import { PasswordForms } from './password-forms.js';
import { RegistrationForms } from './registration-forms.js';
import { VerificationForms } from './verification-forms.js';

const FORM = 'application/x-www-form-urlencoded';
const HTML = 'text/html';

/** Pages about one's own account: registration, passwords, the e-mail address. For people alone, hence not in the API's document. */
@ApiExcludeController()
@Controller()
export class AccountFormsController {
  constructor(
    private readonly registration: RegistrationForms,
    private readonly passwords: PasswordForms,
    private readonly verification: VerificationForms,
    private readonly deactivation: DeactivationForm,
  ) {}

  @Get('register')
  @EmbeddedProvider()
  @Access('accounts.create_account')
  @Produces(HTML)
  showRegistration(
    @Query() { next }: NextQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    return this.registration.show({ request, reply }, next);
  }

  @Post('register')
  @EmbeddedProvider()
  @Access('accounts.create_account')
  @Consumes(FORM)
  @Produces(HTML)
  async register(
    @Body() body: RegisterDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.registration.register({ request, reply }, body);
  }

  @Get('account/password')
  @EmbeddedProvider()
  @Access('accounts.change_password')
  @Produces(HTML)
  showPassword(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    return this.passwords.showChange({ request, reply });
  }

  @Post('account/password')
  @EmbeddedProvider()
  @Access('accounts.change_password')
  @HttpCode(HttpStatus.OK)
  @Consumes(FORM)
  @Produces(HTML)
  async changePassword(
    @Body() body: ChangePasswordDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.passwords.change({ request, reply }, body);
  }

  @Get('account/deactivate')
  @EmbeddedProvider()
  @Access('accounts.deactivate_account')
  @Produces(HTML)
  showDeactivation(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    return this.deactivation.show({ request, reply });
  }

  @Post('account/deactivate')
  @EmbeddedProvider()
  @Access('accounts.deactivate_account')
  @HttpCode(HttpStatus.OK)
  @Consumes(FORM)
  @Produces(HTML)
  async deactivate(
    @Body() body: DeactivateAccountDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.deactivation.deactivate({ request, reply }, body);
  }

  @Get('password_reset')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @Produces(HTML)
  showReset(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    return this.passwords.showRequest({ request, reply });
  }

  @Post('password_reset')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @HttpCode(HttpStatus.OK)
  @Consumes(FORM)
  @Produces(HTML)
  async requestReset(
    @Body() body: RequestResetDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.passwords.request({ request, reply }, body);
  }

  @Get('password_reset/:token')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @Produces(HTML)
  async showNewPassword(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.passwords.showSet({ request, reply }, token);
  }

  @Post('password_reset/:token')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @HttpCode(HttpStatus.OK)
  @Consumes(FORM)
  @Produces(HTML)
  async setPassword(
    @Param('token') token: string,
    @Body() body: SetPasswordDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.passwords.set({ request, reply }, token, body);
  }

  @Get('verify_email')
  @EmbeddedProvider()
  @Access('accounts.verify_email')
  @Produces(HTML)
  async standing(
    @Query() { next, sent }: NextQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.verification.standing({ request, reply }, next, sent !== undefined);
  }

  @Post('verify_email')
  @EmbeddedProvider()
  @Access('accounts.verify_email')
  @HttpCode(HttpStatus.OK)
  @Consumes(FORM)
  @Produces(HTML)
  async sendAgain(
    @Body() _body: FormDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.verification.sendAgain({ request, reply });
  }

  @Get('verify_email/:token')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @Produces(HTML)
  async askToConfirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.verification.ask({ request, reply }, token);
  }

  @Post('verify_email/:token')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @HttpCode(HttpStatus.OK)
  @Consumes(FORM)
  @Produces(HTML)
  async confirm(
    @Param('token') token: string,
    @Body() _body: FormDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.verification.confirm({ request, reply }, token);
  }
}

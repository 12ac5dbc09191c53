import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { AppConfig } from '../../common/config/app-config.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../../common/errors/error-catalogue.js';
import { Produces } from '../../common/http/consumes.js';
import { errorList, errorPage } from './error-pages.js';

/** A page for each error code: every `developer_message` links to its own (SPEC R-8). */
@ApiExcludeController()
@Controller('api-docs/errors')
export class ErrorPagesController {
  constructor(private readonly config: AppConfig) {}

  @Get()
  @Access('service.view_page', { restrictedApplications: true })
  @Produces('text/html')
  @Header('content-type', 'text/html; charset=utf-8')
  list(): string {
    return errorList();
  }

  @Get(':code')
  @Access('service.view_page', { restrictedApplications: true })
  @Produces('text/html')
  @Header('content-type', 'text/html; charset=utf-8')
  retrieve(@Param('code') code: string): string {
    if (!Object.hasOwn(ERROR_CATALOGUE, code)) throw new NotFoundError(`error code "${code}"`);
    return errorPage(code as ErrorCode, this.config);
  }
}

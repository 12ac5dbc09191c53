import { Controller, Get, Header, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { Produces } from '../../common/http/consumes.js';
import { CATALOG_LINK } from './api-catalog.controller.js';

/** Whoever types in the bare address comes to the entry. */
@ApiExcludeController()
@Controller()
export class RootController {
  @Get()
  @Access('service.view_page', { restrictedApplications: true })
  @Produces('*/*')
  @Header('Link', CATALOG_LINK)
  @Redirect('/api/', 302)
  root(): void {
    // The redirect is the whole answer.
  }
}

import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access.js';
import { Produces } from '../http/consumes.js';
import { STYLESHEET, STYLESHEET_DIGEST } from './stylesheet.js';

/** The one file that pages need beside themselves. */
@ApiExcludeController()
@Controller('style')
export class StylesheetController {
  @Get(':file')
  @Access('service.view_page', { restrictedApplications: true })
  @Produces('*/*')
  retrieve(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    // While a release is rolled out, a page of one process may ask another: it gets what there is, but may not keep it.
    const lasting = file === `${STYLESHEET_DIGEST}.css` ? 'public, max-age=31536000, immutable' : 'no-store';
    void reply.type('text/css; charset=utf-8').header('cache-control', lasting);
    return STYLESHEET;
  }
}

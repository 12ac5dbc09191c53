import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../../common/errors/error-catalogue.js';
import { Produces } from '../../common/http/consumes.js';

/** A page for each error code: every `developer_message` links to its own (SPEC R-8). */
@ApiExcludeController()
@Controller('api-docs/errors')
export class ErrorPagesController {
  @Get()
  @Access('anyone')
  @Produces('text/html')
  @Header('content-type', 'text/html; charset=utf-8')
  list(): string {
    const rows = Object.entries(ERROR_CATALOGUE).map(
      ([code, { status, title }]) =>
        `<tr><td><a href="/api-docs/errors/${code}/">${code}</a></td><td>${status}</td><td>${title}</td></tr>`,
    );
    return page(
      'Errors',
      `<table><thead><tr><th>Code</th><th>Status</th><th>Title</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
    );
  }

  @Get(':code')
  @Access('anyone')
  @Produces('text/html')
  @Header('content-type', 'text/html; charset=utf-8')
  retrieve(@Param('code') code: string): string {
    if (!Object.hasOwn(ERROR_CATALOGUE, code)) throw new NotFoundError(`error code "${code}"`);
    const { status, title, userMessage } = ERROR_CATALOGUE[code as ErrorCode];
    return page(
      code,
      `<p>HTTP status ${status}: ${title}.</p><p>What a person is told: ${userMessage}</p>
       <p>The body's <code>developer_message</code> says what is wrong with which value and how to mend it; <code>field_errors</code> has the faults by field.</p>
       <p><a href="/api-docs/errors/">All errors</a></p>`,
    );
  }
}

/** Every text here is ours, so there is nothing to escape. */
function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Courseware API</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

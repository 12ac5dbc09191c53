import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { Produces } from '../../common/http/consumes.js';
import { type DeprecatedThing, DeprecationHeaders } from '../../common/openapi/deprecation-headers.js';

/** What is deprecated and what that means: every `Link: rel="deprecation"` leads here (RFC 9745 3). */
@ApiExcludeController()
@Controller('api-docs/deprecation')
export class DeprecationPageController {
  constructor(private readonly deprecations: DeprecationHeaders) {}

  @Get()
  @Access('service.view_page', { restrictedApplications: true })
  @Produces('text/html')
  @Header('content-type', 'text/html; charset=utf-8')
  retrieve(): string {
    return page(this.deprecations.list());
  }
}

/** Every text here is ours, so there is nothing to escape. */
function page(things: readonly DeprecatedThing[]): string {
  const rows = things.map(
    ({ what, since, sunset, use }) =>
      `<tr><td><code>${what}</code></td><td>${since}</td><td>${sunset ?? 'not named yet'}</td><td>${use.replace(/`([^`]*)`/g, '<code>$1</code>')}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Deprecation · Courseware API</title></head><body><main><h1>Deprecation</h1>
<p>What is deprecated still works, and works as before. It says so in each answer: <code>Deprecation</code> (RFC 9745) since when, <code>Sunset</code> (RFC 8594) until when at least, and <code>Link</code> to this page.</p>
<p>It stays for at least one named release and six months after it was deprecated, and is taken away only in a new major version or when nobody uses it any more.</p>
<table><thead><tr><th>What</th><th>Since</th><th>May be gone from</th><th>Use</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p><a href="/api-docs/">Documentation</a></p></main></body></html>`;
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { ApiUrls } from '../hypermedia/api-urls.js';
import { buildDocument } from './document.js';

/** The client that the page itself is; a demo has it, and an operator may make one of this id. */
export const DOCUMENTATION_CLIENT = 'demo-swagger';

/** Swagger UI at /api-docs/ and the document at /api-docs/openapi.json (SPEC section 2 "fixed paths", R-14). */
export function serveDocumentation(app: NestFastifyApplication): void {
  SwaggerModule.setup('api-docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'api-docs/openapi.json',
    yamlDocumentUrl: 'api-docs/openapi.yaml',
    customSiteTitle: 'Courseware API',
    // What comes back from /oauth2/authorize is read by the page that Swagger UI brings for it (RFC 6749 4.1.2).
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      oauth2RedirectUrl: app.get(ApiUrls).docsRedirect(),
      initOAuth: { clientId: DOCUMENTATION_CLIENT, usePkceWithAuthorizationCodeGrant: true },
    },
  });
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { buildDocument } from './document.js';

/** Swagger UI at /api-docs/ and the document at /api-docs/openapi.json (SPEC section 2 "fixed paths", R-14). */
export function serveDocumentation(app: NestFastifyApplication): void {
  SwaggerModule.setup('api-docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'api-docs/openapi.json',
    yamlDocumentUrl: 'api-docs/openapi.yaml',
    customSiteTitle: 'Courseware API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}

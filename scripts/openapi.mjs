/** Writes openapi.json from the build. Needs no database: Nest only looks at the declarations (`preview`). */
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/src/app.module.js';
import { AppConfig } from '../dist/src/common/config/app-config.js';
import { createFastifyAdapter } from '../dist/src/common/http/fastify.js';
import { createLogger } from '../dist/src/common/logging/nest-logger.js';
import { buildDocument } from '../dist/src/common/openapi/document.js';

const config = AppConfig.from({});
const app = await NestFactory.create(AppModule.with(config), createFastifyAdapter(createLogger('silent'), config), {
  preview: true,
  logger: false,
  abortOnError: false,
});
const document = buildDocument(app);
writeFileSync('openapi.json', `${JSON.stringify(document, null, 2)}\n`);
console.log(`openapi.json: ${Object.keys(document.paths).length} paths`);
process.exit(0);

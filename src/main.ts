// First: the others need the Node that it asks for.
import './required-node.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { AppConfig } from './common/config/app-config.js';
import { firstStart, refuseDemoInProduction } from './first-start.js';
import { reportStartFailure } from './start-failure.js';

const demo = process.argv.includes('--demo');
let app: NestFastifyApplication | undefined;
try {
  const config = AppConfig.load();
  refuseDemoInProduction(config, { demo });
  app = await createApp(config);
  await firstStart(app, config, { demo });
  await app.listen(config.port, config.host);
} catch (error) {
  reportStartFailure(error);
  await app?.close();
}

import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { AppConfig } from './common/config/app-config.js';
import { createFastifyAdapter, registerPlugins } from './common/http/fastify.js';
import { registerOtherMethods } from './common/http/other-methods.js';
import { createLogger, NestLogger } from './common/logging/nest-logger.js';
import { serveDocumentation } from './common/openapi/documentation.js';

/**
 * The whole service, ready to listen or to be injected with requests. `main.ts`, the tests and the benchmarks use it.
 * @param logger for tests that read the log
 */
export async function createApp(
  config: AppConfig,
  logger: Logger = createLogger(config.logLevel),
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    createFastifyAdapter(logger, config),
    {
      logger: new NestLogger(logger),
      abortOnError: false,
      // Fastify's own parsers serve; Nest would register its form parser a second time.
      bodyParser: false,
    },
  );
  await registerPlugins(app);
  serveDocumentation(app);
  // After the hooks the process ends with 0: an asked-for stop is no failure (operations.md D6).
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.init();
  registerOtherMethods(app);
  return app;
}

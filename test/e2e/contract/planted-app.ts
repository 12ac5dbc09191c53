import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module.js';
import { AppConfig } from '../../../src/common/config/app-config.js';
import { createFastifyAdapter, registerPlugins } from '../../../src/common/http/fastify.js';
import { createLogger } from '../../../src/common/logging/nest-logger.js';
import { cloneDatabase } from '../../support/database.js';

export interface PlantedApp {
  readonly app: NestFastifyApplication;
  close(): Promise<void>;
}

class PlantedModule {}

/** The service with controllers that it does not have, not yet initialised: what would it do with such a one? */
export async function plant(...controllers: Type<unknown>[]): Promise<PlantedApp> {
  const database = await cloneDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'courseware-planted-'));
  const config = AppConfig.from({ DATABASE_URL: database.url, DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const module: DynamicModule = { module: PlantedModule, imports: [AppModule.with(config)], controllers };
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    createFastifyAdapter(createLogger('silent'), config),
    {
      logger: false,
      abortOnError: false,
      bodyParser: false,
    },
  );
  await registerPlugins(app);
  return {
    app,
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

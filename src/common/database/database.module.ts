import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../ormconfig.js';
import { AppConfig } from '../config/app-config.js';
import { Database } from './database.js';

/** The connection to PostgreSQL: embedded or external, migrated before anything else starts. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [AppConfig],
      useFactory: async (config: AppConfig) => ({
        ...dataSourceOptions(await Database.open(config), config.databasePoolSize),
        // Database.open has waited for the server; what fails now will fail again.
        retryAttempts: 1,
        autoLoadEntities: false,
      }),
    }),
  ],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** After every module has finished with the database: let go of it, and of the embedded server. */
  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await Database.close();
  }
}

/** The service of the build in dist/ without HTTP, as benches need it; with the embedded PostgreSQL unless DATABASE_URL is set. */
export async function openService(environment) {
  const { NestFactory } = await import('@nestjs/core');
  const { DataSource } = await import('typeorm');
  const { AppModule } = await import('../dist/src/app.module.js');
  const { AppConfig } = await import('../dist/src/common/config/app-config.js');
  const keys = await import('../dist/src/common/opaque-keys/index.js');
  const content = await import('../dist/src/modules/content/index.js');
  const { CourseImportService } = await import('../dist/src/modules/olx/index.js');
  const config = AppConfig.from({ ...process.env, ...environment });
  const service = await NestFactory.createApplicationContext(AppModule.with(config), { logger: false });
  return {
    keys,
    content,
    source: service.get(DataSource),
    importer: service.get(CourseImportService),
    editor: service.get(content.ContentEditor),
    reader: service.get(content.ContentReader),
    versions: service.get(content.ContentVersions),
    close: () => service.close(),
  };
}

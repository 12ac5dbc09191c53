import { createApp } from './app.js';
import { AppConfig } from './common/config/app-config.js';
import { firstStart } from './first-start.js';
import { reportStartFailure } from './start-failure.js';

try {
  const config = AppConfig.load();
  const app = await createApp(config);
  await firstStart(app, config, { demo: process.argv.includes('--demo') });
  await app.listen(config.port, config.host);
} catch (error) {
  reportStartFailure(error);
}

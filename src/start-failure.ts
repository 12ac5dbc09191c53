import { InvalidConfigError } from './common/config/app-config.js';
import { DatabaseUnavailableError } from './common/database/database.js';
import { EmbeddedPostgresError } from './common/database/embedded-postgres.js';

/** Says why the service cannot start, in plain words where we know the reason, and ends with a code that is not 0. */
export function reportStartFailure(error: unknown): void {
  const expected =
    error instanceof InvalidConfigError ||
    error instanceof DatabaseUnavailableError ||
    error instanceof EmbeddedPostgresError;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (expected) console.error(error.message);
  else if (code === 'EADDRINUSE')
    console.error(`${(error as Error).message}. Another program uses this port: set PORT to a free one.`);
  else if (code === 'EACCES' || code === 'EROFS' || code === 'ENOSPC')
    console.error(`${(error as Error).message}. Set DATA_DIR to a folder with free space that you may write.`);
  else console.error(error);
  // The embedded server may still be letting go; do not wait for what hangs.
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 2000).unref();
}

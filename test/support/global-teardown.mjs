import { rmSync } from 'node:fs';

/** Lets go of the PostgreSQL that global-setup started. */
export default async function globalTeardown() {
  await globalThis.testPostgres?.stop();
  if (globalThis.testPostgresDirectory) rmSync(globalThis.testPostgresDirectory, { recursive: true, force: true });
}

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Opens what is measured in a folder of its own, measures it, and takes both away again: an interrupted bench leaves neither a
 * server nor files behind.
 *
 * @param open gets the folder; what it gives has `close()`
 * @param work gets what was opened, and the folder
 */
export async function inFolder(open, work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'courseware-bench-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as another account when this runs as root, and must get in
  let opened = null;
  const clean = async () => {
    await opened?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = () => void clean().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    opened = await open(folder);
    return await work(opened, folder);
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await clean();
  }
}

/** The embedded PostgreSQL of the build in dist/ by itself, with its default durability (fsync on). */
export async function openPostgres(folder) {
  const { EmbeddedPostgres } = await import('../dist/src/common/database/embedded-postgres.js');
  const server = await EmbeddedPostgres.start({ directory: path.join(folder, 'postgres') });
  return { database: (name) => server.database(name), close: () => server.stop() };
}

/** On what it was measured, as a heading says it. */
export const MACHINE = `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}`;

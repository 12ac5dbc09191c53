import type { EntityManager } from 'typeorm';

/** Any number; it keeps these advisory locks apart from others. */
const CLASS = 0x626c6f62;

/**
 * Locks on blobs, held until the end of a transaction. One lock stands for all hashes with the same first byte: 256 at most,
 * however many files a course has, because PostgreSQL keeps locks in a table of fixed size.
 *
 * The rule: whoever writes rows shares the lock of their blobs from before it sees that the blob exists until it has
 * committed; whoever deletes a blob holds the lock alone while it sees that no row names the blob and deletes it. So a
 * deletion comes either before the writer looks, who then finds the blob missing and brings it again, or after the writer's
 * end, when the row is there to be seen or will never be. Each look is a statement of its own after the lock (READ COMMITTED
 * takes a new snapshot for it), so it sees everything that the lock has waited for.
 */
export async function shareBlobs(manager: EntityManager, hashes: readonly string[]): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock_shared($1, bucket) FROM unnest($2::int[]) AS bucket', [
    CLASS,
    bucketsOf(hashes),
  ]);
}

/**
 * The hashes that this transaction now holds alone. It never waits: a deletion that stood in the queue would hold up every
 * writer behind it.
 */
export async function tryOwnBlobs(manager: EntityManager, hashes: readonly string[]): Promise<string[]> {
  const rows = await manager.query<{ bucket: number; owned: boolean }[]>(
    'SELECT bucket, pg_try_advisory_xact_lock($1, bucket) AS owned FROM unnest($2::int[]) AS bucket',
    [CLASS, bucketsOf(hashes)],
  );
  const owned = new Set(rows.filter((row) => row.owned).map(({ bucket }) => bucket));
  return hashes.filter((hash) => owned.has(bucketOf(hash)));
}

function bucketsOf(hashes: readonly string[]): number[] {
  return [...new Set(hashes.map(bucketOf))].sort((a, b) => a - b);
}

function bucketOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 2), 16);
}

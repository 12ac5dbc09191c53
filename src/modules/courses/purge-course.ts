import type { EntityManager } from 'typeorm';

/** What is kept under a course's key and not by its row, so that nothing takes it along. The audit log and tasks stay: they tell what was done. */
const BY_KEY = ['course_roles', 'enrollments'] as const;

/** But that it was deleted, which whoever mirrors the feed may have still to hear (ADR 0023). Last, because the rest writes events as well. */
const FORGET_EVENTS = `
  DELETE FROM events
   WHERE ((position IS NOT NULL AND course_key = $1) OR (position IS NULL AND (course_key = $1 OR course_id = $2)))
     AND type <> 'org.openedx.content_authoring.course.deleted.v1'`;

/**
 * Destroys a course with everything that belongs to it, inside the caller's transaction. What it shares with others, content
 * and files, stays as long as they have it.
 * @returns the hashes of its files, which may have no owner any more
 */
export async function purgeCourse(
  manager: EntityManager,
  { id, courseKey }: { readonly id: number; readonly courseKey: string },
): Promise<string[]> {
  const files = await manager.query<{ sha256: string }[]>('SELECT DISTINCT sha256 FROM assets WHERE course_id = $1', [
    id,
  ]);
  const definitions = await manager.query<{ definition: string }[]>(
    'SELECT DISTINCT definition FROM blocks WHERE course_id = $1',
    [id],
  );
  // The row first: of a course that is gone the last instructor may go as well.
  await manager.query('DELETE FROM courses WHERE id = $1', [id]);
  for (const table of BY_KEY) await manager.query(`DELETE FROM ${table} WHERE course_key = $1`, [courseKey]);
  await manager.query(
    `DELETE FROM definitions d USING unnest($1::text[]) AS held (guid)
      WHERE d.guid = held.guid AND NOT EXISTS (SELECT FROM blocks b WHERE b.definition = d.guid)`,
    [definitions.map(({ definition }) => definition)],
  );
  await manager.query(FORGET_EVENTS, [courseKey, id]);
  return files.map(({ sha256 }) => sha256);
}

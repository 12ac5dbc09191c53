import type { EntityManager } from 'typeorm';
import { normalContentType } from './content-type.js';
import type { StagedAsset } from './staged-assets.js';

/** Rows in one statement. */
const BATCH = 1000;

/** A row whose columns would all stay as they are is not written, so its `edited` tells the truth. `json` has no equality: its text has. */
const UPSERT = `
  INSERT INTO assets AS a (course_id, path, display_name, import_path, content_type, size, sha256, locked, attributes, created, edited, edited_by)
  SELECT $1, i.path, i.display_name, i.import_path, i.content_type, i.size, i.sha256, i.locked, i.attributes, now(), now(), $3
    FROM json_to_recordset($2::json) AS i (path text, display_name text, import_path text, content_type text, size bigint, sha256 text, locked boolean, attributes json)
  ON CONFLICT ON CONSTRAINT pk_assets DO UPDATE
     SET display_name = excluded.display_name, import_path = excluded.import_path, content_type = excluded.content_type, size = excluded.size,
         sha256 = excluded.sha256, locked = excluded.locked, attributes = excluded.attributes, edited = excluded.edited, edited_by = excluded.edited_by
   WHERE (a.display_name, a.import_path, a.content_type, a.sha256, a.locked, a.attributes::text)
         IS DISTINCT FROM
         (excluded.display_name, excluded.import_path, excluded.content_type, excluded.sha256, excluded.locked, excluded.attributes::text)
  RETURNING 1 AS written`;

/** Inserts and updates; the number of rows that are new or have changed. Each path comes once. */
export async function upsertAssets(
  manager: EntityManager,
  courseId: number,
  assets: readonly StagedAsset[],
  editedBy: string | null,
): Promise<number> {
  let written = 0;
  for (let start = 0; start < assets.length; start += BATCH) {
    const rows = assets.slice(start, start + BATCH).map(rowOf);
    written += (await manager.query<unknown[]>(UPSERT, [courseId, JSON.stringify(rows), editedBy])).length;
  }
  return written;
}

function rowOf({ incoming, sha256, size }: StagedAsset): Record<string, unknown> {
  return {
    path: incoming.assetKeyPath,
    display_name: incoming.displayName,
    import_path: incoming.importPath,
    content_type: normalContentType(incoming.contentType),
    size,
    sha256,
    locked: incoming.locked,
    attributes: incoming.attributes,
  };
}

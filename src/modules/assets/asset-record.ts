import { AssetKey, CourseKey } from '../../common/opaque-keys/index.js';
import type { AssetEntity } from './asset.entity.js';

/** An asset as readers know it: by its key, without the service's internal ids (SPEC I-1). */
export interface AssetRecord extends Omit<AssetEntity, 'courseId' | 'path' | 'attributes'> {
  readonly key: AssetKey;
}

/** An asset that somebody may have. */
export interface DeliverableAsset extends AssetRecord {
  /** Whether anybody may have it: neither is it locked, nor does its course keep people out. */
  readonly isPublic: boolean;
}

/** The select list of {@link AssetRow}; the tables are `assets a` and `courses c`. */
export const ASSET_COLUMNS = `c.course_key AS "courseKey", a.path, a.display_name AS "displayName", a.import_path AS "importPath",
  a.content_type AS "contentType", a.size, a.sha256, a.locked, a.created, a.edited, a.edited_by AS "editedBy"`;

export interface AssetRow extends Omit<AssetRecord, 'key'> {
  readonly courseKey: string;
  readonly path: string;
}

export function assetRecord({ courseKey, path, ...columns }: AssetRow): AssetRecord {
  return { key: AssetKey.of(CourseKey.parse(courseKey), 'asset', path), ...columns };
}

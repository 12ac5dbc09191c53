import type { Readable } from 'node:stream';
import { AssetKey, type CourseKey } from '../../../common/opaque-keys/index.js';
import type { JsonObject, JsonValue } from '../reader/block-catalogue.js';
import type { OlxReport } from '../reader/index.js';
import { isSafePath } from './output-path.js';

/** An uploaded file of a course. */
export interface WritableAsset {
  /** The asset key's last part. */
  readonly path: string;
  readonly displayName: string;
  /** Path below static/ as an archive had it; null for uploads. */
  readonly importPath: string | null;
  readonly contentType: string;
  readonly locked: boolean;
  /** Bytes. */
  readonly size: number;
  /** What else policies/assets.json said of it. */
  readonly attributes: JsonObject;
  open(): Promise<Readable>;
}

/** Gives assets their files, each its own. */
export class AssetFiles {
  private readonly taken = new Set<string>();
  private readonly entries: Record<string, JsonValue> = {};

  constructor(
    private readonly course: CourseKey,
    private readonly report: OlxReport,
  ) {}

  /**
   * Where an asset's bytes are to lie: under the name that people see, where an importer makes the same key of it; then the
   * path that it was imported from; then the key itself (OLX rules 37 and 38). Null, and an error in the report, if no path
   * will do.
   */
  add(asset: WritableAsset): string | null {
    const name = asset.displayName.replace(/[/\\]/g, '_');
    const folder = (asset.importPath ?? '').replace(/[^/]*$/, '');
    const candidates = [folder + name, asset.importPath, asset.path].filter((path) => path !== null);
    const path = candidates.find((candidate) => this.isFit(candidate, asset));
    if (path === undefined) {
      const message =
        'No file name of an archive leads to this asset, so it was not written. Upload it under another name.';
      this.report.add({
        severity: 'error',
        code: 'illegal_file_name',
        file: 'policies/assets.json',
        line: null,
        message,
      });
      return null;
    }
    this.taken.add(path);
    this.entries[asset.path] = this.entry(asset, path);
    return `static/${path}`;
  }

  /** policies/assets.json, once all assets were added. */
  get policy(): JsonObject {
    return this.entries;
  }

  private isFit(path: string, asset: WritableAsset): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isPassedOver = /^\._|^\.DS_Store$|~$/.test(name);
    return isSafePath(path) && !isPassedOver && !this.taken.has(path) && AssetKey.clean(path) === asset.path;
  }

  /** As Studio has it, so that what it needs besides is there (edX: StaticContent). */
  private entry(asset: WritableAsset, path: string): JsonObject {
    const { org, course, run } = this.course;
    const key = this.course.makeAssetKey('asset', asset.path).toString();
    const { thumbnail_location: thumbnail = null, ...attributes } = asset.attributes;
    const moved = Array.isArray(thumbnail) ? [thumbnail[0]!, org, course, ...thumbnail.slice(3)] : null;
    return {
      import_path: path,
      ...attributes,
      contentType: asset.contentType,
      content_son: { category: 'asset', course, name: asset.path, org, revision: null, run, tag: 'c4x' },
      displayname: asset.displayName,
      filename: key,
      locked: asset.locked,
      thumbnail_location: moved,
    };
  }
}

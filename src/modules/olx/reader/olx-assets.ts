import type { Readable } from 'node:stream';
import { extensions, lookup } from 'mime-types';
import { AssetKey } from '../../../common/opaque-keys/index.js';
import { shownName, type OlxFiles } from '../archive/index.js';
import type { JsonObject, JsonValue } from './block-catalogue.js';
import type { OlxReport } from './olx-report.js';
import { CourseFiles } from './course-files.js';
import { readJsonObject } from './read-json.js';

/** One uploaded file of a course. */
export interface OlxAsset {
  /** Path within the course's folder, e.g. `static/images/logo.png`. */
  readonly path: string;
  /** Path within the static folder, e.g. `images/logo.png` (OLX rule 36). */
  readonly importPath: string;
  /** The path that its asset key has, e.g. `images_logo.png`. No two assets have the same. */
  readonly assetKeyPath: string;
  readonly displayName: string;
  readonly contentType: string;
  readonly locked: boolean;
  /** Bytes. */
  readonly size: number;
  /** What else policies/assets.json says of it. */
  readonly attributes: JsonObject;
  stream(): Readable;
}

const POLICY = 'policies/assets.json';
const FOLDERS = ['static/', 'static_import/'] as const;
/** What file managers leave behind (OLX rule 36). */
const IGNORED = /^\._|^\.DS_Store$|~$/;
/** Attributes that this service knows by other ways, and those that edX never carries over. */
const OWN: ReadonlySet<string> = new Set([
  ...['displayname', 'locked', 'contentType', 'filename', 'content_son'],
  ...['_id', 'md5', 'uploadDate', 'length', 'chunkSize'],
]);
const BINARY = 'application/octet-stream';

/** Types by name; transcripts are served as they are (OLX rule 37). */
function guessType(name: string): string {
  if (/\.(?:sjson|srt)$/i.test(name)) return BINARY;
  return lookup(name) || BINARY;
}

function isKnownType(type: JsonValue | undefined): type is string {
  return typeof type === 'string' && (type === BINARY || Object.hasOwn(extensions, type));
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** Whether an exporter would say this anyway. */
function isUsual(name: string, value: JsonValue): boolean {
  return (name === 'import_path' && value !== null) || (name === 'thumbnail_location' && value === null);
}

function assetOf(files: OlxFiles, folder: string, path: string, policy: JsonObject): OlxAsset {
  const importPath = path.slice(folder.length);
  const assetKeyPath = AssetKey.clean(importPath);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const entry = asObject(policy[assetKeyPath]);
  const { displayname, contentType, locked } = entry;
  return {
    path,
    importPath,
    assetKeyPath,
    // Exporters make file names of it.
    displayName: (typeof displayname === 'string' && displayname !== '' ? displayname : name).replace(/[/\\]/g, '_'),
    contentType: isKnownType(contentType) ? contentType : guessType(name),
    locked: locked === true,
    size: files.size(path),
    attributes: Object.fromEntries(
      Object.entries(entry).filter(([name, value]) => !OWN.has(name) && !isUsual(name, value)),
    ),
    stream: () => files.stream(path),
  };
}

/**
 * The uploaded files of a course, by path (OLX rules 36 and 37). Whatever lies there and is not handed over is in the report.
 */
export async function* readAssets(files: OlxFiles, report: OlxReport): AsyncGenerator<OlxAsset> {
  const policy = await readJsonObject(new CourseFiles(files), POLICY, report);
  const taken = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const path of files.list(folder)) {
      if (IGNORED.test(path.slice(path.lastIndexOf('/') + 1))) {
        report.add({
          severity: 'info',
          code: 'asset_ignored',
          file: path,
          line: null,
          message: 'A leaving of a file manager; it was not imported.',
        });
        continue;
      }
      const asset = assetOf(files, folder, path, policy?.value ?? {});
      const other = taken.get(asset.assetKeyPath);
      if (other !== undefined) {
        const message = `It would have the same asset key as ${shownName(other)} (${asset.assetKeyPath}); it was left out. Rename one of the two.`;
        report.add({ severity: 'error', code: 'asset_key_taken', file: path, line: null, message });
        continue;
      }
      taken.set(asset.assetKeyPath, path);
      report.assets += 1;
      yield asset;
    }
  }
  reportUnused(policy, taken, report);
}

function reportUnused(
  policy: { readonly value: JsonObject } | null,
  taken: ReadonlyMap<string, string>,
  report: OlxReport,
): void {
  for (const key of Object.keys(policy?.value ?? {})) {
    if (taken.has(key)) continue;
    const message = `There is no file for the asset ${shownName(key)}; what is said of it was not imported.`;
    report.add({ severity: 'warning', code: 'asset_missing', file: POLICY, line: null, message });
  }
}

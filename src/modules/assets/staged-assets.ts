import type { Readable } from 'node:stream';

/** A file that an import brings. */
export interface IncomingAsset {
  /** Last part of its asset key (`AssetKey.clean` of the path below static/). */
  readonly assetKeyPath: string;
  readonly displayName: string;
  /** Path below static/, subfolders included. */
  readonly importPath: string | null;
  readonly contentType: string;
  readonly locked: boolean;
  /** What policies/assets.json says besides; kept for export. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The bytes; may be called more than once until the import is over. */
  stream(): Readable;
}

/** An incoming file whose bytes are in the store. */
export interface StagedAsset {
  readonly incoming: IncomingAsset;
  readonly sha256: string;
  readonly size: number;
}

/** The files of one import between the store and the database; `AssetImports.discard` takes them back if they get no further. */
export class StagedAssets {
  /** By the key's path. Two files of an archive can have one key (`a/b.png` and `a_b.png`); the later one wins, as in Studio. */
  private readonly byPath = new Map<string, { readonly order: number; readonly asset: StagedAsset }>();
  private readonly created = new Set<string>();
  get assets(): StagedAsset[] {
    return [...this.byPath.values()].map(({ asset }) => asset);
  }

  /** @param order position among the files of the import: they may be stored in another order */
  add(order: number, asset: StagedAsset): void {
    const known = this.byPath.get(asset.incoming.assetKeyPath);
    if (!known || known.order < order) this.byPath.set(asset.incoming.assetKeyPath, { order, asset });
  }

  /** Notes that the store has these bytes because of this import. */
  noteCreated(sha256: string): void {
    this.created.add(sha256);
  }

  /** The blobs that this import has made; the next call has none, so that no blob is given back twice. */
  takeCreated(): string[] {
    const taken = [...this.created];
    this.created.clear();
    return taken;
  }
}

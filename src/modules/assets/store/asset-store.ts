import type { Readable } from 'node:stream';

/** Some bytes of a blob, both ends included (as HTTP counts: RFC 9110 14.1.2). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface PutOptions {
  /** More bytes than this are refused. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** What a store says of bytes that it has taken. */
export interface StoredBlob {
  /** Lower-case hexadecimal hash of the bytes: their name. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Whether the bytes are there because of this call. Two calls that bring the same new bytes at the same moment may both
   * say so: whoever deletes by this asks the assets table first (AssetImports).
   */
  readonly created: boolean;
}

/**
 * Port: where the bytes of assets are kept, under their SHA-256 (SPEC A-4). A store knows no courses, names or rights.
 * Every store passes asset-store.spec.ts.
 */
export abstract class AssetStore {
  /**
   * Takes a stream to its end, in constant memory. What resolves is durable and whole; what rejects has left nothing
   * behind. The stream is used up or destroyed in either case.
   * @throws AssetTooLargeError, AssetStoreUnavailableError, the signal's reason, or what the stream itself failed with
   */
  abstract put(content: Readable, options: PutOptions): Promise<StoredBlob>;

  /**
   * The bytes, or some of them. Once it resolves, the bytes are there; destroying the stream gives everything back.
   * @throws BlobMissingError when there is no such blob, or it is shorter than the range; AssetStoreUnavailableError
   */
  abstract open(sha256: string, range?: ByteRange): Promise<Readable>;

  /** Size in bytes, or null when there is no such blob. @throws AssetStoreUnavailableError */
  abstract stat(sha256: string): Promise<{ readonly size: number } | null>;

  /** Whether there was such a blob. Readers that have it open read on. @throws AssetStoreUnavailableError */
  abstract delete(sha256: string): Promise<boolean>;

  /** Removes what calls of {@link put} left behind whose process died; says how many. Safe while others write. */
  abstract sweepStaging(): Promise<number>;

  /** Resolves when the store can be read and written. @throws AssetStoreUnavailableError */
  abstract check(): Promise<void>;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Guards every place where a hash becomes part of an address. @throws TypeError */
export function assertSha256(text: string): void {
  if (!SHA256.test(text)) throw new TypeError('A blob is named by 64 lower-case hexadecimal digits.');
}

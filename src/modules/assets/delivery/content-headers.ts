import type { AssetKey } from '../../../common/opaque-keys/index.js';
import type { DeliverableAsset } from '../asset-record.js';
import { servedContentType } from '../content-type.js';
import { contentDisposition } from './content-disposition.js';

/**
 * What a served file may do when a browser opens it: nothing but show its own pictures and styles. `sandbox` gives it an
 * origin of its own, so that HTML or SVG of an author cannot act in the service's (SPEC A-3; operations.md C5.2 and fact 4).
 */
const POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/**
 * A URL keeps its bytes only until the next import, and an asset may be locked at any moment: caches ask again after a
 * minute, which costs them a 304, and never go on with what is stale.
 */
const OPEN = 'public, max-age=60, must-revalidate';
/** No cache keeps a locked asset: whoever asks is checked each time (operations.md C5.3). */
const LOCKED = 'private, no-store';

/** Bytes of the store that somebody may have, and what their headers say of them. */
export interface DeliverableFile extends Pick<
  DeliverableAsset,
  'displayName' | 'contentType' | 'size' | 'sha256' | 'edited' | 'isPublic'
> {
  /** Of an asset: a name for the file where the display name makes none. */
  readonly key?: AssetKey;
}

/** The headers that every answer with the asset's bytes has; RFC 9110 15.4.5 wants most of them in a 304 as well. */
export function contentHeaders(asset: DeliverableFile): Record<string, string> {
  return {
    etag: `"${asset.sha256}"`,
    'last-modified': asset.edited.toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': asset.isPublic ? OPEN : LOCKED,
    'content-type': servedContentType(asset.contentType),
    'content-disposition': contentDisposition({ ...asset, path: asset.key?.path ?? '' }),
    'content-security-policy': POLICY,
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    ...(!asset.isPublic && { vary: 'Authorization, Cookie, X-Unlock-Key' }),
  };
}

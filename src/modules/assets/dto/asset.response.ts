import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { ASSET_KINDS, type AssetKind, kindOf } from '../asset-kinds.js';
import type { AssetRecord } from '../asset-record.js';

/** What the API says of a file of a course. */
export class AssetResponse extends ResourceResponse {
  /** Asset key: the file's name in all of the service. */
  @ApiProperty({ example: 'asset-v1:Courseware+Tides101+2026+type@asset+block@tide_chart.png' })
  @Minimal()
  readonly asset_key: string;

  /** File name for people. Any text: treat it as untrusted. */
  @ApiProperty({ example: 'tide chart.png' })
  @Minimal()
  readonly display_name: string;

  /** Media type. */
  @ApiProperty({ example: 'image/png' })
  @Minimal()
  readonly content_type: string;

  /** Kind of file, which follows from the media type. */
  @ApiProperty({ enum: ASSET_KINDS })
  @Shown()
  readonly kind: AssetKind;

  /** Bytes. */
  @ApiProperty({ type: 'integer', example: 48213 })
  @Minimal()
  readonly size: number;

  /** Whether enrollment or a course role is needed to have it; otherwise anyone may. */
  @Shown()
  readonly locked: boolean;

  /** SHA-256 of the bytes, hexadecimal; in quotes it is the `ETag` of the content. */
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  @Shown()
  readonly sha256: string;

  /** When a file of this key first came. ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly date_added: string;

  /** Last change of the bytes, the name or the lock. */
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly edited: EditResponse;

  /** The course that it belongs to. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Where the bytes are. */
  @ApiProperty({ format: 'uri' })
  @Minimal()
  readonly content_url: string;

  /** How the course's own HTML names the file, so that it also works in a copy of the course. */
  @ApiProperty({ example: '/static/images/tide_chart.png' })
  @Shown()
  readonly portable_url: string;

  static from(this: void, asset: AssetRecord, urls: ApiUrls): Unlinked<AssetResponse> {
    return {
      asset_key: asset.key.toString(),
      display_name: asset.displayName,
      content_type: asset.contentType,
      kind: kindOf(asset.contentType),
      size: asset.size,
      locked: asset.locked,
      sha256: asset.sha256,
      date_added: asset.created.toISOString(),
      edited: EditResponse.from({ by: asset.editedBy, on: asset.edited }, urls),
      course: CourseReference.from(asset.key.courseKey, urls),
      content_url: urls.assetContent(asset.key),
      portable_url: portableUrl(asset),
    };
  }
}

/** Path characters that mean themselves in a URL and in HTML. */
const PLAIN_PATH = /^[\p{L}\p{N}_.~/-]+$/u;

/**
 * `/static/` and the path in the archive, as authors write it. A path with other characters would need escapes, which Studio
 * takes for part of the name (OLX 1c); the clean name means the same file and needs none.
 */
function portableUrl({ importPath, key }: AssetRecord): string {
  return `/static/${importPath !== null && PLAIN_PATH.test(importPath) ? importPath : key.path}`;
}

import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { EXPORT_FORMATS } from '../export-report.js';
import type { StoredExport } from '../exports.collection.js';

/** An archive of a course that can be downloaded until it expires. */
export class ExportResponse extends ResourceResponse {
  /** UUID; that of the task which made it. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** The course that was exported. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** The branch that was asked for; null: the published tree, with the drafts beside it as Studio has them. */
  @ApiProperty({ type: String, nullable: true, example: null })
  @Minimal()
  readonly branch: string | null;

  /** Branch → the version that was written. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { published: '6745f5a0c2b1d3e4f5a6b7c8' },
  })
  @Shown()
  readonly versions: Record<string, string>;

  /** How the files are packed. */
  @ApiProperty({ enum: EXPORT_FORMATS })
  @Shown()
  readonly format: string;

  /** What the archive is called. */
  @ApiProperty({ example: '2026.tar.gz' })
  @Minimal()
  readonly file_name: string;

  /** Bytes. */
  @ApiProperty({ type: 'integer', example: 48210 })
  @Shown()
  readonly size: number;

  /** SHA-256 of the archive, in hexadecimal digits. The same versions always give the same bytes. */
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  @Shown()
  readonly sha256: string;

  /** Blocks that were written. */
  @ApiProperty({ type: 'integer', example: 19 })
  @Shown()
  readonly blocks: number;

  /** Files in the archive. */
  @ApiProperty({ type: 'integer', example: 32 })
  @Shown()
  readonly files: number;

  /** How much could not be written as it stands; the result of the task says what. */
  @ApiProperty({ type: 'integer', example: 0 })
  @Shown()
  readonly oddities: number;

  /** Where the bytes are. */
  @ApiProperty({ format: 'uri' })
  @Minimal()
  readonly archive_url: string;

  /** When it was made. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  /** Who asked for it; null when that account is gone. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly created_by: AccountReference | null;

  /** When it will be gone. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly expires: string;

  static from(this: void, stored: StoredExport, urls: ApiUrls): Unlinked<ExportResponse> {
    const key = CourseKey.parse(stored.courseKey);
    return {
      id: stored.id,
      course: CourseReference.from(key, urls),
      branch: stored.branch,
      versions: stored.versions,
      format: stored.format,
      file_name: stored.fileName,
      size: Number(stored.size),
      sha256: stored.sha256,
      blocks: stored.blocks,
      files: stored.files,
      oddities: stored.oddities,
      archive_url: urls.exportArchive(key, stored.id),
      created: stored.created.toISOString(),
      created_by: AccountReference.from(stored.createdBy, urls),
      expires: stored.expires.toISOString(),
    };
  }
}

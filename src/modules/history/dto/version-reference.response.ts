import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Shown } from '../../../common/hypermedia/shape.js';

/** A related version of a course. */
export class VersionReference {
  /** 24 hexadecimal digits. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string;

  /** Where the history tells of it. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;

  static from(version: string, courseKey: string, urls: ApiUrls): VersionReference {
    return { version, url: urls.version(courseKey, version) };
  }
}

/** The first version of a history, which may have been made in another course. */
export class OriginalVersionReference {
  /** 24 hexadecimal digits. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string;

  /** Where the history tells of it; null for that of a course whose drafts you do not read. */
  @ApiProperty({ format: 'uri', nullable: true, type: String })
  @Shown()
  readonly url: string | null;
}

/** A related branch. */
export class BranchReference {
  /** Its name. */
  @ApiProperty({ example: 'draft' })
  @Shown()
  readonly name: string;

  /** Where it is. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;
}

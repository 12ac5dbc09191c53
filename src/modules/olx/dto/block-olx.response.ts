import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { BlockOlx } from '../block-olx.service.js';

/** A block as OLX: the markup that an archive has of it. */
export class BlockOlxResponse extends ResourceResponse {
  /** Usage key of the block. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @Minimal()
  readonly id: string;

  /** The block itself. */
  @Expandable('block')
  @Shown()
  readonly block: BlockReference;

  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Version of the course that was read. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string;

  /** Version in which the block itself last changed. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly edited_version: string;

  /** The element, laid out as Studio lays it out. */
  @ApiProperty({ example: '<html url_name="welcome" display_name="Welcome"><p>Hello.</p></html>\n' })
  @Minimal()
  readonly olx: string;

  static from(this: void, { key, olx, edited, version }: BlockOlx, urls: ApiUrls): Unlinked<BlockOlxResponse> {
    return {
      id: key.forBranch(null).forVersion(null).toString(),
      block: BlockReference.from(key, urls),
      course: CourseReference.from(key.courseKey, urls),
      version: version.guid,
      edited_version: edited,
      olx,
    };
  }
}

import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { PUBLISHED, typeOf, usageKeyOf } from '../../content/index.js';
import { displayName } from '../../courses/index.js';
import { RESULT_TYPES, type ResultType, type SearchResult } from '../search-result.js';

/** A course or a block that was found. */
export class SearchResultResponse extends ResourceResponse {
  /** What was found. */
  @ApiProperty({ enum: RESULT_TYPES })
  @Minimal()
  readonly type: ResultType;

  /** Its name for people. */
  @ApiProperty({ example: 'Why there are two high waters a day' })
  @Minimal()
  readonly title: string;

  /** A piece of its text around what was found: plain text, never markup. Empty when it has no text. */
  @ApiProperty({ example: 'The moon pulls the water on the near side more than …' })
  @Shown()
  readonly excerpt: string;

  /** The words of the excerpt that were looked for, as they stand there; to mark them. */
  @ApiProperty({ type: [String], example: ['water'] })
  @Shown()
  readonly matches: readonly string[];

  /** How well it fits: only to be compared with others of the same search. */
  @ApiProperty({ type: 'number', example: 0.66 })
  @Shown()
  readonly rank: number;

  /** Type of the block; null for a course. */
  @ApiProperty({ type: String, nullable: true, example: 'html' })
  @Shown()
  readonly block_type: string | null;

  /** The course that was found, or that the block stands in. */
  @ApiProperty({ type: CourseReference })
  @Minimal()
  readonly course: CourseReference;

  /** The block that was found; null for a course. */
  @ApiProperty({ type: BlockReference, nullable: true })
  @Minimal()
  readonly xblock: BlockReference | null;

  static from(result: SearchResult, urls: ApiUrls): Unlinked<SearchResultResponse> {
    const { block, branch, type } = result;
    const course = CourseKey.parse(result.courseKey);
    const address = branch === PUBLISHED ? course : course.forBranch(branch);
    return {
      type,
      title:
        block === null ? (result.title ?? '') : displayName({ block, type: typeOf(block), displayName: result.title }),
      excerpt: result.excerpt.text,
      matches: result.excerpt.matches,
      rank: Number(result.rank.toPrecision(6)),
      block_type: block && typeOf(block),
      course: CourseReference.from(type === 'course' ? course : address, urls),
      xblock: block === null ? null : BlockReference.from(usageKeyOf(address, block), urls),
    };
  }
}

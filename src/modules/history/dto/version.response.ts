import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable, NotExpandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { BlockChangeResponse, ChangeCountsResponse } from '../../xblocks/index.js';
import {
  blockAt,
  type BlockVersionView,
  type CountedVersion,
  courseAt,
  courseBefore,
  MOST_CHANGES,
  type VersionView,
  VIEW,
  type WholeVersion,
} from '../version-view.js';
import { BranchReference, OriginalVersionReference, VersionReference } from './version-reference.response.js';

interface Viewed<View extends VersionView> {
  readonly [VIEW]: View;
}

/** Who made a version, when, on which branch and why (SPEC C-6). */
export abstract class VersionFactsResponse extends ResourceResponse {
  /** 24 hexadecimal digits. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Minimal()
  readonly version: string;

  /** The course run; its URL shows it at this version. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Branch on which it was made. */
  @ApiProperty({ example: 'draft' })
  @Minimal()
  readonly branch: string;

  /** The version that it was made from; null for the first. */
  @ApiProperty({ type: VersionReference, nullable: true })
  @Shown()
  readonly previous: VersionReference | null;

  /** The first version of the history that it continues. Of a rerun that is the first one of the course that was run again. */
  @Shown()
  readonly original: OriginalVersionReference;

  /** When it was made, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Minimal()
  readonly created: string;

  /** Who made it; null when it was the service itself. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly created_by: AccountReference | null;

  /** Why; null when its author did not say. */
  @ApiProperty({ type: String, nullable: true, example: 'High water is at noon' })
  @Minimal()
  readonly message: string | null;
}

/** A version in the history of a course. */
export class VersionSummaryResponse extends VersionFactsResponse {
  /** How many blocks it changed, against the version before. */
  @Shown()
  readonly change_counts: ChangeCountsResponse;

  static from(
    this: void,
    view: CountedVersion,
    urls: ApiUrls,
  ): Unlinked<VersionSummaryResponse> & Viewed<CountedVersion> {
    return { [VIEW]: view, ...factsOf(view, urls), change_counts: { ...view.counts } };
  }
}

/** A version, with what it changed (SPEC section 13). */
export class VersionResponse extends VersionSummaryResponse {
  /** What it changed, block by block, against the version before: the first 100. The link `comparison` has all of them. */
  @ApiProperty({ type: [BlockChangeResponse], maxItems: MOST_CHANGES })
  @Shown()
  readonly changes: BlockChangeResponse[];

  /** Versions that were made from it: several, where branches part. */
  @ApiProperty({ type: [VersionReference] })
  @Shown()
  readonly next: VersionReference[];

  /** Branches that are at this version now. */
  @ApiProperty({ type: [BranchReference] })
  @Shown()
  readonly branches: BranchReference[];

  /** True in the answer to a request with `dry_run`: the version is the head as it is, and `changes` and `change_counts` are what the request would change. */
  @ApiPropertyOptional()
  @Shown()
  readonly dry_run?: boolean;

  static override from(
    this: void,
    view: WholeVersion,
    urls: ApiUrls,
  ): Unlinked<VersionResponse> & Viewed<WholeVersion> {
    const { version, changes, counts, surroundings, previewOf } = view;
    const { courseKey } = version;
    const address = previewOf
      ? { before: courseAt(version), after: previewOf }
      : { before: courseBefore(version), after: courseAt(version) };
    return {
      [VIEW]: view,
      ...factsOf(view, urls),
      change_counts: { ...counts },
      changes: changes.map((change) => BlockChangeResponse.from(change, address, urls)),
      next: surroundings.next.map((guid) => VersionReference.from(guid, courseKey, urls)),
      branches: surroundings.branches.map((name) => ({ name, url: urls.branch(courseKey, name) })),
      ...(previewOf && { dry_run: true }),
    };
  }
}

/** A version in the history of one block. */
export class BlockVersionResponse extends VersionFactsResponse {
  /** The block; its URL shows it after this version, or before, if this one took it away. */
  @Expandable('block')
  @Shown()
  readonly block: BlockReference;

  /** What the version did to the block: one member. */
  @ApiProperty({ type: [BlockChangeResponse], minItems: 1, maxItems: 1 })
  @NotExpandable('the block itself is in `block`.')
  @Shown()
  readonly changes: BlockChangeResponse[];

  static from(
    this: void,
    view: BlockVersionView,
    urls: ApiUrls,
  ): Unlinked<BlockVersionResponse> & Viewed<BlockVersionView> {
    const address = { before: courseBefore(view.version), after: courseAt(view.version) };
    return {
      [VIEW]: view,
      ...factsOf(view, urls),
      block: BlockReference.from(blockAt(view), urls),
      changes: [BlockChangeResponse.from(view.change, address, urls)],
    };
  }
}

function factsOf({ version, readsOriginal }: VersionView, urls: ApiUrls): Unlinked<VersionFactsResponse> {
  const { guid, courseKey, branch, previous, original, originalCourse, created, createdBy, message } = version;
  return {
    version: guid,
    course: CourseReference.from(courseAt(version), urls),
    branch,
    previous: previous === null ? null : VersionReference.from(previous, courseKey, urls),
    original: {
      version: original,
      url: originalCourse !== null && readsOriginal ? urls.version(originalCourse, original) : null,
    },
    created: created.toISOString(),
    created_by: AccountReference.from(createdBy, urls),
    message,
  };
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ProblemResponse } from '../../../common/errors/problem.response.js';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable, NotExpandable } from '../../../common/hypermedia/expandable.js';
import { type Read, READING, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { PUBLISHED, usageKeyOf } from '../../content/index.js';
import { VersionReference } from '../../history/index.js';
import { BlockChangeResponse, ChangeCountsResponse } from '../../xblocks/index.js';
import { ACTIONS_TOLD, type Publication, STATES_TOLD } from '../publication.js';

/** Something that was or is to be published, in a list. */
export class PublicationSummaryResponse extends ResourceResponse {
  /** The version of the published branch that it made; of what is scheduled, its UUID; null for what was not done. */
  @ApiProperty({ type: String, nullable: true, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Minimal()
  readonly id: string | null;

  /** The course run. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** `publish` put states of the draft on the published branch, `unpublish` took blocks off it, `edit` wrote to it otherwise: an import, or course information. */
  @ApiProperty({ enum: ACTIONS_TOLD })
  @Minimal()
  readonly action: string;

  /** `done`; of what is scheduled, how it stands; `unchanged` where everything was so already, and no version was made. */
  @ApiProperty({ enum: STATES_TOLD })
  @Minimal()
  readonly state: string;

  /** The branch that was written to. */
  @ApiProperty({ example: PUBLISHED })
  @Shown()
  readonly branch: string;

  /** The blocks that were named, each with everything below it; null: everything, and of an `edit`, not known. */
  @ApiProperty({ type: [BlockReference], nullable: true })
  @NotExpandable('it may name any number of blocks. Follow their urls.')
  @Shown()
  readonly blocks: BlockReference[] | null;

  /** The blocks that were left as they were. */
  @ApiProperty({ type: [BlockReference] })
  @NotExpandable('it may name any number of blocks. Follow their urls.')
  @Shown()
  readonly exclude: BlockReference[];

  /** Why. */
  @ApiProperty({ type: String, nullable: true })
  @Minimal()
  readonly message: string | null;

  /** When it is due, of what is scheduled; otherwise null. */
  @ApiProperty({ format: 'date-time', nullable: true })
  @Minimal()
  readonly at: string | null;

  /** When it was done; of what is scheduled, when that was asked for; null for what was not done. */
  @ApiProperty({ format: 'date-time', nullable: true })
  @Minimal()
  readonly created: string | null;

  /** Who did it or asked for it; null for the service itself, and when that is not known. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly created_by: AccountReference | null;

  /** The version of the published branch that it made; of what was not done, the one that is there; null while it is not done. */
  @ApiProperty({ type: VersionReference, nullable: true })
  @Shown()
  readonly version: VersionReference | null;

  /** The version of the draft from which the states came; null where none did. */
  @ApiProperty({ type: VersionReference, nullable: true })
  @Shown()
  readonly source_version: VersionReference | null;

  /** Of what is scheduled and failed: why, as an error body; otherwise null. */
  @ApiProperty({ type: ProblemResponse, nullable: true })
  @Shown()
  readonly error: Omit<ProblemResponse, 'request_id'> | null;

  static from(this: void, publication: Publication, urls: ApiUrls): Unlinked<PublicationSummaryResponse> & Read {
    const { course, access, blocks, exclude, at, created } = publication;
    const reference = (block: string) => BlockReference.from(usageKeyOf(course, block), urls);
    const versionOf = (guid: string | null) =>
      guid === null ? null : VersionReference.from(guid, String(course), urls);
    return {
      [READING]: { address: course, access },
      ...publicationRevision.with(publication.revision ?? null),
      id: publication.id,
      course: CourseReference.from(course, urls),
      action: publication.action,
      state: publication.state,
      branch: PUBLISHED,
      blocks: blocks && blocks.map(reference),
      exclude: exclude.map(reference),
      message: publication.message,
      at: at?.toISOString() ?? null,
      created: created?.toISOString() ?? null,
      created_by: AccountReference.from(publication.createdBy, urls),
      version: versionOf(publication.version),
      source_version: versionOf(publication.sourceVersion),
      error: (publication.error ?? null) as PublicationSummaryResponse['error'],
    };
  }
}

/** The same with what it changed. */
export class PublicationResponse extends PublicationSummaryResponse {
  /** What changed: the first 100 blocks. Absent of what is scheduled. */
  @ApiPropertyOptional({ type: [BlockChangeResponse] })
  @NotExpandable('a publication may change any number of blocks. Follow their urls.')
  @Shown()
  readonly changes?: BlockChangeResponse[];

  /** How many changed. */
  @ApiPropertyOptional({ type: ChangeCountsResponse })
  @Minimal()
  readonly counts?: ChangeCountsResponse;

  static override from(this: void, publication: Publication, urls: ApiUrls): Unlinked<PublicationResponse> & Read {
    const { told } = publication;
    return {
      ...PublicationSummaryResponse.from(publication, urls),
      ...(told && {
        changes: told.changes.map((change) => BlockChangeResponse.from(change, told, urls)),
        counts: told.counts,
      }),
    };
  }
}

/** Of what is scheduled, how often it has changed; null for what was published: that never changes. */
export const publicationRevision = new Unsent<number | null>('PublicationSummaryResponse.from');

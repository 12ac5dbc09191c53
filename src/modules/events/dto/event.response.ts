import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { usageKeyOf } from '../../content/index.js';
import { dataOf } from '../event-data.js';
import type { FeedEvent } from '../feed-event.js';

/** A version of a course that an event made or shows. */
export class EventVersionReference {
  /** GUID. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  readonly version: string;

  /** The branch that was written to. */
  @ApiProperty({ example: 'draft' })
  readonly branch: string;

  /** The course at this version. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;
}

/** Something that happened: the envelope of CloudEvents, with names and data of openedx-events. */
export class EventResponse extends ResourceResponse {
  /** UUID, the same for ever: whoever is told twice knows by it. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** What happened. */
  @ApiProperty({ example: 'org.openedx.content_authoring.xblock.updated.v1' })
  @Minimal()
  readonly type: string;

  /** Which service says so. */
  @ApiProperty({ format: 'uri', example: 'https://courses.example.org/' })
  @Shown()
  readonly source: string;

  /** When, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Minimal()
  readonly time: string;

  /** Minor version of the type: 0 as long as no member was added to its data. */
  @ApiProperty({ type: 'integer', example: 0 })
  @Shown()
  readonly minorversion: number;

  /** The key of what it is about; null for what has none. */
  @ApiProperty({ type: String, nullable: true, example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @Minimal()
  readonly subject: string | null;

  /** The course run, or null. */
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  /** The block that it is about, at the version that shows it; null for other events. */
  @Expandable('block', { nullable: true })
  @Shown()
  readonly block: BlockReference | null;

  /** The version that was made; of what was deleted, the last that has it. Null for what is no content. */
  @ApiProperty({ type: EventVersionReference, nullable: true })
  @Shown()
  readonly version: EventVersionReference | null;

  /** Who did it; null for nobody in particular, and where that is not known. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly actor: AccountReference | null;

  /** What the type says of it in openedx-events, with its names. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @Shown()
  readonly data: Readonly<Record<string, unknown>>;

  static from(this: void, event: FeedEvent, urls: ApiUrls): Unlinked<EventResponse> {
    const { courseKey, block, version, branch } = event;
    const at = courseKey && version !== null ? courseKey.forVersion(version) : courseKey;
    return {
      id: event.id,
      type: event.type,
      source: urls.at('/'),
      time: event.time.toISOString(),
      minorversion: 0,
      subject: subjectOf(event),
      course: courseKey && CourseReference.from(courseKey, urls),
      block: block === null ? null : BlockReference.from(usageKeyOf(at!, block), urls),
      version: version === null ? null : { version, branch: branch!, url: urls.course(at) },
      actor: AccountReference.from(event.actor, urls),
      data: dataOf(event),
    };
  }
}

function subjectOf({ courseKey, block, user }: FeedEvent): string | null {
  if (block !== null) return String(usageKeyOf(courseKey!, block));
  return courseKey === null ? (user?.username ?? null) : String(courseKey);
}

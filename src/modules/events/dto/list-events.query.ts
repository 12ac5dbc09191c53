import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type as ConvertTo } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { CourseParameter } from '../../../common/pagination/key-parameters.js';
import { CommaSeparated } from '../../../common/validation/comma-separated.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { EVENT_PATTERN } from '../event-types.js';

export const MOST_EVENTS = 100;
const DEFAULT_EVENTS = 50;
export const LONGEST_WAIT_SECONDS = 30;
/** In place of a cursor: the end of the feed. */
export const LATEST = 'latest';

/** Which part of the feed. Filters narrow what the caller sees and never widen it. */
export class ListEventsQuery extends ShapeQuery {
  /** `cursor` of the last answer: only what came after it. `latest`: nothing yet, just the cursor to go on from. Absent: from the beginning. */
  @ApiPropertyOptional({ type: String, maxLength: 2000, example: 'latest' })
  @IsOptional()
  @MaxLength(2000)
  @Matches(/^[\w-]+$/, { message: 'since must be the cursor of an answer, or latest' })
  readonly since?: string;

  /** Only what happened to this course. */
  @CourseParameter('Only what happened to this course.')
  readonly course?: string;

  /** Only events of these names, comma-separated; `*` stands for any characters: `org.openedx.content_authoring.*`. */
  @ApiPropertyOptional({ type: String, example: 'org.openedx.content_authoring.xblock.*' })
  @IsOptional()
  @CommaSeparated({ max: 20, maxLength: 200 })
  @Matches(EVENT_PATTERN, {
    each: true,
    message:
      'each item of type must be the name of an event, such as org.openedx.content_authoring.xblock.updated.v1, or a part of it with *',
  })
  readonly type?: string[];

  /** Only what was written to this branch; leaves out what is no content. */
  @ApiPropertyOptional({ example: 'published' })
  @IsOptional()
  @IsStorableText({ min: 1, max: 255 })
  readonly branch?: string;

  /** Events in an answer. */
  @ApiPropertyOptional({ type: 'integer', default: DEFAULT_EVENTS, minimum: 1, maximum: MOST_EVENTS })
  @IsOptional()
  @ConvertTo(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_EVENTS)
  readonly page_size: number = DEFAULT_EVENTS;

  /** Seconds to wait for the next event when there is none yet. */
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0, maximum: LONGEST_WAIT_SECONDS })
  @IsOptional()
  @ConvertTo(() => Number)
  @IsInt()
  @Min(0)
  @Max(LONGEST_WAIT_SECONDS)
  readonly wait: number = 0;
}

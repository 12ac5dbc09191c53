import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { type Read, READING, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { effectiveFields, fieldsOf, type JsonObject, type JsonValue, ownFields } from '../../content/index.js';
import type { CourseRoot } from '../course-roots.service.js';

/** What a setting is. */
export class SettingDescription {
  /** Title for people. */
  readonly display_name: string;

  /** What it does, in a sentence. */
  readonly help: string;

  /** How its value is read: `string`, `integer`, `boolean`, `date`, `list`, `dict` and so on. */
  @ApiProperty({ example: 'boolean' })
  readonly type: string;

  /** What holds where the course says nothing. */
  @ApiProperty({
    nullable: true,
    oneOf: [
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'array', items: {} },
      { type: 'object', additionalProperties: true },
    ],
  })
  readonly default: JsonValue;

  /** The only values that may be given; absent where any value of the type may. */
  @ApiPropertyOptional({ type: 'array', items: {} })
  readonly values?: readonly JsonValue[];

  /** Kept for old courses; nothing new should set it. */
  readonly deprecated: boolean;
}

/** All settings of a course: those of the course block (edX: advanced settings). */
export class AdvancedSettingsResponse extends ResourceResponse {
  /** Whose they are. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Branch that was read. */
  @Shown()
  readonly branch: string;

  /** Version of the course that was read. */
  @Minimal()
  readonly version: string;

  /** Every setting by its name, with the value that holds. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @Minimal()
  readonly settings: JsonObject;

  /** Names of those that the course says itself; of the others the default holds. */
  @Shown()
  readonly own: string[];

  /** What each of them is, by its name. A name that is not here came with an import and means nothing to this service. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/SettingDescription' } })
  @Shown()
  readonly descriptions: Record<string, SettingDescription>;

  static from(
    { address, version, record, access }: CourseRoot,
    urls: ApiUrls,
  ): Unlinked<AdvancedSettingsResponse> & Read {
    return {
      [READING]: { address, access },
      course: CourseReference.from(address, urls),
      branch: version.branch,
      version: version.guid,
      settings: effectiveFields(record),
      own: Object.keys(ownFields(record)).sort(),
      descriptions: DESCRIPTIONS,
    };
  }
}

const DESCRIPTIONS: Record<string, SettingDescription> = Object.fromEntries(
  fieldsOf('course').map(({ name, displayName, help, type, default: usual, values, deprecated = false }) => [
    name,
    { display_name: displayName, help, type, default: usual, ...(values && { values }), deprecated },
  ]),
);

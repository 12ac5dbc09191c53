import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { Unsent } from '../../../../common/hypermedia/unsent.js';
import { CourseKey } from '../../../../common/opaque-keys/index.js';
import type { CourseModeEntity } from '../course-mode.entity.js';

/** What its link builder must know of a mode. */
export const courseModeStanding = new Unsent<CourseModeStanding>('CourseModeResponse.from');

export interface CourseModeStanding {
  readonly revision: number;
  /** Whether the caller may change it. */
  readonly mayManage: boolean;
}

/** A mode in which a course may be taken; the names are Open edX's. */
export class CourseModeResponse extends ResourceResponse {
  /** The course run. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** The course run's key once more, as clients of Open edX read it. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @Shown()
  readonly course_id: string;

  /** `audit`, `verified`, …: what an enrollment has as its `mode`. */
  @ApiProperty({ example: 'verified' })
  @Minimal()
  readonly mode_slug: string;

  /** Name for people. */
  @ApiProperty({ example: 'Verified Certificate' })
  @Minimal()
  readonly mode_display_name: string;

  /** What it costs at least, in whole units of the currency. */
  @ApiProperty({ type: 'integer', example: 49 })
  @Minimal()
  readonly min_price: number;

  /** ISO 4217, in lower case. */
  @ApiProperty({ example: 'usd' })
  @Shown()
  readonly currency: string;

  /** From when on nobody can enter it any more, ISO 8601 UTC; null: never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  @Shown()
  readonly expiration_datetime: string | null;

  /** What one gets. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly description: string | null;

  /** Its number in a shop. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly sku: string | null;

  /** Whether people may give it to themselves, if it costs nothing. */
  @ApiProperty()
  @Shown()
  readonly self_service: boolean;

  /** How many may be in it at a time; null: any number. */
  @ApiProperty({ type: 'integer', nullable: true })
  @Shown()
  readonly seats: number | null;

  static from(this: void, mode: CourseModeEntity, mayManage: boolean, urls: ApiUrls): Unlinked<CourseModeResponse> {
    return {
      ...courseModeStanding.with({ revision: mode.revision, mayManage }),
      course: CourseReference.from(CourseKey.parse(mode.courseKey), urls),
      course_id: mode.courseKey,
      mode_slug: mode.modeSlug,
      mode_display_name: mode.modeDisplayName,
      min_price: mode.minPrice,
      currency: mode.currency,
      expiration_datetime: mode.expirationDatetime?.toISOString() ?? null,
      description: mode.description,
      sku: mode.sku,
      self_service: mode.selfService,
      seats: mode.seats,
    };
  }
}

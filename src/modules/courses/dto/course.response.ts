import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { type Read, READING, type Reading, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, OnRequest, Shown } from '../../../common/hypermedia/shape.js';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { CourseEntity, CourseVersion } from '../../content/index.js';
import { AssetKey, CourseKey } from '../../../common/opaque-keys/index.js';
import { TreeResponse } from './tree.response.js';

/** The course's picture. */
export class CourseImageResponse {
  /** Asset key. */
  readonly asset_key: string;

  /** Where the picture is. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;
}

/** A course run in a list: open to anyone (seeds/003). */
export class CourseSummaryResponse extends ResourceResponse {
  /** Course key: the run's public name. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @Minimal()
  readonly course_key: string;

  /** Organization that runs it. */
  @Shown()
  readonly org: string;

  /** Course number. */
  @Shown()
  readonly number: string;

  /** Run. */
  @Shown()
  readonly run: string;

  /** Name for people. */
  @Minimal()
  readonly display_name: string;

  /** When learners may begin; null while that is open. ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  @Minimal()
  readonly start: string | null;

  /** When it ends. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  @Minimal()
  readonly end: string | null;

  /** When enrollment opens. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  @Shown()
  readonly enrollment_start: string | null;

  /** When enrollment closes. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  @Shown()
  readonly enrollment_end: string | null;

  /** One or two sentences for a catalog. */
  @ApiProperty({ nullable: true, type: String })
  @Shown()
  readonly short_description: string | null;

  /** The about page: HTML as the author wrote it; treat it as untrusted. */
  @ApiPropertyOptional({ nullable: true, type: String })
  @OnRequest()
  readonly overview: string | null;

  /** Work that it takes, in the author's words. */
  @ApiProperty({ nullable: true, type: String })
  @Shown()
  readonly effort: string | null;

  /** Language code. */
  @ApiProperty({ nullable: true, type: String })
  @Shown()
  readonly language: string | null;

  /** Who sets the pace. */
  @ApiProperty({ enum: ['instructor', 'self'] })
  @Shown()
  readonly pacing: 'instructor' | 'self';

  /** Whether one must be invited. */
  @Shown()
  readonly invitation_only: boolean;

  /** Where it is shown to people who do not know it yet. */
  @ApiProperty({ enum: ['both', 'about', 'none'] })
  @Shown()
  readonly catalog_visibility: string;

  /** Whether the mobile apps offer it. */
  @Shown()
  readonly mobile_available: boolean;

  /** Its picture. */
  @ApiProperty({ nullable: true, type: CourseImageResponse })
  @Shown()
  readonly image: CourseImageResponse | null;

  /** Whether it is over: it can be read, and its content does not change any more. */
  @Shown()
  readonly is_archived: boolean;

  /** Last change on any branch. */
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly edited: EditResponse;

  static from(course: Omit<CourseEntity, 'id' | 'created'>, urls: ApiUrls): Unlinked<CourseSummaryResponse> {
    const key = CourseKey.parse(course.courseKey);
    return {
      course_key: course.courseKey,
      org: course.org,
      number: course.number,
      run: course.run,
      display_name: course.displayName,
      start: iso(course.start),
      end: iso(course.end),
      enrollment_start: iso(course.enrollmentStart),
      enrollment_end: iso(course.enrollmentEnd),
      short_description: course.shortDescription,
      overview: course.overview,
      effort: course.effort,
      language: course.language,
      pacing: course.selfPaced ? 'self' : 'instructor',
      invitation_only: course.invitationOnly,
      catalog_visibility: course.catalogVisibility,
      mobile_available: course.mobileAvailable,
      image: course.courseImage === null ? null : imageOf(key, course.courseImage, urls),
      is_archived: course.archived !== null,
      edited: EditResponse.from({ by: course.editedBy, on: course.edited }, urls),
    };
  }
}

/** One course run: its information and its outline (SPEC section 2). */
export class CourseResponse extends CourseSummaryResponse {
  /** Branch that was read. */
  @Shown()
  readonly branch: string;

  /** Version that was read: 24 hexadecimal digits. */
  @Shown()
  readonly version: string;

  /** The whole tree without content: flat, by usage key. */
  @Shown()
  readonly outline: TreeResponse;

  static fromVersion(
    course: Omit<CourseEntity, 'id' | 'created'>,
    version: CourseVersion,
    outline: TreeResponse,
    reading: Reading,
    urls: ApiUrls,
  ): Unlinked<CourseResponse> & Read {
    return {
      [READING]: reading,
      ...CourseSummaryResponse.from(course, urls),
      edited: EditResponse.from({ by: version.createdBy, on: version.created }, urls),
      branch: version.branch,
      version: version.guid,
      outline,
    };
  }
}

function iso(date: Date | null): string | null {
  return date && date.toISOString();
}

function imageOf(key: CourseKey, name: string, urls: ApiUrls): CourseImageResponse | null {
  const asset = AssetKey.fromStaticPath(key, name);
  return { asset_key: asset.toString(), url: urls.assetContent(asset) };
}

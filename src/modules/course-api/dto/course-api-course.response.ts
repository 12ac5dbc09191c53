import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { type Links, linksOf } from '../../../common/hypermedia/links.js';
import { AssetKey, CourseKey } from '../../../common/opaque-keys/index.js';
import type { CourseEntity } from '../../content/index.js';
import { blocksUrl, legacyCoursesUrl, legacyCourseUrl } from '../course-api-urls.js';
import type { CourseDisplay } from '../course-display.js';
import { isoDate } from '../iso-date.js';
import { startDisplay } from '../start-display.js';

/** A picture or film by its address. */
export class MediaUriResponse {
  /** Path on this service; null where there is none. */
  @ApiProperty({
    nullable: true,
    type: String,
    example: '/asset-v1:Courseware+Tides101+2026+type@asset+block@course-card.png',
  })
  readonly uri: string | null;
}

/** A picture by its path and its whole address. */
export class MediaUriAbsoluteResponse extends MediaUriResponse {
  /** Whole address; empty where there is none. */
  readonly uri_absolute: string;
}

/** One picture in three sizes; this service has one size. */
export class CourseApiImageResponse {
  @ApiProperty({ nullable: true, type: String, format: 'uri' })
  readonly raw: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'uri' })
  readonly small: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'uri' })
  readonly large: string | null;
}

/** Pictures and film of a course. */
export class CourseApiMediaResponse {
  @ApiProperty({ type: MediaUriAbsoluteResponse })
  readonly banner_image: MediaUriAbsoluteResponse;

  @ApiProperty({ type: MediaUriResponse })
  readonly course_image: MediaUriResponse;

  @ApiProperty({ type: MediaUriResponse })
  readonly course_video: MediaUriResponse;

  @ApiProperty({ type: CourseApiImageResponse })
  readonly image: CourseApiImageResponse;
}

/** A course as edX's course list has it (endpoints A.1). */
export class CourseApiCourseResponse {
  /** Where its blocks are. */
  @ApiProperty({ format: 'uri' })
  readonly blocks_url: string;

  /** Work that it takes, in the author's words. */
  @ApiProperty({ nullable: true, type: String })
  readonly effort: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  readonly end: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  readonly enrollment_start: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  readonly enrollment_end: string | null;

  /** Course key. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  readonly id: string;

  @ApiProperty({ type: CourseApiMediaResponse })
  readonly media: CourseApiMediaResponse;

  /** Name for people. */
  readonly name: string;

  /** Course number, as the author wants it shown. */
  readonly number: string;

  /** Organization, as the author wants it shown. */
  readonly org: string;

  @ApiProperty({ nullable: true, type: String })
  readonly short_description: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  readonly start: string | null;

  /** The start for people; null when it is not known. */
  @ApiProperty({ nullable: true, type: String, example: 'Jan. 12, 2026' })
  readonly start_display: string | null;

  /** Where `start_display` comes from: the author's words, the date, or neither. */
  @ApiProperty({ enum: ['string', 'timestamp', 'empty'] })
  readonly start_type: 'string' | 'timestamp' | 'empty';

  /** Who sets the pace. */
  @ApiProperty({ enum: ['instructor', 'self'] })
  readonly pacing: 'instructor' | 'self';

  readonly mobile_available: boolean;

  /** Whether the catalog leaves it out. */
  readonly hidden: boolean;

  readonly invitation_only: boolean;

  /** The same as `id`, for old clients. */
  readonly course_id: string;

  /** This representation (SPEC R-2); edX has none. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;

  /** Where to go from here; edX has none. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/Link' } })
  readonly links: Links;

  static from(course: CourseEntity, display: CourseDisplay | undefined, urls: ApiUrls): CourseApiCourseResponse {
    const key = CourseKey.parse(course.courseKey);
    return {
      blocks_url: blocksUrl(urls, key),
      effort: course.effort,
      end: iso(course.end),
      enrollment_start: iso(course.enrollmentStart),
      enrollment_end: iso(course.enrollmentEnd),
      id: course.courseKey,
      media: mediaOf(key, course.courseImage, display?.bannerImage ?? null, urls),
      name: course.displayName,
      number: display?.displayNumber || course.number,
      org: display?.displayOrganization || course.org,
      short_description: course.shortDescription,
      start: iso(course.start),
      ...startDisplay(course.start, display?.advertisedStart ?? null),
      pacing: course.selfPaced ? 'self' : 'instructor',
      mobile_available: course.mobileAvailable,
      hidden: course.catalogVisibility !== 'both',
      invitation_only: course.invitationOnly,
      course_id: course.courseKey,
      url: legacyCourseUrl(urls, key),
      links: linksOf({
        self: { href: legacyCourseUrl(urls, key) },
        collection: { href: legacyCoursesUrl(urls) },
        canonical: { href: urls.course(key), title: 'The course with its outline' },
      }),
    };
  }
}

/** One course, with its about page. */
export class CourseApiCourseDetailResponse extends CourseApiCourseResponse {
  /** The about page: HTML as the author wrote it; treat it as untrusted. Empty when there is none: the iOS app takes no null. */
  readonly overview: string;

  /** Whether the named user takes the course: with `username`, to oneself and to global staff. */
  @ApiPropertyOptional({ type: Boolean })
  readonly is_enrolled?: boolean;

  static of(
    course: CourseEntity,
    display: CourseDisplay | undefined,
    isEnrolled: boolean | undefined,
    urls: ApiUrls,
  ): CourseApiCourseDetailResponse {
    return {
      ...CourseApiCourseResponse.from(course, display, urls),
      overview: course.overview ?? '',
      ...(isEnrolled !== undefined && { is_enrolled: isEnrolled }),
    };
  }
}

/** Where a page stands in its list: edX's namespaced envelope. */
export class CourseApiPaginationResponse {
  @ApiProperty({ nullable: true, type: String, format: 'uri' })
  readonly next: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'uri' })
  readonly previous: string | null;

  /** Courses on all pages. */
  @ApiProperty({ type: 'integer' })
  readonly count: number;

  @ApiProperty({ type: 'integer' })
  readonly num_pages: number;
}

/** A page of courses; pages count from 1 here (SPEC X-2). */
export class CourseApiCoursePageResponse {
  @ApiProperty({ type: [CourseApiCourseResponse] })
  readonly results: CourseApiCourseResponse[];

  @ApiProperty({ type: CourseApiPaginationResponse })
  readonly pagination: CourseApiPaginationResponse;
}

function iso(date: Date | null): string | null {
  return date && isoDate(date);
}

function mediaOf(key: CourseKey, image: string | null, banner: string | null, urls: ApiUrls): CourseApiMediaResponse {
  const picture = pictureOf(key, image, urls);
  const wide = pictureOf(key, banner, urls) ?? picture;
  return {
    banner_image: { uri: wide && pathOf(wide), uri_absolute: wide ?? '' },
    course_image: { uri: picture && pathOf(picture) },
    course_video: { uri: null },
    image: { raw: picture, small: picture, large: picture },
  };
}

/** Where a picture among the course's uploads is; null for a name that no upload can have. */
function pictureOf(key: CourseKey, name: string | null, urls: ApiUrls): string | null {
  if (!name) return null;
  try {
    return urls.assetContent(AssetKey.fromStaticPath(key, name));
  } catch {
    return null;
  }
}

/** edX sends paths, before which its clients put the host that they know. */
function pathOf(url: string): string {
  return new URL(url).pathname;
}

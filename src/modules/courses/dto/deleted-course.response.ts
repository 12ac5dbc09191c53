import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { DeletedCourse } from '../deleted-courses.collection.js';

/** How much of each there is in a deleted course: what comes back with it, and what a purge takes. */
export class CourseHoldings {
  /** Branches. */
  @ApiProperty({ type: 'integer' })
  readonly branches: number;

  /** Versions of all branches. */
  @ApiProperty({ type: 'integer' })
  readonly versions: number;

  /** Blocks of the draft. */
  @ApiProperty({ type: 'integer' })
  readonly blocks: number;

  /** Files. */
  @ApiProperty({ type: 'integer' })
  readonly assets: number;

  /** Bytes of all files together. */
  @ApiProperty({ type: 'integer' })
  readonly asset_bytes: number;

  /** People with a role in it. */
  @ApiProperty({ type: 'integer' })
  readonly team_members: number;

  /** People who take or took it. */
  @ApiProperty({ type: 'integer' })
  readonly enrollments: number;
}

/** A course that was deleted, in a list. */
export class DeletedCourseSummaryResponse extends ResourceResponse {
  /** Course key. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2024' })
  @Minimal()
  readonly course_key: string;

  /** Organization that ran it. */
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

  /** When learners might begin. ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  @Shown()
  readonly start: string | null;

  /** When it ended. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  @Shown()
  readonly end: string | null;

  /** When it was deleted, and by whom. */
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly deleted: EditResponse;

  static from(course: DeletedCourse, urls: ApiUrls): Unlinked<DeletedCourseSummaryResponse> {
    return {
      course_key: course.courseKey,
      org: course.org,
      number: course.number,
      run: course.run,
      display_name: course.displayName,
      start: course.start && course.start.toISOString(),
      end: course.end && course.end.toISOString(),
      deleted: EditResponse.from({ by: course.deletedBy, on: course.deleted }, urls),
    };
  }
}

/** A course that was deleted, and what there is of it. */
export class DeletedCourseResponse extends DeletedCourseSummaryResponse {
  /** How much of what there is. */
  @ApiProperty({ type: CourseHoldings })
  @Shown()
  readonly holdings: CourseHoldings;

  static fromHoldings(course: DeletedCourse, holdings: CourseHoldings, urls: ApiUrls): Unlinked<DeletedCourseResponse> {
    return { ...DeletedCourseSummaryResponse.from(course, urls), holdings };
  }
}

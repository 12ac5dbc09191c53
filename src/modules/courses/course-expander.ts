import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { type Expander, Expanders } from '../../common/hypermedia/expanders.js';
import type { LinkContext, Unlinked } from '../../common/hypermedia/links.js';
import type { CourseReference } from '../../common/hypermedia/references.response.js';
import { courseSummaryLinks } from './courses.links.js';
import { CoursesService } from './courses.service.js';
import { CourseSummaryResponse } from './dto/course.response.js';

/** `?expand=` of courses: as the course list shows them, whichever branch the reference leads to (SPEC R-1); a reference to what the caller may not see stays one. */
@Injectable()
export class CourseExpander implements Expander<CourseSummaryResponse>, OnModuleInit {
  readonly model = CourseSummaryResponse;
  readonly builder = courseSummaryLinks;

  constructor(
    private readonly courses: CoursesService,
    private readonly urls: ApiUrls,
    private readonly expanders: Expanders,
  ) {}

  onModuleInit(): void {
    this.expanders.register('course', this);
  }

  keyOf(reference: CourseReference): string {
    return reference.course_key;
  }

  async load(
    courseKeys: readonly string[],
    { principal }: LinkContext,
  ): Promise<ReadonlyMap<string, Unlinked<CourseSummaryResponse>>> {
    const courses = await this.courses.summaries(courseKeys, principal);
    return new Map(courses.map((course) => [course.courseKey, CourseSummaryResponse.from(course, this.urls)]));
  }
}

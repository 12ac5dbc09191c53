import { Injectable } from '@nestjs/common';
import { CourseAccess } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { HiddenBlocks } from '../access/index.js';
import { BlockTree, typeOf } from '../content/index.js';
import type { CreatedCourse } from './course-creation.service.js';
import { CoursesService, type ResolvedCourse } from './courses.service.js';
import type { CourseQuery } from './dto/course.query.js';
import { CourseResponse } from './dto/course.response.js';
import { depthOf, TreePresenter } from './tree-presenter.js';

/** Shows one course: as it is read, as it was written, as it was made. */
@Injectable()
export class CoursePresenter {
  constructor(
    private readonly courses: CoursesService,
    private readonly trees: TreePresenter,
    private readonly urls: ApiUrls,
  ) {}

  async read(query: CourseQuery, resolved: ResolvedCourse): Promise<Unlinked<CourseResponse>> {
    const { course, version, address, tree, access, hidden, opensRoot } = await this.courses.read(resolved);
    const view = { address, depth: depthOf(query.depth, Infinity), hidden, query };
    const outline = this.trees.present(tree, view);
    return CourseResponse.fromVersion(course, version, outline, { address, access, opensRoot }, this.urls);
  }

  /** Read again only if somebody wants to see it: a PATCH answers 204. */
  written(key: CourseKey, by: Principal, version: string): Versioned<CourseResponse> {
    const address = key.forVersion(null);
    return new Versioned(version, ['edited'], async () => this.read({}, await this.courses.resolve(address, by)));
  }

  /** Without a look at the database: the course is not committed yet. */
  created({ course, version }: CreatedCourse, by: Principal): Unlinked<CourseResponse> {
    const { courseKey: address, root } = version;
    const node = { block: root, type: typeOf(root), displayName: course.displayName, children: [] };
    const tree = new BlockTree(root, new Map([[root, { ...node, gateSettings: null, edited: version.guid }]]));
    const outline = this.trees.present(tree, { address, depth: Infinity, hidden: HiddenBlocks.none, query: {} });
    const access = by.isGlobalStaff ? CourseAccess.globalStaff : CourseAccess.of({ role: 'instructor', content: true });
    // It has no files yet, and so no picture.
    const withoutImage = { ...course, courseImage: null };
    return CourseResponse.fromVersion(withoutImage, version, outline, { address, access, opensRoot: true }, this.urls);
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { AssetKey, type CourseKey } from '../../common/opaque-keys/index.js';
import { EVERY_ROW } from '../../common/pagination/collection.js';
import type { Page } from '../../common/pagination/page.js';
import { AssetsService } from '../assets/index.js';
import {
  type BlockTree,
  ContentReader,
  ContentVersions,
  CourseEntity,
  CourseStore,
  type CourseVersion,
} from '../content/index.js';
import { courseCollection } from './courses.collection.js';
import type { ListCoursesQuery } from './dto/list-courses.query.js';

/** A course at one version: its information and its tree. */
export interface CourseReading {
  readonly course: CourseEntity;
  readonly version: CourseVersion;
  readonly tree: BlockTree;
  readonly access: CourseAccess;
}

/** Reads courses for everybody: course information is open (SPEC section 8). */
@Injectable()
export class CoursesService {
  constructor(
    @InjectRepository(CourseEntity) private readonly courses: Repository<CourseEntity>,
    private readonly store: CourseStore,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
    private readonly policy: CourseAccessPolicy,
    private readonly assets: AssetsService,
  ) {}

  async list(query: ListCoursesQuery): Promise<Page<CourseEntity>> {
    const page = await courseCollection.page(this.courses.manager, query, EVERY_ROW);
    return page.with(await this.withExistingImages(page.items));
  }

  /** @throws NotFoundError for what does not exist and for a draft that the caller may not see */
  async read(key: CourseKey, principal: Principal): Promise<CourseReading> {
    const access = await this.policy.accessOf(principal, key);
    const version = await this.versions.resolve(key, access);
    const [row, information, tree] = await Promise.all([
      this.store.rowOf(version),
      this.store.informationAt(version),
      this.reader.tree(version),
    ]);
    const [course] = await this.withExistingImages([{ ...row, ...information }]);
    return { course: course!, version, tree, access };
  }

  /** Every course has edX's default name for its picture, but not every course has the picture: a link to nothing helps nobody. */
  private async withExistingImages(courses: readonly CourseEntity[]): Promise<CourseEntity[]> {
    const pathOf = ({ courseImage }: CourseEntity) => AssetKey.clean(courseImage ?? '');
    const existing = await this.assets.existing(
      courses.map((course) => ({ courseId: course.id, path: pathOf(course) })),
    );
    return courses.map((course) =>
      existing.has(`${course.id}/${pathOf(course)}`) ? course : { ...course, courseImage: null },
    );
  }
}

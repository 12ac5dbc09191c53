import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { AssetKey, type CourseKey } from '../../common/opaque-keys/index.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import type { Page } from '../../common/pagination/page.js';
import { BlockVisibility, HiddenBlocks, listedFor, seesInformationOf } from '../access/index.js';
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

/** One version of a course, and what the caller may do in the course. */
export interface ResolvedCourse {
  readonly version: CourseVersion;
  /** The key that links keep: the request's; of a time, that of the version of then. */
  readonly address: CourseKey;
  readonly access: CourseAccess;
  /** Blocks that the caller does not see; never the course block, which is the course. */
  readonly hidden: HiddenBlocks;
  /** Whether the caller may open the course block. */
  readonly opensRoot: boolean;
}

/** A course at one version: its information and its tree. */
export interface CourseReading extends ResolvedCourse {
  readonly course: CourseEntity;
  readonly tree: BlockTree;
}

/** Reads courses for whoever may see them: anyone, unless their access policies say otherwise (SPEC section 8). */
@Injectable()
export class CoursesService {
  constructor(
    @InjectRepository(CourseEntity) private readonly courses: Repository<CourseEntity>,
    private readonly store: CourseStore,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
    private readonly policy: CourseAccessPolicy,
    private readonly assets: AssetsService,
    private readonly visibility: BlockVisibility,
  ) {}

  async list(query: ListCoursesQuery, principal: Principal): Promise<Page<CourseEntity>> {
    const asked = { ...query, is_archived: query.is_archived ?? false };
    const page = await courseCollection.page(this.courses.manager, asked, listedFor(principal));
    return page.with(await this.withExistingImages(page.items));
  }

  /** The courses that were made of this one, as far as they are listed for the caller; archived ones as well. */
  async reruns(key: CourseKey, query: ListCoursesQuery, principal: Principal): Promise<Page<CourseEntity>> {
    const madeOfIt = sql`c.id IN (SELECT r.course_id FROM reruns r WHERE r.source = ${String(key.withoutBranchAndVersion())})`;
    const page = await courseCollection.page(this.courses.manager, query, Sql.all([madeOfIt, listedFor(principal)]));
    return page.with(await this.withExistingImages(page.items));
  }

  /** What lists show of these courses; those that do not exist for the caller are left out. One statement, and one for their pictures. */
  async summaries(courseKeys: readonly string[], principal: Principal): Promise<CourseEntity[]> {
    const { text, values } = sql`SELECT ${this.columns} FROM courses c
      WHERE c.course_key = ANY (${courseKeys}::text[]) AND ${seesInformationOf(principal)}`.render();
    return this.withExistingImages(await this.courses.query<CourseEntity[]>(text, values));
  }

  /**
   * The version that a key names, as far as the caller may read it.
   * @param at the head of then in place of that of now
   * @throws NotFoundError for what does not exist and for a draft that the caller may not see
   */
  async resolve(key: CourseKey, principal: Principal, at?: Date): Promise<ResolvedCourse> {
    const access = await this.policy.accessOf(principal, key);
    const version = await this.versions.resolve(key, access, at);
    const address = at === undefined ? key : version.courseKey.forVersion(version.guid);
    const hidden = await this.visibility.hiddenFrom({ principal, access }, version);
    if (!hidden.has(version.root)) return { version, address, access, hidden, opensRoot: access.readsContent };
    const { root } = version;
    const tree = await this.reader.tree(version);
    const below = new HiddenBlocks(new Set([...tree.nodes.keys()].filter((block) => block !== root)), hidden.until);
    return { version, address, access, hidden: below, opensRoot: false };
  }

  /**
   * What a course shows beside its version: whether it is archived, whether its door is open, and which of its pictures exist. For its ETag,
   * without which it would be called unchanged when they change.
   */
  async today({ courseId }: CourseVersion): Promise<string> {
    const [row] = await this.courses.query<[{ today: string }]>(
      `SELECT concat_ws('/',
                c.archived IS NOT NULL,
                coalesce(c.enrollment_start <= now(), true) AND coalesce(now() < c.enrollment_end, true),
                (SELECT concat_ws('/', count(*), max(a.edited)) FROM assets a WHERE a.course_id = c.id)) AS today
         FROM courses c WHERE c.id = $1`,
      [courseId],
    );
    return row.today;
  }

  async read(resolved: ResolvedCourse): Promise<CourseReading> {
    const { version } = resolved;
    const [row, information, tree] = await Promise.all([
      this.store.rowOf(version),
      this.store.informationAt(version),
      this.reader.tree(version),
    ]);
    const [course] = await this.withExistingImages([{ ...row, ...information }]);
    return { ...resolved, course: course!, tree };
  }

  /** All columns of `courses c`, by the names of the entity. */
  private get columns(): Sql {
    const { columns } = this.courses.metadata;
    return Sql.text(
      columns.map(({ databaseName, propertyName }) => `c."${databaseName}" AS "${propertyName}"`).join(', '),
    );
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

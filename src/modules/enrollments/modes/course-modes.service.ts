import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { violates } from '../../../common/database/database-errors.js';
import type { UnitOfWork } from '../../../common/database/unit-of-work.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { Preconditions } from '../../../common/http/preconditions.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { CollectionQuery } from '../../../common/pagination/page.query.js';
import type { Page } from '../../../common/pagination/page.js';
import { Sql, sql } from '../../../common/pagination/sql.js';
import { isOfNoDeletedCourse } from '../../access/index.js';
import { CourseEntity } from '../../content/index.js';
import { ENROLLMENT_MODES, OPEN_MODES } from '../enrollment-modes.js';
import { CourseModeEntity } from './course-mode.entity.js';
import { courseModeCollection } from './course-modes.collection.js';
import { CourseModeNotFoundError, CourseModeTakenError } from './course-modes.errors.js';

/** What may be said of a mode. Members that are absent stay, or have the value of a new mode. */
export type CourseModeChanges = Partial<
  Pick<
    CourseModeEntity,
    'modeDisplayName' | 'minPrice' | 'currency' | 'expirationDatetime' | 'description' | 'sku' | 'selfService' | 'seats'
  >
>;

/** A mode after a PUT. */
export interface ReplacedCourseMode {
  readonly mode: CourseModeEntity;
  readonly isNew: boolean;
}

/** The modes of courses (SPEC E-2). Who may read and write them is decided by the guard, for the course in the path. */
@Injectable()
export class CourseModes {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @throws NotFoundError when there is no such course */
  async page(key: CourseKey, query: CollectionQuery): Promise<Page<CourseModeEntity>> {
    const { manager } = this.dataSource;
    const there = Sql.text(isOfNoDeletedCourse('m.course_key'));
    const page = await courseModeCollection.page(manager, query, sql`m.course_key = ${plain(key)} AND ${there}`);
    // Global staff are asked for no rights in a course, and so nobody has looked yet whether there is one.
    if (page.count === 0 && !(await manager.existsBy(CourseEntity, { courseKey: plain(key), deleted: IsNull() })))
      throw new NotFoundError(`course "${plain(key)}"`);
    return page;
  }

  /** @throws CourseModeNotFoundError */
  async get(key: CourseKey, slug: string): Promise<CourseModeEntity> {
    const of = sql`m.course_key = ${plain(key)} AND m.mode_slug = ${slug} AND ${Sql.text(isOfNoDeletedCourse('m.course_key'))}`;
    const { items } = await courseModeCollection.page(this.dataSource.manager, { page: 0, page_size: 1 }, of);
    return found(items[0] ?? null, key, slug);
  }

  /** @throws CourseModeTakenError, NotFoundError when there is no such course */
  async create<Answer>(
    key: CourseKey,
    slug: string,
    changes: CourseModeChanges,
    unit: UnitOfWork<CourseModeEntity, Answer>,
  ): Promise<Answer> {
    return unit.run((manager) => insert(manager, key, slug, changes));
  }

  /** @throws CourseModeNotFoundError for a name that is none, PreconditionFailedError, NotFoundError when there is no such course */
  async replace(
    key: CourseKey,
    slug: string,
    changes: CourseModeChanges,
    preconditions: Preconditions,
  ): Promise<ReplacedCourseMode> {
    if (!(ENROLLMENT_MODES as readonly string[]).includes(slug)) throw new CourseModeNotFoundError(plain(key), slug);
    return this.dataSource.transaction(async (manager) => {
      const current = await lock(manager, key, slug);
      preconditions.check(current ? String(current.revision) : null);
      if (!current) return { mode: await insert(manager, key, slug, changes), isNew: true };
      return { mode: await update(manager, current, { ...newMode(slug), ...changes }), isNew: false };
    });
  }

  /** @throws CourseModeNotFoundError, PreconditionFailedError */
  async change(
    key: CourseKey,
    slug: string,
    changes: CourseModeChanges,
    preconditions: Preconditions,
  ): Promise<CourseModeEntity> {
    return this.dataSource.transaction(async (manager) => {
      const current = found(await lock(manager, key, slug), key, slug);
      preconditions.check(String(current.revision));
      return update(manager, current, changes);
    });
  }

  /** Who is in the mode stays in it. @throws CourseModeNotFoundError, PreconditionFailedError */
  async remove(key: CourseKey, slug: string, preconditions: Preconditions): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const current = found(await lock(manager, key, slug), key, slug);
      preconditions.check(String(current.revision));
      await manager.delete(CourseModeEntity, { courseKey: current.courseKey, modeSlug: slug });
    });
  }
}

const plain = (key: CourseKey): string => key.withoutBranchAndVersion().toString();

function found(mode: CourseModeEntity | null, key: CourseKey, slug: string): CourseModeEntity {
  if (mode === null) throw new CourseModeNotFoundError(plain(key), slug);
  return mode;
}

/** `no-id-professional` → `No id professional`. */
function newMode(slug: string): Required<CourseModeChanges> {
  const words = slug.replaceAll('-', ' ');
  return {
    modeDisplayName: words.charAt(0).toUpperCase() + words.slice(1),
    minPrice: 0,
    currency: 'usd',
    expirationDatetime: null,
    description: null,
    sku: null,
    selfService: OPEN_MODES.includes(slug),
    seats: null,
  };
}

function lock(manager: EntityManager, key: CourseKey, slug: string): Promise<CourseModeEntity | null> {
  return manager.findOne(CourseModeEntity, {
    where: { courseKey: plain(key), modeSlug: slug },
    lock: { mode: 'pessimistic_write' },
  });
}

async function insert(
  manager: EntityManager,
  key: CourseKey,
  slug: string,
  changes: CourseModeChanges,
): Promise<CourseModeEntity> {
  const mode = manager.create(CourseModeEntity, {
    courseKey: plain(key),
    modeSlug: slug,
    ...newMode(slug),
    ...changes,
  });
  try {
    await manager.insert(CourseModeEntity, mode);
  } catch (error) {
    if (violates(error, 'pk_course_modes')) throw new CourseModeTakenError(plain(key), slug, error);
    if (violates(error, 'fk_course_modes_course')) throw new NotFoundError(`course "${plain(key)}"`);
    throw error;
  }
  return limited(manager, mode);
}

async function update(
  manager: EntityManager,
  { courseKey, modeSlug }: CourseModeEntity,
  changes: CourseModeChanges,
): Promise<CourseModeEntity> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length > 0) await manager.update(CourseModeEntity, { courseKey, modeSlug }, given);
  return limited(manager, (await manager.findOneBy(CourseModeEntity, { courseKey, modeSlug }))!);
}

/** Where seats are limited there is a row that those who take one lock, one after the other. */
async function limited(manager: EntityManager, mode: CourseModeEntity): Promise<CourseModeEntity> {
  if (mode.seats !== null)
    await manager.query('INSERT INTO enrollment_limits (course_key) VALUES ($1) ON CONFLICT DO NOTHING', [
      mode.courseKey,
    ]);
  return mode;
}

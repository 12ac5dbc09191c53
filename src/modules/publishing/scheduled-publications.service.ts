import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { ContentVersions, DRAFT } from '../content/index.js';
import { draftOf } from './course-to-publish.js';
import type { ListScheduledPublicationsQuery } from './dto/list-scheduled-publications.query.js';
import type { Publication } from './publication.js';
import type { PublicationOrder } from './publication-order.js';
import { Publisher } from './publisher.service.js';
import { ScheduledPublicationNotFoundError, ScheduleOverError } from './publishing.errors.js';
import {
  SCHEDULED_SQL,
  scheduledPublicationCollection,
  type ScheduledRow,
} from './scheduled-publications.collection.js';

/** What of a schedule may be changed. */
export interface ScheduleChange {
  readonly at?: Date;
  readonly message?: string | null;
}

interface Course {
  readonly id: number;
  readonly key: CourseKey;
}

/** What is to be published, or taken off, later (SPEC C-5). The guard has decided who may; who may then, PublicationScheduler decides. */
@Injectable()
export class ScheduledPublications {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly publisher: Publisher,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** The next one due first. @throws NotFoundError */
  async page(principal: Principal, key: CourseKey, query: ListScheduledPublicationsQuery): Promise<Page<Publication>> {
    const course = await this.course(key);
    const asked = { ...query, user: usernameOf(query.user, principal) };
    const page = await scheduledPublicationCollection.page(
      this.dataSource.manager,
      asked,
      sql`s.course_id = ${course.id}`,
    );
    const access = await this.policy.accessOf(principal, key);
    return page.map((row) => publicationOf(row, course.key, access));
  }

  /** @throws ScheduledPublicationNotFoundError */
  async get(principal: Principal, key: CourseKey, id: string): Promise<Publication> {
    const course = await this.course(key);
    const row = await this.row(this.dataSource.manager, course, id);
    return publicationOf(row, course.key, await this.policy.accessOf(principal, key));
  }

  /** @throws InvalidInputError for a time that is not to come and for blocks that are not there, NotTheDraftError */
  async create<Answer>(
    principal: Principal,
    key: CourseKey,
    { at, ...order }: PublicationOrder & { readonly at: Date },
    unit: UnitOfWork<Publication, Answer>,
  ): Promise<Answer> {
    checkIsToCome(at);
    await this.publisher.check(draftOf(key), order);
    const [course, access] = [await this.course(key), await this.policy.accessOf(principal, key)];
    return unit.run(async (manager) => {
      const id = uuidv7();
      const { action, blocks, exclude, message } = order;
      await manager.query(
        `INSERT INTO scheduled_publications (course_id, id, action, blocks, exclude, message, at, next_attempt, creator_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
        [course.id, id, action, blocks, exclude, message, at, principal.userId],
      );
      return publicationOf(await this.row(manager, course, id), course.key, access);
    });
  }

  /** What is undefined stays. @throws ScheduledPublicationNotFoundError, ScheduleOverError, PreconditionFailedError, InvalidInputError */
  async change(
    principal: Principal,
    key: CourseKey,
    { id, at, message }: ScheduleChange & { readonly id: string },
    preconditions: Preconditions,
  ): Promise<Publication> {
    if (at !== undefined) checkIsToCome(at);
    const course = await this.course(key);
    const access = await this.policy.accessOf(principal, key);
    return this.dataSource.transaction(async (manager) => {
      const current = await this.lockOpen(manager, course, id, preconditions);
      await manager.query(
        `UPDATE scheduled_publications SET at = $3, message = $4,
                next_attempt = CASE WHEN at = $3 THEN next_attempt ELSE $3 END, attempts = CASE WHEN at = $3 THEN attempts ELSE 0 END
          WHERE course_id = $1 AND id = $2`,
        [course.id, id, at ?? current.at, message === undefined ? current.message : message],
      );
      return publicationOf(await this.row(manager, course, id), course.key, access);
    });
  }

  /** @throws ScheduledPublicationNotFoundError, ScheduleOverError, PreconditionFailedError */
  async cancel(key: CourseKey, id: string, preconditions: Preconditions): Promise<void> {
    const course = await this.course(key);
    await this.dataSource.transaction(async (manager) => {
      await this.lockOpen(manager, course, id, preconditions);
      await manager.query(
        `UPDATE scheduled_publications SET state = 'cancelled', finished = now() WHERE course_id = $1 AND id = $2`,
        [course.id, id],
      );
    });
  }

  /** Locked, so that it is not done at the same moment: whoever does it holds the row until it is done. */
  private async lockOpen(
    manager: EntityManager,
    course: Course,
    id: string,
    preconditions: Preconditions,
  ): Promise<ScheduledRow> {
    const row = await this.row(manager, course, id, 'FOR UPDATE OF s');
    preconditions.check(String(row.revision));
    if (row.state !== 'scheduled') throw new ScheduleOverError(id, row.state);
    return row;
  }

  private async row(manager: EntityManager, { id: courseId }: Course, id: string, lock = ''): Promise<ScheduledRow> {
    const [row] = await manager.query<ScheduledRow[]>(`${SCHEDULED_SQL} WHERE s.course_id = $1 AND s.id = $2 ${lock}`, [
      courseId,
      id,
    ]);
    if (!row) throw new ScheduledPublicationNotFoundError(id);
    return row;
  }

  private async course(key: CourseKey): Promise<Course> {
    const head = await this.versions.headOf(key, DRAFT);
    if (!head) throw new NotFoundError(`course "${key}"`);
    return { id: head.courseId, key: head.courseKey.forBranch(null) };
  }
}

function checkIsToCome(at: Date): void {
  if (at.getTime() <= Date.now())
    throw new InvalidInputError({
      at: [`at is ${at.toISOString()}, and must be to come. Leave it out to publish now.`],
    });
}

function publicationOf(row: ScheduledRow, course: CourseKey, access: CourseAccess): Publication {
  const { id, action, state, blocks, exclude, message, at, created, creator, version, error, revision } = row;
  return {
    course,
    access,
    id,
    action,
    state,
    blocks,
    exclude,
    message,
    at,
    created,
    createdBy: creator,
    version,
    sourceVersion: null,
    error,
    revision,
  };
}

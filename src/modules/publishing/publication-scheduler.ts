import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { Principal } from '../../common/auth/principal.js';
import { translateDatabaseError } from '../../common/database/database-errors.js';
import { AppError, PermissionDeniedError } from '../../common/errors/app-error.js';
import { problemBody } from '../../common/errors/problem-body.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { KnownAccounts } from '../accounts/index.js';
import { Publisher } from './publisher.service.js';
import type { ScheduledRow } from './scheduled-publications.collection.js';

/** Nobody notices a second, and a look at an empty index is next to nothing. */
const LOOK_MS = 1_000;
/** What fails for reasons that pass is tried again after 2, 4, 8 … seconds: for about a quarter of an hour in all. */
const MOST_ATTEMPTS = 9;
const FIRST_PAUSE_SECONDS = 2;

type Due = Pick<
  ScheduledRow,
  'courseId' | 'id' | 'action' | 'blocks' | 'exclude' | 'message' | 'attempts' | 'creator'
> & {
  readonly courseKey: string;
};

/**
 * Does what is scheduled when it is due, also what became due while no process ran. Every process looks; the row's lock lets one
 * of them do it, and its end is written in the transaction of its version, so that it is done once or not at all, whoever
 * is killed in between. It is done with the rights that its creator has at that moment.
 */
@Injectable()
export class PublicationScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PublicationScheduler.name);
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly publisher: Publisher,
    private readonly accounts: KnownAccounts,
    private readonly policy: CourseAccessPolicy,
    private readonly urls: ApiUrls,
  ) {}

  onApplicationBootstrap(): void {
    this.lookLater();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
  }

  private lookLater(): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.lookLater());
    }, LOOK_MS).unref();
  }

  private async look(): Promise<void> {
    try {
      await this.doDue();
    } catch (error) {
      // The database is away; the next look finds what is due then.
      this.logger.debug({ err: error }, 'What is scheduled could not be looked for.');
    }
  }

  /** Does all that is due and that no other process is about to do. */
  async doDue(): Promise<void> {
    for (const due of await this.dataSource.query<Due[]>(DUE)) {
      if (this.stopping) return;
      try {
        await AuditTrail.run(this.trailOf(due), () => this.do(due));
      } catch (error) {
        await AuditTrail.run(null, () => this.failed(due, error));
      }
    }
  }

  private async do(due: Due): Promise<void> {
    const course = CourseKey.parse(due.courseKey);
    await this.checkMay(due, course);
    await this.dataSource.transaction(async (manager) => {
      const taken = await take(manager, due);
      if (!taken) return;
      const { changed, version } = await this.publisher.publish(
        manager,
        course,
        { ...due, ...taken },
        { by: due.creator },
      );
      await manager.query(
        `UPDATE scheduled_publications SET state = 'done', finished = now(), version = $3, error = NULL WHERE course_id = $1 AND id = $2`,
        [due.courseId, due.id, changed ? version.guid : null],
      );
    });
  }

  /** @throws PermissionDeniedError */
  private async checkMay({ creator }: Due, course: CourseKey): Promise<void> {
    const account = creator === null ? null : await this.accounts.find(creator);
    if (!account)
      throw new PermissionDeniedError('The account that scheduled this is gone or disabled. Schedule it anew.');
    const access = await this.policy.accessOf(Principal.of(account), course);
    if (!access.may('courses.publish_content'))
      throw new PermissionDeniedError(
        `"${creator}", who scheduled this, may not publish in ${course} any more. Have it scheduled by somebody who may.`,
      );
  }

  /** What a client could have been told is for good; anything else may pass. */
  private async failed(due: Due, thrown: unknown): Promise<void> {
    const told = thrown instanceof AppError ? thrown : translateDatabaseError(thrown);
    const passes = told === null || told.status >= 500;
    if (passes && due.attempts + 1 < MOST_ATTEMPTS) {
      this.logger.warn(
        { err: thrown, scheduled: due.id },
        'Something scheduled could not be done, and is tried again.',
      );
      await this.dataSource.query(TRY_LATER, [
        due.courseId,
        due.id,
        due.attempts,
        FIRST_PAUSE_SECONDS * 2 ** due.attempts,
      ]);
      return;
    }
    if (passes) this.logger.error({ err: thrown, scheduled: due.id }, 'Something scheduled could not be done.');
    const error =
      told ?? new AppError('internal_error', 'It failed for a reason that lies with the service. Tell an operator.');
    const { pathname, origin } = this.addressOf(due);
    await this.dataSource.query(GIVE_UP, [due.courseId, due.id, due.attempts, problemBody(error, pathname, origin)]);
  }

  /** By nobody in particular, for whoever asked for it. */
  private trailOf(due: Due): AuditTrail {
    return new AuditTrail({
      via: 'task',
      credential: 'none',
      action: `scheduled_${due.action}`,
      permission: 'courses.publish_content',
      target: this.addressOf(due).pathname,
      courseKey: due.courseKey,
      ...(due.creator !== null && { onBehalfOf: due.creator }),
    });
  }

  private addressOf({ courseKey, id }: Due): URL {
    return new URL(this.urls.scheduledPublication(courseKey, id));
  }
}

/** Takes what is still to be done and what nobody else does at this moment; null for anything else. */
async function take(manager: EntityManager, { courseId, id, attempts }: Due): Promise<Pick<Due, 'message'> | null> {
  const rows = await manager.query<Pick<Due, 'message'>[]>(
    `SELECT message FROM scheduled_publications ${STILL} FOR UPDATE SKIP LOCKED`,
    [courseId, id, attempts],
  );
  return rows[0] ?? null;
}

const DUE = `
SELECT s.course_id AS "courseId", c.course_key AS "courseKey", s.id, s.action, s.blocks, s.exclude, s.message, s.attempts, u.username AS creator
  FROM scheduled_publications s JOIN courses c ON c.id = s.course_id LEFT JOIN users u ON u.id = s.creator_id
 WHERE s.state = 'scheduled' AND s.next_attempt <= now()
 ORDER BY s.next_attempt, s.id LIMIT 20`;

/** Only if nobody else has tried it meanwhile, and nobody has put it off. */
const STILL = `WHERE course_id = $1 AND id = $2 AND state = 'scheduled' AND attempts = $3 AND next_attempt <= now()`;
const TRY_LATER = `UPDATE scheduled_publications SET attempts = attempts + 1, next_attempt = now() + $4 * interval '1 second' ${STILL}`;
const GIVE_UP = `UPDATE scheduled_publications SET state = 'failed', finished = now(), attempts = attempts + 1, error = $4 ${STILL}`;

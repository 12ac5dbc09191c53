import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import {
  blockRefOf,
  changeCounts,
  ContentComparison,
  ContentVersions,
  type CourseVersion,
  openedIn,
  PUBLISHED,
} from '../content/index.js';
import { containersFirst } from '../history/index.js';
import { draftOf, filteredBlock, isIn } from './course-to-publish.js';
import type { ListPublicationsQuery } from './dto/list-publications.query.js';
import { MOST_TOLD, type Publication, type ToldChanges } from './publication.js';
import type { PublicationId } from './publication-id.js';
import type { PublicationOrder } from './publication-order.js';
import { PUBLICATION_SQL, publicationCollection, type PublicationRow, publishedIn } from './publications.collection.js';
import { type Published, Publisher } from './publisher.service.js';
import { PublicationNotFoundError, PublicationStaysError } from './publishing.errors.js';

/** What was published in a course, by whom and why; and publishing (SPEC C-5). The guard has decided who may. */
@Injectable()
export class PublicationsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly publisher: Publisher,
    private readonly comparison: ContentComparison,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** The log: every version of the published branch, the newest first. @throws NotFoundError */
  async page(principal: Principal, key: CourseKey, query: ListPublicationsQuery): Promise<Page<Publication>> {
    const head = await this.head(key);
    const asked = { ...query, block: filteredBlock(key, query.usage_key), user: usernameOf(query.user, principal) };
    const page = await publicationCollection.page(this.dataSource.manager, asked, publishedIn(head.courseId));
    const access = await this.policy.accessOf(principal, key);
    return page.map((row) => publicationOf(row, head.courseKey, access));
  }

  /** By the version that it made, or by a block: then the one in which its published state came to be. @throws PublicationNotFoundError */
  async get(principal: Principal, key: CourseKey, id: PublicationId): Promise<Publication> {
    const head = await this.head(key);
    const guid = 'version' in id ? id.version : await this.publicationOf(head, id.block);
    const row = guid === null ? null : await this.row(head, guid);
    if (!row) throw new PublicationNotFoundError(String('version' in id ? id.version : id.block));
    const told = await this.toldOf(head.courseKey, row);
    return { ...publicationOf(row, head.courseKey, await this.policy.accessOf(principal, key)), told };
  }

  /** @throws NotTheDraftError, and as Publisher.publish */
  async publish<Answer>(
    principal: Principal,
    key: CourseKey,
    order: PublicationOrder,
    unit: UnitOfWork<Publication, Answer>,
  ): Promise<Answer> {
    const access = await this.policy.accessOf(principal, key);
    const by = principal.username;
    return unit.run(async (manager) => {
      const published = await this.publisher.publish(manager, draftOf(key), order, { by });
      const changes = await this.comparison.withContent(published.changes.slice(0, MOST_TOLD), manager);
      return outcomeOf({ ...published, changes }, published.changes, access);
    });
  }

  /** What publishing would change now, with the content of the changes that are told. @throws as {@link publish} */
  async preview(principal: Principal, key: CourseKey, order: PublicationOrder): Promise<Published> {
    const published = await this.publisher.preview(draftOf(key), order, { by: principal.username });
    const { changes } = published;
    const told = await this.comparison.withContent(changes.slice(0, MOST_TOLD));
    return { ...published, changes: [...told, ...changes.slice(MOST_TOLD)] };
  }

  /**
   * Takes a block off the published branch, with all below it; the draft stays.
   * @throws PublicationNotFoundError for what is not published, PublicationStaysError, PreconditionFailedError
   */
  async unpublish(
    principal: Principal,
    key: CourseKey,
    { id, message }: { readonly id: PublicationId; readonly message: string | null },
    preconditions: Preconditions,
  ): Promise<void> {
    const block = await this.publishedBlock(key, id);
    await this.dataSource.transaction(async (manager) => {
      const expected = async (head: CourseVersion) => {
        const guid = await openedIn(manager, head, blockRefOf(block));
        if (guid === null) throw new PublicationNotFoundError(String(block));
        preconditions.check(guid);
      };
      await this.publisher.publish(manager, key.forBranch(null), unpublishing(block, message), {
        by: principal.username,
        expected,
      });
    });
  }

  /** What taking it off would change. @throws as {@link unpublish} */
  async previewUnpublish(principal: Principal, key: CourseKey, id: PublicationId): Promise<Published> {
    const block = await this.publishedBlock(key, id);
    return this.preview(principal, key.forBranch(null), unpublishing(block, null));
  }

  private async publishedBlock(key: CourseKey, id: PublicationId): Promise<UsageKey> {
    const head = await this.head(key);
    if ('version' in id) {
      if (!(await this.row(head, id.version))) throw new PublicationNotFoundError(id.version);
      throw new PublicationStaysError(id.version);
    }
    if ((await this.publicationOf(head, id.block)) === null) throw new PublicationNotFoundError(String(id.block));
    return id.block;
  }

  private async publicationOf(head: CourseVersion, block: UsageKey): Promise<string | null> {
    return isIn(head.courseKey, block) ? openedIn(this.dataSource.manager, head, blockRefOf(block)) : null;
  }

  /** Also of a head that was made on another branch: an import makes one version of both, and a branch may be moved. */
  private async row(head: CourseVersion, guid: string): Promise<PublicationRow | null> {
    const { text, values } = sql`${Sql.text(PUBLICATION_SQL)}
      WHERE v.guid = ${guid} AND v.course_id = ${head.courseId} AND (${publishedIn(head.courseId)} OR v.guid = ${head.guid}
        OR EXISTS (SELECT FROM branch_moves m WHERE m.course_id = v.course_id AND m.branch = ${PUBLISHED} AND m.head = v.guid))`.render();
    const [row] = await this.dataSource.query<PublicationRow[]>(text, values);
    return row ?? null;
  }

  private async toldOf(course: CourseKey, { guid, previous }: PublicationRow): Promise<ToldChanges> {
    const after = await this.version(course, guid);
    const before = previous === null ? null : await this.version(course, previous);
    const all = await this.comparison.changedBlocks(before, after);
    const blocks = containersFirst(all)
      .slice(0, MOST_TOLD)
      .map(({ block }) => block);
    const [changes] = await this.comparison.changes([{ before, after, blocks }]);
    const sides = { before: course.forVersion(previous ?? guid), after: course.forVersion(guid) };
    return { ...sides, changes: changes!, counts: changeCounts(all) };
  }

  private async version(course: CourseKey, guid: string): Promise<CourseVersion> {
    return this.versions.resolve(course.forBranch(null).forVersion(guid), { readsDrafts: true });
  }

  private async head(key: CourseKey): Promise<CourseVersion> {
    const head = await this.versions.headOf(key, PUBLISHED);
    if (!head) throw new NotFoundError(`course "${key}"`);
    return head;
  }
}

const unpublishing = (block: UsageKey, message: string | null): PublicationOrder => ({
  action: 'unpublish',
  blocks: [blockRefOf(block)],
  exclude: [],
  message,
});

function publicationOf(row: PublicationRow, course: CourseKey, access: CourseAccess): Publication {
  const { guid, action, blocks, exclude, message, created, createdBy, sourceVersion } = row;
  return {
    course: course.forBranch(null),
    access,
    id: guid,
    action: action ?? 'edit',
    state: 'done',
    blocks,
    exclude: exclude ?? [],
    message,
    at: null,
    created,
    createdBy,
    version: guid,
    sourceVersion,
  };
}

/** @param all the changes that are counted */
function outcomeOf(
  { order, version, changed, source, before, changes }: Published,
  all: Published['changes'],
  access: CourseAccess,
): Publication {
  const course = version.courseKey.forBranch(null);
  return {
    ...order,
    course,
    access,
    state: changed ? 'done' : 'unchanged',
    id: changed ? version.guid : null,
    at: null,
    created: changed ? version.created : null,
    createdBy: changed ? version.createdBy : null,
    version: version.guid,
    sourceVersion: source?.guid ?? null,
    told: {
      before: course.forVersion(before.guid),
      after: course.forVersion(version.guid),
      changes: containersFirst(changes),
      counts: changeCounts(all),
    },
  };
}

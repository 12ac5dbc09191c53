import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { CollectionQuery } from '../../common/pagination/page.query.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { symbolicAction } from './checklist-actions.js';
import {
  beyondTheEnd,
  type ItemInput,
  type ItemInputs,
  newId,
  patchedItems,
  replacedItems,
} from './checklist-items.js';
import { checklistFrom, type ChecklistState, ChecklistStore } from './checklist-store.js';
import { checklistCollection } from './checklists.collection.js';
import { ChecklistNotFoundError, ChecklistTakenError, TooManyChecklistsError } from './checklists.errors.js';
import { type CourseChecklist, MAX_CHECKLISTS, type StoredChecklist, versionOf } from './stored-checklist.js';

/** Which list a request is about. */
export interface ChecklistAddress {
  readonly courseKey: CourseKey;
  readonly id: string;
}

/** All that a writer may say of a list. */
export interface ChecklistInput {
  readonly shortDescription: string;
  /** Null: at the end. Undefined: at the end for a new list, and otherwise where it is. */
  readonly position?: number | null;
  readonly items: ReadonlyMap<string, ItemInput>;
}

/** Some of it; what is undefined stays. */
export interface ChecklistPatch {
  readonly shortDescription?: string;
  readonly position?: number | null;
  readonly items?: ItemInputs;
}

/** A checklist after a PUT. */
export interface ReplacedChecklist extends CourseChecklist {
  readonly isNew: boolean;
}

/** One write at work. */
interface Writing {
  readonly manager: EntityManager;
  readonly courseId: number;
  readonly courseKey: CourseKey;
  /** Username. */
  readonly by: string | null;
}

/**
 * The checklists of a course (SPEC C-11). They are the team's and belong to no branch or version. Who may do what, the guard
 * has decided. A list is locked before anything is compared with it, so that ticks of two people at once both count.
 */
@Injectable()
export class ChecklistsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: ChecklistStore,
    private readonly urls: ApiUrls,
  ) {}

  /** @throws NotFoundError for a course that does not exist */
  async page(key: CourseKey, query: CollectionQuery): Promise<Page<CourseChecklist>> {
    const courseKey = key.withoutBranchAndVersion();
    const { manager } = this.dataSource;
    const courseId = await this.store.courseId(manager, String(courseKey));
    if (courseId === null) throw new NotFoundError(`course "${key}"`);
    const page = await checklistCollection.page(manager, query, sql`l.course_id = ${courseId}`);
    return page.map((row) => ({ ...checklistFrom(row), courseKey }));
  }

  /** @throws ChecklistNotFoundError, NotFoundError */
  async get({ courseKey: key, id }: ChecklistAddress): Promise<CourseChecklist> {
    const courseKey = key.withoutBranchAndVersion();
    const { manager } = this.dataSource;
    const courseId = await this.store.courseId(manager, String(courseKey));
    const found = courseId === null ? null : await this.store.find(manager, courseId, id);
    if (!found) throw new ChecklistNotFoundError(courseKey, id);
    return { ...found, courseKey };
  }

  /** @param id chosen by the client; null: a new one @throws ChecklistTakenError, TooManyChecklistsError, InvalidInputError */
  async create<Answer>(
    by: string | null,
    { courseKey, id }: { readonly courseKey: CourseKey; readonly id: string | null },
    input: ChecklistInput,
    unit: UnitOfWork<CourseChecklist, Answer>,
  ): Promise<Answer> {
    return unit.run((manager) =>
      this.writing(manager, { by, courseKey }, true, async (writing) => {
        if (id !== null && (await this.store.find(manager, writing.courseId, id)))
          throw new ChecklistTakenError(writing.courseKey, id);
        return this.add(writing, id ?? newId(), input);
      }),
    );
  }

  /** Makes the list so, or makes it. @throws PreconditionRequiredError, PreconditionFailedError, and as {@link create} */
  async replace(
    by: string | null,
    { courseKey, id }: ChecklistAddress,
    input: ChecklistInput,
    preconditions: Preconditions,
  ): Promise<ReplacedChecklist> {
    return this.dataSource.transaction((manager) =>
      this.writing(manager, { by, courseKey }, true, async (writing) => {
        const current = await this.store.lock(manager, writing.courseId, id);
        if (!current) {
          preconditions.check(null);
          return { ...(await this.add(writing, id, input)), isNew: true };
        }
        preconditions.demand(versionOf(current));
        const items = replacedItems(current.items, this.symbolic(writing, input.items), tickingBy(by));
        const state = { shortDescription: input.shortDescription, items };
        return { ...(await this.set(writing, current, state, input.position)), isNew: false };
      }),
    );
  }

  /** @throws ChecklistNotFoundError, PreconditionFailedError, InvalidInputError */
  async change(
    by: string | null,
    { courseKey, id }: ChecklistAddress,
    { shortDescription, position, items }: ChecklistPatch,
    preconditions: Preconditions,
  ): Promise<CourseChecklist> {
    return this.dataSource.transaction((manager) =>
      this.writing(manager, { by, courseKey }, position !== undefined, async (writing) => {
        const current = await this.existing(writing, id);
        preconditions.check(versionOf(current));
        const state = {
          shortDescription: shortDescription ?? current.shortDescription,
          items: items ? patchedItems(current.items, this.symbolic(writing, items), tickingBy(by)) : current.items,
        };
        return this.set(writing, current, state, position);
      }),
    );
  }

  /** With its items; those behind it move up. @throws ChecklistNotFoundError, PreconditionFailedError */
  async remove(by: string | null, { courseKey, id }: ChecklistAddress, preconditions: Preconditions): Promise<void> {
    await this.dataSource.transaction((manager) =>
      this.writing(manager, { by, courseKey }, true, async (writing) => {
        const current = await this.existing(writing, id);
        preconditions.check(versionOf(current));
        await this.store.remove(manager, writing.courseId, id);
        await this.store.reorder(manager, writing.courseId, await this.store.order(manager, writing.courseId));
      }),
    );
  }

  /** @param ordering whether places of lists may change: whoever does that waits for the others who do */
  private async writing<T>(
    manager: EntityManager,
    { by, courseKey: key }: { readonly by: string | null; readonly courseKey: CourseKey },
    ordering: boolean,
    work: (writing: Writing) => Promise<T>,
  ): Promise<T> {
    const courseKey = key.withoutBranchAndVersion();
    const courseId = await this.store.courseId(manager, String(courseKey), 'FOR KEY SHARE');
    if (courseId === null) throw new NotFoundError(`course "${key}"`);
    if (ordering) await this.store.lockOrder(manager, courseId);
    return work({ manager, courseId, courseKey, by });
  }

  private async add(writing: Writing, id: string, input: ChecklistInput): Promise<CourseChecklist> {
    const { manager, courseId, courseKey, by } = writing;
    const order = await this.store.order(manager, courseId);
    if (order.length >= MAX_CHECKLISTS) throw new TooManyChecklistsError(courseKey);
    const items = replacedItems([], this.symbolic(writing, input.items), tickingBy(by));
    const state = { shortDescription: input.shortDescription, items };
    await this.store.reorder(manager, courseId, order);
    await this.store.insert(manager, { courseId, id, position: order.length }, state, by);
    noteForAudit({ details: { checklist: id, items: items.length } });
    await this.move(writing, [...order, id], id, input.position);
    return this.read(writing, id);
  }

  private async set(
    writing: Writing,
    current: StoredChecklist,
    state: ChecklistState,
    position: number | null | undefined,
  ): Promise<CourseChecklist> {
    const { manager, courseId, by } = writing;
    await this.store.update(manager, courseId, current, state, by);
    noteForAudit({ details: { checklist: current.id, ...ticksBetween(current, state) } });
    if (position !== undefined)
      await this.move(writing, await this.store.order(manager, courseId), current.id, position);
    return this.read(writing, current.id);
  }

  /** @throws InvalidInputError for a place that there is not */
  private async move(
    { manager, courseId }: Writing,
    order: readonly string[],
    id: string,
    position: number | null | undefined,
  ): Promise<void> {
    if (position === undefined) return;
    if (position !== null && position >= order.length)
      throw new InvalidInputError({ position: [beyondTheEnd('position', order.length)] });
    const others = order.filter((each) => each !== id);
    await this.store.reorder(manager, courseId, others.toSpliced(position ?? others.length, 0, id));
  }

  /** Inside the transaction, so that it is what this writer wrote. */
  private async read({ manager, courseId, courseKey }: Writing, id: string): Promise<CourseChecklist> {
    return { ...(await this.store.find(manager, courseId, id))!, courseKey };
  }

  private async existing({ manager, courseId, courseKey }: Writing, id: string): Promise<StoredChecklist> {
    const found = await this.store.lock(manager, courseId, id);
    if (!found) throw new ChecklistNotFoundError(courseKey, id);
    return found;
  }

  /** Addresses of this course are kept as symbols. */
  private symbolic<Input extends ItemInput | null>(
    { courseKey }: Writing,
    items: ReadonlyMap<string, Input>,
  ): ReadonlyMap<string, Input> {
    return new Map(
      [...items].map(([id, input]) => [
        id,
        input?.actionUrl === undefined
          ? input
          : { ...input, actionUrl: symbolicAction(input.actionUrl, courseKey, this.urls) },
      ]),
    );
  }
}

const tickingBy = (by: string | null): { readonly by: string | null; readonly at: Date } => ({ by, at: new Date() });

/** More than anybody ticks at once. */
const NOTED_IDS = 20;

/** For the audit log: ids of what was ticked, and of what is not any more. */
function ticksBetween(before: ChecklistState, after: ChecklistState): Record<string, string> {
  const ticked = ({ items }: ChecklistState) =>
    new Set(items.filter(({ checkedAt }) => checkedAt !== null).map(({ id }) => id));
  const [old, now] = [ticked(before), ticked(after)];
  const [added, gone] = [now.difference(old), old.difference(now)];
  const noted = (ids: ReadonlySet<string>): string => [...ids].slice(0, NOTED_IDS).join(' ');
  return { ...(added.size > 0 && { ticked: noted(added) }), ...(gone.size > 0 && { unticked: noted(gone) }) };
}

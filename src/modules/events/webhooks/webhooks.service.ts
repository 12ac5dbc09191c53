import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../../common/audit/audit-trail.js';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import { AppConfig } from '../../../common/config/app-config.js';
import type { UnitOfWork } from '../../../common/database/unit-of-work.js';
import { InvalidInputError } from '../../../common/errors/app-error.js';
import type { Preconditions } from '../../../common/http/preconditions.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { EVERY_ROW } from '../../../common/pagination/collection.js';
import type { Page } from '../../../common/pagination/page.js';
import { sql } from '../../../common/pagination/sql.js';
import type { ListWebhooksQuery } from './dto/list-webhooks.query.js';
import { type StoredWebhook, versionOf, type WebhookDetails, type WebhookScope } from './stored-webhook.js';
import { newSecret } from './webhook-secret.js';
import { WebhookStore } from './webhook-store.js';
import { targetFault } from './webhook-target.js';
import { webhookCollection } from './webhooks.collection.js';
import {
  MayNotCreateWebhookError,
  TooManyWebhooksError,
  TwoScopesError,
  UnknownScopeError,
  WebhookNotFoundError,
} from './webhooks.errors.js';

/** A webhook, with its secret the one time that it is told. */
export interface TellingWebhook {
  readonly webhook: StoredWebhook;
  readonly secret?: string;
}

const MOST_WEBHOOKS = 100;

/** Webhooks of their owners; global staff see and change all of them. What is sent is decided when it is sent. */
@Injectable()
export class WebhooksService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: WebhookStore,
    private readonly policy: CourseAccessPolicy,
    private readonly config: AppConfig,
  ) {}

  async page(principal: Principal, query: ListWebhooksQuery): Promise<Page<StoredWebhook>> {
    const visible = principal.isGlobalStaff ? EVERY_ROW : sql`w.owner_id = ${principal.userId}`;
    return webhookCollection.page(this.dataSource.manager, query, visible);
  }

  /** @throws WebhookNotFoundError */
  async get(principal: Principal, uuid: string): Promise<StoredWebhook> {
    return this.mine(principal, uuid, await this.store.find(uuid));
  }

  /** @throws TwoScopesError, UnknownScopeError, MayNotCreateWebhookError, TooManyWebhooksError, InvalidInputError */
  async create<Answer>(
    principal: Principal,
    scope: WebhookScope,
    details: WebhookDetails,
    givenSecret: string | undefined,
    unit: UnitOfWork<TellingWebhook, Answer>,
  ): Promise<Answer> {
    this.checkTarget(details.url);
    await this.checkScope(principal, scope);
    const secret = givenSecret ?? newSecret();
    return unit.run(async (manager) => {
      if ((await this.store.countOf(manager, principal.userId!)) >= MOST_WEBHOOKS)
        throw new TooManyWebhooksError(MOST_WEBHOOKS);
      const webhook = await this.store.insert(manager, principal.userId!, scope, details, secret);
      noteForAudit({ courseKey: scope.courseKey ?? undefined, details: { webhook: webhook.uuid } });
      return { webhook, ...(givenSecret === undefined && { secret }) };
    });
  }

  /** What is undefined stays. @throws WebhookNotFoundError, InvalidInputError, PreconditionFailedError */
  async change(
    principal: Principal,
    uuid: string,
    changes: Partial<WebhookDetails>,
    preconditions: Preconditions,
  ): Promise<StoredWebhook> {
    if (changes.url !== undefined) this.checkTarget(changes.url);
    return this.dataSource.transaction(async (manager) => {
      const current = await this.lockMine(manager, principal, uuid);
      preconditions.check(versionOf(current));
      const { url, eventTypes, description, isActive } = current;
      const details = { url, eventTypes, description, isActive, ...withoutUndefined(changes) };
      return this.store.update(manager, current, details);
    });
  }

  /** @throws WebhookNotFoundError, PreconditionFailedError */
  async remove(principal: Principal, uuid: string, preconditions: Preconditions): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const current = await this.lockMine(manager, principal, uuid);
      preconditions.check(versionOf(current));
      await this.store.remove(manager, uuid);
    });
  }

  /** A new secret, told this once unless the caller brought it. @throws WebhookNotFoundError */
  async replaceSecret<Answer>(
    principal: Principal,
    uuid: string,
    given: string | undefined,
    unit: UnitOfWork<TellingWebhook, Answer>,
  ): Promise<Answer> {
    await this.get(principal, uuid);
    const secret = given ?? newSecret();
    return unit.run(async (manager) => {
      await this.lockMine(manager, principal, uuid);
      const webhook = await this.store.replaceSecret(manager, uuid, secret);
      return { webhook, ...(given === undefined && { secret }) };
    });
  }

  /** Has everything after a position delivered again. @throws WebhookNotFoundError */
  async replay<Answer>(
    principal: Principal,
    uuid: string,
    position: number,
    unit: UnitOfWork<StoredWebhook, Answer>,
  ): Promise<Answer> {
    await this.get(principal, uuid);
    return unit.run(async (manager) => {
      await this.lockMine(manager, principal, uuid);
      return this.store.goBackTo(manager, uuid, position);
    });
  }

  private async lockMine(manager: EntityManager, principal: Principal, uuid: string): Promise<StoredWebhook> {
    return this.mine(principal, uuid, await this.store.lock(manager, uuid));
  }

  private mine(principal: Principal, uuid: string, webhook: StoredWebhook | null): StoredWebhook {
    if (!webhook || !(principal.isGlobalStaff || webhook.ownerId === principal.userId))
      throw new WebhookNotFoundError(uuid);
    return webhook;
  }

  private checkTarget(url: string): void {
    const fault = targetFault(url, this.config.webhooks);
    if (fault !== null) throw new InvalidInputError({ target_url: [`target_url ${fault}.`] });
  }

  private async checkScope(principal: Principal, { courseKey, organization }: WebhookScope): Promise<void> {
    if (courseKey !== null && organization !== null) throw new TwoScopesError();
    if (principal.isGlobalStaff) return;
    if (organization !== null) {
      const isDelegate = await this.store.isDelegate(principal.userId, organization);
      if (isDelegate === null) throw new UnknownScopeError('organization', organization);
      if (!isDelegate) throw new MayNotCreateWebhookError(`the organization "${organization}"`);
      return;
    }
    if (courseKey === null) throw new MayNotCreateWebhookError('all courses');
    const access = await this.policy.accessOf(principal, CourseKey.parse(courseKey));
    if (access.may('events.create_webhook')) return;
    // Whoever may not know of the course must not learn of it from a 403.
    if (!access.may('courses.view_course')) throw new UnknownScopeError('course_key', courseKey);
    throw new MayNotCreateWebhookError(courseKey);
  }
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

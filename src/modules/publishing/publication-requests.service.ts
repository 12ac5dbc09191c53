import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { blocksIn } from './course-to-publish.js';
import type { Publication } from './publication.js';
import type { PublicationAction } from './publication.entity.js';
import type { PublicationOrder } from './publication-order.js';
import type { Published } from './publisher.service.js';
import { PublicationsService } from './publications.service.js';
import { ScheduledPublications } from './scheduled-publications.service.js';

/** What a request asks for (SPEC section 13). */
export interface PublicationRequest {
  readonly action?: PublicationAction;
  readonly usage_keys?: readonly string[];
  readonly exclude?: readonly string[];
  readonly message?: string | null;
  readonly at?: Date | null;
}

/** Sees to it that what was asked for is done now or later. */
@Injectable()
export class PublicationRequests {
  constructor(
    private readonly publications: PublicationsService,
    private readonly schedule: ScheduledPublications,
  ) {}

  /** @throws InvalidInputError, and as PublicationsService.publish and ScheduledPublications.create */
  async take<Answer>(
    principal: Principal,
    key: CourseKey,
    request: PublicationRequest,
    unit: UnitOfWork<Publication, Answer>,
  ): Promise<Answer> {
    const order = orderOf(key, request);
    if (!request.at) return this.publications.publish(principal, key, order, unit);
    return this.schedule.create(principal, key, { ...order, at: request.at }, unit);
  }

  /** What it would change if it were done now. @throws as {@link take} */
  async preview(principal: Principal, key: CourseKey, request: PublicationRequest): Promise<Published> {
    return this.publications.preview(principal, key, orderOf(key, request));
  }
}

function orderOf(key: CourseKey, request: PublicationRequest): PublicationOrder {
  const { action = 'publish', usage_keys: keys, exclude = [], message = null } = request;
  if (action === 'unpublish') checkUnpublish(request);
  const blocks = blocksIn(key, { usage_keys: keys ?? [], exclude });
  return { action, message, blocks: keys === undefined ? null : blocks['usage_keys']!, exclude: blocks['exclude']! };
}

function checkUnpublish({ usage_keys: keys, exclude = [] }: PublicationRequest): void {
  const faults = {
    ...(keys === undefined && { usage_keys: ['usage_keys must say which blocks to take off: not all of them.'] }),
    ...(exclude.length > 0 && { exclude: ['exclude is for publishing: what is below a block goes with it.'] }),
  };
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
}

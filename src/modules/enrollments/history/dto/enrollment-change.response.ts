import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { AccountReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { Unsent } from '../../../../common/hypermedia/unsent.js';
import type { StoredEnrollment } from '../../stored-enrollment.js';
import type { StoredChange } from '../enrollment-history.collection.js';

/** Whose change it is. */
export const changedEnrollment = new Unsent<StoredEnrollment>('EnrollmentChangeResponse.of');

/** What an enrollment was at one time. */
export class EnrollmentStateResponse {
  /** How the course was taken. */
  @ApiProperty({ example: 'audit' })
  readonly mode: string;

  /** Whether it was taken. */
  @ApiProperty()
  readonly is_active: boolean;

  /** Whether the enrollment was deleted. */
  @ApiProperty()
  readonly is_deleted: boolean;
}

/** One change of an enrollment. */
export class EnrollmentChangeResponse extends ResourceResponse {
  /** Number of the change in the enrollment’s history; the first is 1. */
  @ApiProperty({ type: 'integer', example: 2 })
  @Minimal()
  readonly revision: number;

  /** When, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Minimal()
  readonly changed: string;

  /** Who; null for the command line, and when that account is gone. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly changed_by: AccountReference | null;

  /** Why, in the words of whoever did it; null when nothing was said. */
  @ApiProperty({ type: String, nullable: true, example: 'Asked for by the registrar' })
  @Shown()
  readonly reason: string | null;

  /** What it was before; null for the first. */
  @ApiProperty({ type: EnrollmentStateResponse, nullable: true })
  @Shown()
  readonly from: EnrollmentStateResponse | null;

  /** What it was afterwards. */
  @ApiProperty({ type: EnrollmentStateResponse })
  @Minimal()
  readonly to: EnrollmentStateResponse;

  static of(
    this: void,
    change: StoredChange,
    enrollment: StoredEnrollment,
    urls: ApiUrls,
  ): Unlinked<EnrollmentChangeResponse> {
    const { previousMode: mode, previousIsActive, previousIsDeleted } = change;
    return {
      ...changedEnrollment.with(enrollment),
      revision: change.revision,
      changed: change.changed.toISOString(),
      changed_by: AccountReference.from(change.changedBy, urls),
      reason: change.reason,
      from:
        mode === null ? null : { mode, is_active: previousIsActive === true, is_deleted: previousIsDeleted === true },
      to: { mode: change.mode, is_active: change.isActive, is_deleted: change.isDeleted },
    };
  }
}

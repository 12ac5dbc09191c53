import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import type { UnitOfWork } from '../../../common/database/unit-of-work.js';
import type { Preconditions } from '../../../common/http/preconditions.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { usernameOf } from '../../../common/pagination/key-parameters.js';
import type { Page } from '../../../common/pagination/page.js';
import { Sql, sql } from '../../../common/pagination/sql.js';
import { isOfNoDeletedCourse } from '../../access/index.js';
import type { ListInvitationsQuery } from './dto/invitation.dto.js';
import { UnknownCourseError } from '../enrollments.errors.js';
import { InvitationStore } from './invitation-store.js';
import { invitationCollection, invitationsOf } from './invitations.collection.js';
import { InvitationNotFoundError, MayNotInviteError } from './invitations.errors.js';
import type { InvitationTerms, Invitee, StoredInvitation } from './stored-invitation.js';

/**
 * Who is invited to a course (SPEC E-2). Those who run it see its invitations, and everybody their own. Nothing tells
 * whether an e-mail address has an account (E-1).
 */
@Injectable()
export class Invitations {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: InvitationStore,
    private readonly policy: CourseAccessPolicy,
  ) {}

  async page(principal: Principal, query: ListInvitationsQuery): Promise<Page<StoredInvitation>> {
    const asked = { ...query, user: usernameOf(query.user, principal) };
    return invitationCollection.page(this.dataSource.manager, asked, await this.visibleTo(principal));
  }

  /** @throws InvitationNotFoundError */
  async get(principal: Principal, uuid: string): Promise<StoredInvitation> {
    const invitation = await this.store.find(uuid, principal.userId);
    if (!invitation) throw new InvitationNotFoundError(uuid);
    if (!invitation.isOwn && !(await this.mayInvite(principal, invitation.courseKey)))
      throw new InvitationNotFoundError(uuid);
    return invitation;
  }

  /** @throws MayNotInviteError, UnknownCourseError, UnknownUserError, AlreadyInvitedError */
  async create<Answer>(
    principal: Principal,
    courseKey: string,
    invitee: Invitee,
    terms: InvitationTerms,
    unit: UnitOfWork<StoredInvitation, Answer>,
  ): Promise<Answer> {
    if (!(await this.mayInvite(principal, courseKey))) throw await this.whyNot(principal, courseKey);
    return unit.run((manager) => this.store.insert(manager, courseKey, invitee, terms, principal.userId));
  }

  /** Takes it back, or declines it. @throws InvitationNotFoundError, PreconditionFailedError */
  async remove(principal: Principal, uuid: string, preconditions: Preconditions): Promise<void> {
    await this.get(principal, uuid);
    await this.dataSource.transaction(async (manager) => {
      if (!(await this.store.lock(manager, uuid))) throw new InvitationNotFoundError(uuid);
      preconditions.check('1');
      await this.store.remove(manager, uuid);
    });
  }

  private async mayInvite(principal: Principal, courseKey: string): Promise<boolean> {
    if (principal.client?.ownOnly) return false;
    return (await this.policy.accessOf(principal, CourseKey.parse(courseKey))).may('enrollments.invite');
  }

  /** Whoever may not know of the course is told what is true of one that does not exist (SPEC R-7). */
  private async whyNot(principal: Principal, courseKey: string): Promise<Error> {
    const access = await this.policy.accessOf(principal, CourseKey.parse(courseKey));
    return access.may('courses.view_course') ? new MayNotInviteError(courseKey) : new UnknownCourseError(courseKey);
  }

  private async visibleTo(principal: Principal): Promise<Sql> {
    const there = Sql.text(isOfNoDeletedCourse('i.course_key'));
    if (principal.isGlobalStaff) return there;
    const own = Sql.all([there, invitationsOf(principal.userId!)]);
    if (principal.client?.ownOnly) return own;
    const managed = [...(await this.policy.coursesOf(principal))].filter(([, access]) =>
      access.may('enrollments.invite'),
    );
    return Sql.any([own, sql`i.course_key = ANY (${managed.map(([key]) => key)}::text[])`]);
  }
}

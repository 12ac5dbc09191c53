import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../../common/audit/audit-trail.js';
import { AccessChanges } from '../../../common/auth/access-changes.js';
import { AppError } from '../../../common/errors/app-error.js';
import { SignInEvents } from '../../sign-in/index.js';
import { courseDoor } from '../course-door.js';
import { EnrollmentAdmission } from '../enrollment-admission.js';
import { defaultMode } from '../enrollment-modes.js';
import { EnrollmentStore } from '../enrollment-store.js';
import type { EnrollmentPlace } from '../stored-enrollment.js';
import { InvitationStore } from './invitation-store.js';

/**
 * Enrolls people who were invited with `auto_enroll`. Not when they are invited, which would tell who asks whether an
 * address has an account, but when they show up: at sign-in, and when an
 * e-mail address is verified.
 */
@Injectable()
export class AutoEnrollment implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly invitations: InvitationStore,
    private readonly store: EnrollmentStore,
    private readonly admission: EnrollmentAdmission,
    private readonly changes: AccessChanges,
    private readonly events: SignInEvents,
  ) {}

  onModuleInit(): void {
    this.events.onArrival((person) => this.takeUp(person));
  }

  /**
   * One query for who has no such invitation. An invitation that leads nowhere, because the seats are taken or its mode is
   * over, stays.
   */
  async takeUp({ userId, username }: { readonly userId: number; readonly username: string }): Promise<void> {
    const waiting = await this.invitations.waitingFor(userId);
    for (const { courseKey, mode, reason } of waiting) {
      await this.enroll({ username, courseKey }, mode, { by: userId, reason }).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
    }
    if (waiting.length > 0) this.changes.note();
  }

  private async enroll(
    place: EnrollmentPlace,
    mode: string | null,
    note: { readonly by: number; readonly reason: string | null },
  ): Promise<void> {
    const { username, courseKey } = place;
    const trail = AuditTrail.beside({ action: 'auto_enrollment', actor: username, courseKey });
    const work = async (manager: EntityManager): Promise<void> => {
      const door = await courseDoor(manager, place);
      const current = await this.store.lock(manager, place);
      if (!door) return;
      if (current?.isActive) return this.store.useInvitations(manager, place);
      const next = { mode: mode ?? defaultMode(door), isActive: true };
      await this.admission.admit(manager, { place, current: null, next, door, decides: false });
      if (current) await this.store.update(manager, current, next, note);
      else await this.store.insert(manager, place, next, note);
    };
    await AuditTrail.run(trail, () => this.dataSource.transaction(work));
  }
}

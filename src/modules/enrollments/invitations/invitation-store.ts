import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { violates } from '../../../common/database/database-errors.js';
import { isOfNoDeletedCourse } from '../../access/index.js';
import { UnknownCourseError, UnknownUserError } from '../enrollments.errors.js';
import { AlreadyInvitedError } from './invitations.errors.js';
import {
  INVITATION_COLUMNS,
  INVITATION_PEOPLE,
  type InvitationTerms,
  type Invitee,
  type StoredInvitation,
} from './stored-invitation.js';

/** The rows of invitations. */
@Injectable()
export class InvitationStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param userId whose invitation it may be as well: `isOwn` says whether it is */
  async find(uuid: string, userId: number | null): Promise<(StoredInvitation & { readonly isOwn: boolean }) | null> {
    const rows = await this.dataSource.query<(StoredInvitation & { isOwn: boolean })[]>(
      `SELECT ${INVITATION_COLUMNS}, coalesce(i.user_id = $2 OR lower(i.email) =
              (SELECT lower(u.email) FROM users u WHERE u.id = $2 AND u.email_verified), false) AS "isOwn"
         FROM enrollment_invitations i ${INVITATION_PEOPLE} WHERE i.uuid = $1
           AND ${isOfNoDeletedCourse('i.course_key')}`,
      [uuid, userId],
    );
    return rows[0] ?? null;
  }

  /** @throws UnknownUserError, UnknownCourseError, AlreadyInvitedError */
  async insert(
    manager: EntityManager,
    courseKey: string,
    invitee: Invitee,
    { mode, autoEnroll, reason }: InvitationTerms,
    invitedBy: number | null,
  ): Promise<StoredInvitation> {
    const [username, email] = 'email' in invitee ? [null, invitee.email] : [invitee.username, null];
    try {
      const rows = await manager.query<StoredInvitation[]>(
        `WITH i AS (INSERT INTO enrollment_invitations (uuid, course_key, user_id, email, mode, auto_enroll, reason, invited_by)
                    SELECT $1, $2, u.id, $4, $5, $6, $7, $8 FROM (SELECT 1) one
                      LEFT JOIN users u ON lower(u.username) = lower($3) AND u.is_active
                     WHERE $3::text IS NULL OR u.id IS NOT NULL RETURNING *)
         SELECT ${INVITATION_COLUMNS} FROM i ${INVITATION_PEOPLE}`,
        [uuidV7(), courseKey, username, email, mode, autoEnroll, reason, invitedBy],
      );
      if (!rows[0]) throw new UnknownUserError(username!);
      return rows[0];
    } catch (error) {
      if (violates(error, 'fk_enrollment_invitations_course')) throw new UnknownCourseError(courseKey);
      const isTwice = ['uq_enrollment_invitations_user', 'uq_enrollment_invitations_email'].some((name) =>
        violates(error, name),
      );
      if (isTwice) throw new AlreadyInvitedError(email ?? username!, courseKey, error);
      throw error;
    }
  }

  async lock(manager: EntityManager, uuid: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>('SELECT 1 FROM enrollment_invitations WHERE uuid = $1 FOR UPDATE', [
      uuid,
    ]);
    return rows.length > 0;
  }

  async remove(manager: EntityManager, uuid: string): Promise<void> {
    await manager.query('DELETE FROM enrollment_invitations WHERE uuid = $1', [uuid]);
  }

  /** The invitations of an account that are to enroll it without its asking. */
  async waitingFor(
    userId: number,
  ): Promise<(Pick<StoredInvitation, 'courseKey' | 'mode'> & { reason: string | null })[]> {
    return this.dataSource.query(
      `SELECT i.course_key AS "courseKey", i.mode, i.reason FROM users u JOIN enrollment_invitations i
           ON i.user_id = u.id OR (u.email_verified AND lower(i.email) = lower(u.email))
        WHERE u.id = $1 AND u.is_active AND i.auto_enroll ORDER BY i.created`,
      [userId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

/** Who takes a course. */
@Injectable()
export class EnrollmentsService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The person takes the course in this mode (`audit`, `honor`, `verified`, …) from now on. Whoever has been there
   * before keeps the enrollment, with its UUID and its date (SPEC E-2).
   * @throws NotFoundError for an unknown username
   */
  async enroll(username: string, courseKey: CourseKey, mode = 'audit'): Promise<void> {
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO enrollments (course_key, user_id, uuid, mode)
       SELECT $1, id, $3, $4 FROM users WHERE lower(username) = lower($2)
       ON CONFLICT ON CONSTRAINT pk_enrollments DO UPDATE SET mode = excluded.mode, is_active = true
       RETURNING user_id`,
      [String(courseKey.withoutBranchAndVersion()), username, uuidV7(), mode],
    );
    if (rows.length === 0) throw new NotFoundError(`account "${username}"`);
  }
}

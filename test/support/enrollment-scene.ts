import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from './app.js';
import { json } from './json-request.js';
import { newPerson, type Person } from './people.js';

export const ENROLLMENTS = '/api/enrollment/v1/enrollments/';
export const INVITATIONS = '/api/enrollment/v1/invitations/';
export const BULK = '/api/enrollment/v1/bulk_enrollments/';

/** A service with courses, and people who run them: `boss` (instructor), `helper` (staff), `writer`, `looker`, `tester`. */
export class EnrollmentScene {
  private made = 0;

  private constructor(readonly service: TestApp) {}

  static async start(): Promise<EnrollmentScene> {
    return new EnrollmentScene(await startTestApp());
  }

  get admin(): TestClient {
    return this.service.as('admin', { isStaff: true });
  }

  /** A course of its own for one test, run by the people above. @param change SQL that changes its row @param team false: run by nobody */
  async course(change = '', { team = true } = {}): Promise<CourseKey> {
    const key = CourseKey.of('Harbour', 'Seats', `run${(this.made += 1)}`);
    await this.service.dataSource.transaction(async (manager) => {
      await this.service.app.get(CourseStore).ensure(manager, key, null);
      if (change) await manager.query(`UPDATE courses SET ${change} WHERE course_key = $1`, [String(key)]);
    });
    const roles = {
      boss: 'instructor',
      helper: 'staff',
      writer: 'editor',
      looker: 'auditor',
      tester: 'beta_tester',
    } as const;
    if (!team) return key;
    for (const [username, role] of Object.entries(roles) as [string, (typeof roles)['boss']][]) {
      await this.service.as(username)('/api/');
      await this.service.app.get(CourseRolesService).grant(username, key, role);
    }
    return key;
  }

  someone(): Promise<Person> {
    return newPerson(this.service);
  }

  /** Somebody whose e-mail address is not known to be theirs. */
  async unverified(email: string): Promise<Person> {
    const username = `Unverified_${(this.made += 1)}`;
    await this.service.app.get(AccountsService).create({ username, email, password: null });
    await this.service.dataSource.query('UPDATE users SET email_verified = false WHERE username = $1', [username]);
    return { username, client: this.service.as(username) };
  }

  enroll(client: TestClient, key: CourseKey, more: object = {}): Promise<TestResponse> {
    return client(ENROLLMENTS, json('POST', { course_key: String(key), ...more }));
  }

  /** What the database has of one person in one course. */
  async row(
    username: string,
    key: CourseKey,
  ): Promise<{ mode: string; is_active: boolean; revision: number } | undefined> {
    const rows = await this.service.dataSource.query<{ mode: string; is_active: boolean; revision: number }[]>(
      `SELECT e.mode, e.is_active, e.revision FROM enrollments e JOIN users u ON u.id = e.user_id
        WHERE u.username = $1 AND e.course_key = $2 AND e.deleted IS NULL`,
      [username, String(key)],
    );
    return rows[0];
  }

  async count(from: string, values: unknown[] = []): Promise<number> {
    const [row] = await this.service.dataSource.query<[{ n: number }]>(
      `SELECT count(*)::int AS n FROM ${from}`,
      values,
    );
    return row.n;
  }

  /** The task at this address, once it is over. */
  async ended(client: TestClient, url: string): Promise<TestResponse['body']> {
    for (;;) {
      const { body } = await client(url);
      if (body.finished !== null) return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async close(): Promise<void> {
    await this.service.close();
  }
}

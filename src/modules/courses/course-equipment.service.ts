import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { ChecklistDefaults } from '../checklists/index.js';
import { CourseRolesService } from '../course-team/index.js';

/** A course that is being made. */
export interface NewCourse {
  /** Internal id. */
  readonly courseId: number;
  readonly courseKey: CourseKey;
  /** Username of who makes it; null for the service itself. */
  readonly by: string | null;
}

/** What every new course gets beside its content, however it is made: the place for whatever else a course begins with. */
@Injectable()
export class CourseEquipment {
  constructor(private readonly roles: CourseRolesService) {}

  /** In the transaction that makes the course; whose owner calls AccessChanges.note() once it is committed. */
  async give(manager: EntityManager, { courseId, courseKey, by }: NewCourse): Promise<void> {
    await ChecklistDefaults.giveTo(manager, courseId);
    // Whoever makes a course is its first instructor (SPEC section 8).
    if (by !== null) await this.roles.grantWithin(manager, by, courseKey, 'instructor', by);
  }
}

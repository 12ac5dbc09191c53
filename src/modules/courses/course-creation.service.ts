import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { holdersInWords } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { PermissionDeniedError } from '../../common/errors/app-error.js';
import { type CourseKey } from '../../common/opaque-keys/index.js';
import {
  blockRef,
  CourseEntity,
  CourseKeyTakenError,
  CourseStore,
  type CourseVersion,
  DRAFT,
  type JsonObject,
  newGuid,
  PUBLISHED,
  type StoredBlock,
  TreeReplacement,
} from '../content/index.js';
import { CourseEquipment } from './course-equipment.service.js';
import { type CourseWords, saying } from './course-words.js';

/** A course as it was made. */
export interface CreatedCourse {
  readonly course: CourseEntity;
  readonly version: CourseVersion;
}

/** What a course is to be. */
export interface CourseWish {
  readonly key: CourseKey;
  readonly words: CourseWords;
  readonly message: string | null;
}

const ROOT = blockRef('course', 'course');

/** A course that says no start begins in 2030: it is not open by accident, as in edX. */
const DEFAULT_START = '2030-01-01T00:00:00Z';

/** The pages of a course that nobody has arranged: those of the platform. */
const DEFAULT_TABS: JsonObject[] = [
  { course_staff_only: false, name: 'Course', type: 'courseware' },
  { course_staff_only: false, name: 'Progress', type: 'progress' },
  { course_staff_only: false, name: 'Dates', type: 'dates' },
  { course_staff_only: false, name: 'Discussion', type: 'discussion' },
  { course_staff_only: false, is_hidden: true, name: 'Wiki', type: 'wiki' },
  { course_staff_only: false, name: 'Textbooks', type: 'textbooks' },
];

/** Makes courses (SPEC C-7): the row, the first version for both branches, and the first instructor, in one transaction. */
@Injectable()
export class CourseCreation {
  constructor(
    private readonly store: CourseStore,
    private readonly policy: CourseAccessPolicy,
    private readonly equipment: CourseEquipment,
    private readonly changes: AccessChanges,
  ) {}

  /** Rights come first: only who may make the course learns that there is one. @throws PermissionDeniedError, CourseKeyTakenError, InvalidInputError */
  async create<Answer>(
    principal: Principal,
    wish: CourseWish,
    unit: UnitOfWork<CreatedCourse, Answer>,
  ): Promise<Answer> {
    await this.checkMayCreate(principal, wish.key);
    const answer = await unit.run((manager) => this.make(manager, wish, principal.username));
    this.changes.note();
    return answer;
  }

  /** @throws PermissionDeniedError. Organizations are public, so that this reveals nothing. */
  async checkMayCreate(principal: Principal, key: CourseKey): Promise<void> {
    if ((await this.policy.accessOf(principal, key)).may('courses.create_course')) return;
    throw new PermissionDeniedError(
      `You may not make courses in the organization ${key.org}: the permission courses.create_course belongs to ${holdersInWords('courses.create_course')}. Ask one of its delegates.`,
    );
  }

  /** So that whoever asks for what takes its time hears it at once. @throws CourseKeyTakenError */
  async checkIsFree(key: CourseKey): Promise<void> {
    const taken = await this.store.findInAnyCase(key);
    if (taken) throw new CourseKeyTakenError(taken.courseKey, taken.deleted);
  }

  private async make(
    manager: EntityManager,
    { key, words, message }: CourseWish,
    by: string | null,
  ): Promise<CreatedCourse> {
    const { id: courseId, created } = await this.store.ensure(manager, key, by);
    if (!created) throw new CourseKeyTakenError(String(key), null);
    const version = await this.writeTree(manager, { courseId, key, words, message }, by);
    await this.store.refreshInformation(manager, courseId, by);
    await this.equipment.give(manager, { courseId, courseKey: key, by });
    noteForAudit({ courseKey: String(key), version: version.guid });
    return { course: await manager.findOneByOrFail(CourseEntity, { id: courseId }), version };
  }

  private async writeTree(
    manager: EntityManager,
    { courseId, key, words, message }: CourseWish & { readonly courseId: number },
    by: string | null,
  ): Promise<CourseVersion> {
    const head = firstVersion(courseId, key, by);
    const { put } = saying(words, key)(ROOT).apply(new Map([[ROOT, blankRoot(key)]]), head);
    const tree = await TreeReplacement.begin(manager, courseId);
    await tree.add(put);
    const { version: guid } = await tree.commit({ branch: PUBLISHED, root: ROOT, createdBy: by, message });
    await tree.commit({ branch: DRAFT, root: ROOT, createdBy: by, message });
    await tree.end();
    const [{ created }] = await manager.query<[{ created: Date }]>('SELECT created FROM versions WHERE guid = $1', [
      guid,
    ]);
    return { ...head, guid, created };
  }
}

function firstVersion(courseId: number, courseKey: CourseKey, createdBy: string | null): CourseVersion {
  const place = { branch: PUBLISHED, isHead: true, line: 1, ordinal: 1, root: ROOT };
  return { courseId, courseKey, guid: newGuid(), created: new Date(), createdBy, ...place };
}

/** What edX gives a course that it makes. */
function blankRoot({ org, course, run }: CourseKey): StoredBlock {
  const settings: JsonObject = { start: DEFAULT_START, tabs: DEFAULT_TABS };
  const content: JsonObject = { wiki_slug: `${org}.${course}.${run}` };
  const place = { block: ROOT, parent: null, children: [] };
  return { ...place, displayName: null, settings, content, olx: null, definition: '', original: '', edited: '' };
}

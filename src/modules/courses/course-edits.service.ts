import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import type { Principal } from '../../common/auth/principal.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type CourseVersion, type InformationChange, InformationEditor } from '../content/index.js';
import { CourseStates } from './course-states.service.js';
import { type CourseWords, saying, wholly } from './course-words.js';

/** How a course is to be written. */
export interface CourseEdit {
  /** Of the course: both branches are written to. With a branch: only that one. */
  readonly key: CourseKey;
  readonly by: Principal;
  /** Why, for the history. */
  readonly message: string | null;
  readonly preconditions: Preconditions;
}

/** Writes course information, which is not drafted (ADR 0022). Who may do so is decided by the guard. */
@Injectable()
export class CourseEdits {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly editor: InformationEditor,
    private readonly states: CourseStates,
    private readonly changes: AccessChanges,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Changes what is said (RFC 7396).
   * @param isArchived undefined: as before
   * @returns the version that is there now: its id
   * @throws as {@link change}
   */
  async patch(words: CourseWords, isArchived: boolean | undefined, edit: CourseEdit): Promise<string> {
    const saysSomething = Object.values(words).some((value) => value !== undefined);
    if (saysSomething && isArchived === undefined) return (await this.change(saying(words, edit.key), edit)).guid;
    const { key, preconditions } = edit;
    const version = await this.dataSource.transaction(async (manager) => {
      const course = await this.states.lock(manager, key);
      preconditions.check(course.head, this.urls.course(key.forVersion(null)));
      if (isArchived === false) await this.states.archive(manager, course, false);
      const head = saysSomething ? (await this.write(saying(words, key), edit, manager)).guid : course.head!;
      if (isArchived === true) await this.states.archive(manager, course, true);
      return head;
    });
    this.changes.note();
    return version;
  }

  /** Makes what is said all the information that there is. @throws as {@link change}, PreconditionRequiredError */
  async replace(words: CourseWords, edit: CourseEdit): Promise<string> {
    return (await this.change(saying(wholly(words), edit.key), edit, { demands: true })).guid;
  }

  /**
   * Any change of the course block and of blocks beside the tree.
   * @param demands whether the request has to say which state it changes
   * @throws NotFoundError, ArchivedCourseError, InvalidInputError, PreconditionFailedError, VersionReadOnlyError
   */
  async change(change: InformationChange, edit: CourseEdit, { demands = false } = {}): Promise<CourseVersion> {
    return this.write(change, edit, undefined, demands);
  }

  private async write(
    change: InformationChange,
    { key, by, message, preconditions }: CourseEdit,
    manager?: EntityManager,
    demands = false,
  ): Promise<CourseVersion> {
    const where = this.urls.course(key.forVersion(null));
    const expected = ({ guid }: CourseVersion) =>
      demands ? preconditions.demand(guid, where) : preconditions.check(guid, where);
    return (await this.editor.edit(key, { by: by.username, message, manager, expected }, change)).version;
  }
}

import { Injectable } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { CourseChecks } from './checks/course-checks.service.js';
import { ChecklistResponse, type ChecklistView } from './dto/checklist.response.js';
import { type CourseChecklist, versionOf } from './stored-checklist.js';

/** Makes of a checklist what one caller is shown. */
export type ShowChecklist = (checklist: CourseChecklist) => Unlinked<ChecklistResponse>;

/** What a caller sees of the checklists of a course: the state of the checks beside the ticks, and what they may do. */
@Injectable()
export class ChecklistViews {
  constructor(
    private readonly policy: CourseAccessPolicy,
    private readonly checks: CourseChecks,
    private readonly urls: ApiUrls,
  ) {}

  /** @param wantsChecks false where none of the items is tied to one */
  async of(principal: Principal, courseKey: CourseKey, wantsChecks: boolean): Promise<ShowChecklist> {
    const access = await this.policy.accessOf(principal, courseKey);
    const view: ChecklistView = {
      mayEdit: access.may('courses.edit_checklists'),
      mayDelete: access.may('courses.delete_checklists'),
      passed: wantsChecks ? await this.checks.statesOf(courseKey.withoutBranchAndVersion()) : new Map(),
    };
    return (checklist) => ChecklistResponse.from(checklist, view, this.urls);
  }

  async show(principal: Principal, checklist: CourseChecklist): Promise<Unlinked<ChecklistResponse>> {
    return (await this.of(principal, checklist.courseKey, isTied(checklist)))(checklist);
  }

  /** After a write: the representation is made only if somebody wants it. */
  afterwards(principal: Principal, checklist: CourseChecklist): Versioned<ChecklistResponse> {
    return new Versioned(versionOf(checklist), [], () => this.show(principal, checklist));
  }
}

/** Whether an item stands beside a computed check. */
export const isTied = ({ items }: Pick<CourseChecklist, 'items'>): boolean => items.some(({ check }) => check !== null);

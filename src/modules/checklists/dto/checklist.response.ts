import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { expandAction } from '../checklist-actions.js';
import { CHECK_IDS } from '../checks/check-ids.js';
import { type ChecklistItem, type CourseChecklist } from '../stored-checklist.js';

/** What the link builder must know of a list. Under a symbol, so that it is never sent. */
const SEEN = Symbol('courseware:checklist');

/** What a reader of a list may do with it, and what the checks say of its course. */
export interface ChecklistView {
  readonly mayEdit: boolean;
  readonly mayDelete: boolean;
  /** Check id → whether it passes; what cannot be said is absent. */
  readonly passed: ReadonlyMap<string, boolean>;
}

interface Seen extends ChecklistView {
  readonly checklist: CourseChecklist;
}

/** The computed check beside an item. */
export class ItemCheckResponse {
  /** Which check it is. */
  @ApiProperty({ enum: CHECK_IDS })
  readonly id: string;

  /** What it has found. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;

  /** Whether the course passes it as its draft is now; null while there is nothing to check. */
  @ApiProperty({ type: Boolean, nullable: true })
  readonly passed: boolean | null;
}

/** One thing to do. */
export class ChecklistItemResponse {
  /** What is to be done. */
  readonly short_description: string;

  /** More about it. */
  readonly long_description: string;

  /** Whether somebody has ticked it. What the check says never ticks it. */
  readonly is_checked: boolean;

  /** Where to do it; empty for nowhere in particular. */
  @ApiProperty({ example: 'https://courseware.example.org/api/course/v1/courses/course-v1:Courseware+Tides101+2026/' })
  readonly action_url: string;

  /** What the link says. */
  readonly action_text: string;

  /** Place in the list, from 0. */
  @ApiProperty({ type: 'integer' })
  readonly position: number;

  /** Who ticked it; null while it is not ticked. */
  @ApiProperty({ type: AccountReference, nullable: true })
  readonly checked_by: AccountReference | null;

  /** When, ISO 8601 UTC. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly checked_at: string | null;

  /** The computed check that speaks of the same thing; null: none. */
  @ApiProperty({ type: ItemCheckResponse, nullable: true })
  readonly check: ItemCheckResponse | null;
}

/** What is to be done for a course, and who has done it. */
@ApiExtraModels(ChecklistItemResponse)
export class ChecklistResponse extends ResourceResponse {
  /** Name of the list within the course. */
  @ApiProperty({ example: 'getting-started' })
  @Minimal()
  readonly id: string;

  /** Whose list it is. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** What the list is for. */
  @ApiProperty({ example: 'Getting Started With Studio' })
  @Minimal()
  readonly short_description: string;

  /** Place among the lists of the course, from 0. */
  @ApiProperty({ type: 'integer' })
  @Minimal()
  readonly position: number;

  /** How many items there are. */
  @ApiProperty({ type: 'integer' })
  @Minimal()
  readonly item_count: number;

  /** How many of them are ticked. */
  @ApiProperty({ type: 'integer' })
  @Minimal()
  readonly checked_count: number;

  /** The items by their ids, in their order. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(ChecklistItemResponse) } })
  @Shown()
  readonly items: Record<string, ChecklistItemResponse>;

  /** When and by whom the list or an item last changed. */
  @ApiProperty({ type: EditResponse })
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly edited: EditResponse;

  static from(
    this: void,
    checklist: CourseChecklist,
    view: ChecklistView,
    urls: ApiUrls,
  ): Unlinked<ChecklistResponse> & { readonly [SEEN]: Seen } {
    const { id, courseKey, items } = checklist;
    return {
      [SEEN]: { ...view, checklist },
      id,
      course: CourseReference.from(courseKey, urls),
      short_description: checklist.shortDescription,
      position: checklist.position,
      item_count: items.length,
      checked_count: items.filter(({ checkedAt }) => checkedAt !== null).length,
      items: Object.fromEntries(
        items.map((item, position) => [
          item.id,
          itemResponse(item, position, { courseKey, urls, passed: view.passed }),
        ]),
      ),
      edited: EditResponse.from({ by: checklist.editedBy, on: checklist.edited }, urls),
    };
  }
}

/** @throws Error for a representation that {@link ChecklistResponse.from} has not made */
export function seenChecklist(response: object): Seen {
  const seen = (response as { [SEEN]?: Seen })[SEEN];
  if (!seen) throw new Error('A checklist is represented by ChecklistResponse.from.');
  return seen;
}

function itemResponse(
  item: ChecklistItem,
  position: number,
  { courseKey, urls, passed }: Pick<CourseChecklist, 'courseKey'> & Pick<ChecklistView, 'passed'> & { urls: ApiUrls },
): ChecklistItemResponse {
  return {
    short_description: item.shortDescription,
    long_description: item.longDescription,
    is_checked: item.checkedAt !== null,
    action_url: expandAction(item.actionUrl, courseKey, urls),
    action_text: item.actionText,
    position,
    checked_by: AccountReference.from(item.checkedBy, urls),
    checked_at: item.checkedAt?.toISOString() ?? null,
    check:
      item.check === null
        ? null
        : { id: item.check, url: urls.courseCheck(courseKey, item.check), passed: passed.get(item.check) ?? null },
  };
}

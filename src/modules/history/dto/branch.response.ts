import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { VisibleBranch } from '../branches.service.js';

/** What the link builder must know of a branch. Under a symbol, so that it is never sent. */
const VIEW = Symbol('courseware:branch-view');

/** A named pointer to a version of a course (SPEC C-1). */
export class BranchResponse extends ResourceResponse {
  /** Its name, as it stands in keys: `+branch@draft`. */
  @ApiProperty({ example: 'draft' })
  @Minimal()
  readonly name: string;

  /** The course run; its URL shows it on this branch. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Its head: 24 hexadecimal digits. The link `version` tells of it. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Minimal()
  readonly version: string;

  /** When and by whom the head was made. */
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly edited: EditResponse;

  /** Why it was made; null when its author did not say. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly message: string | null;

  /** When and by whom the branch came to point there: the same, unless it was moved or begun there. */
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly moved: EditResponse;

  static from(
    this: void,
    view: VisibleBranch,
    urls: ApiUrls,
  ): Unlinked<BranchResponse> & { readonly [VIEW]: VisibleBranch } {
    const { courseKey, name, head, created, createdBy, message, movedAt, movedBy } = view.branch;
    return {
      [VIEW]: view,
      name,
      course: CourseReference.from(CourseKey.parse(courseKey).forBranch(name), urls),
      version: head,
      edited: EditResponse.from({ by: createdBy, on: created }, urls),
      message,
      moved: EditResponse.from({ by: movedBy, on: movedAt }, urls),
    };
  }
}

/** @throws Error for a representation that {@link BranchResponse.from} has not made */
export function visibleBranchOf(response: object): VisibleBranch {
  const view = (response as { [VIEW]?: VisibleBranch })[VIEW];
  if (!view) throw new Error('A branch is represented by BranchResponse.from.');
  return view;
}

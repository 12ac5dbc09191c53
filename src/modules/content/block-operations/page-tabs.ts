import { type BlockRef, idOf, typeOf } from '../block-ref.js';
import { isDict } from '../block-types/field-json.js';
import type { BlockState } from '../content-change.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { WorkingTree } from '../working-tree.js';

/** Pages of a course: blocks of this type are shown where `tabs` of the course block names them. */
const PAGE = 'static_tab';

/**
 * What the platform shows of a course that has no `tabs` of its own (its `CourseTabList.initialize_default`). A list that
 * held the new page alone would take all of these away.
 */
const USUAL_TABS: readonly JsonObject[] = [
  { type: 'course_info', name: 'Course Info' },
  { type: 'courseware', name: 'Course' },
  { type: 'textbooks', name: 'Textbooks' },
  { type: 'discussion', name: 'Discussion' },
  { type: 'wiki', name: 'Wiki' },
  { type: 'progress', name: 'Progress' },
  { type: 'dates', name: 'Dates' },
];

export function isPage(block: BlockRef): boolean {
  return typeOf(block) === PAGE;
}

/** Enters a new page at the end of the course's tabs; one that is entered already stays where it is. */
export async function enterTab(tree: WorkingTree, page: BlockState): Promise<void> {
  await changeTabs(tree, (tabs) =>
    tabs.some((tab) => isTabOf(tab, page.block))
      ? tabs
      : [
          ...(tabs.length > 0 ? tabs : USUAL_TABS),
          { type: PAGE, name: page.displayName ?? 'Empty', url_slug: idOf(page.block) },
        ],
  );
}

/** Names the page's tab as the page is named now (Studio does the same). */
export async function renameTab(tree: WorkingTree, page: BlockState): Promise<void> {
  const name = page.displayName ?? 'Empty';
  await changeTabs(tree, (tabs) =>
    tabs.map((tab) => (isTabOf(tab, page.block) && isDict(tab) ? { ...tab, name } : tab)),
  );
}

/** Takes the page out of the course's tabs. */
export async function removeTab(tree: WorkingTree, page: BlockRef): Promise<void> {
  await changeTabs(tree, (tabs) => tabs.filter((tab) => !isTabOf(tab, page)));
}

async function changeTabs(tree: WorkingTree, change: (tabs: JsonValue[]) => readonly JsonValue[]): Promise<void> {
  const root = await tree.get(tree.head.root);
  const own = root.settings.tabs;
  // What is no list was never a list of tabs: it is not ours to mend.
  if (own !== undefined && own !== null && !Array.isArray(own)) return;
  const tabs = [...change(own ?? [])];
  if (tabs.length === 0 && (own === undefined || own === null)) return;
  tree.put({ ...root, settings: { ...root.settings, tabs } });
}

function isTabOf(tab: JsonValue, page: BlockRef): boolean {
  return isDict(tab) && tab.type === PAGE && tab.url_slug === idOf(page);
}

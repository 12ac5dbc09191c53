import { blockType, idOf, typeOf, type JsonObject, type JsonValue } from '../reader/block-catalogue.js';
import { policyText } from '../reader/index.js';
import { isSafePath } from './output-path.js';
import { reportOf, type TextFile, type WritableBlock, type WriteContext } from './write-context.js';

/** Fields that have a place of their own, and would not be read from a file of theirs. */
const NOT_IN_FILES: ReadonlySet<string> = new Set(['metadata', 'data']);

/** The file of a detached block's body: where it lay, if that still means this block, else where Studio has it (OLX rule 34). */
function bodyPath({ block, olx }: WritableBlock, { courseKey }: WriteContext): string {
  const [type, id] = [typeOf(block), idOf(block)];
  const folder = blockType(type).olx.folder ?? type;
  const kept = olx?.form === 'folder' ? olx.path : undefined;
  if (kept !== undefined && isSafePath(kept)) {
    const name = kept.slice(kept.lastIndexOf('/') + 1);
    const isHere = [`${folder}/`, `${folder}/${courseKey.run}/`].includes(kept.slice(0, -name.length));
    if (isHere && name.replace(/\.[^.]*$/, '') === id) return kept;
  }
  // Custom tags have no ending, unless a part of the name would be taken for one.
  return type === 'custom_tag_template' && !id.includes('.') ? `${folder}/${id}` : `${folder}/${id}.html`;
}

/** Names that an importer passes over or takes for something else. */
function isReadable(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return isSafePath(path) && !name.startsWith('.') && !name.endsWith('~') && !name.includes('.json');
}

/** About pages, updates and handouts, pages, custom tags: one file for the body, one for each further field. */
export function detachedFiles(block: WritableBlock, context: WriteContext): TextFile[] {
  const type = typeOf(block.block);
  const { bodyField = 'data', folder = type } = blockType(type).olx;
  const path = bodyPath(block, context);
  const report = reportOf(context, block.block, path);
  if (!isReadable(path)) {
    report(
      'error',
      'illegal_file_name',
      'No file of an archive can have this name, so the block was not written. Rename it.',
    );
    return [];
  }
  const { [bodyField]: body, ...others } = block.content;
  const files: TextFile[] = [];
  for (const [field, value] of Object.entries(others)) {
    const name = `${idOf(block.block)}.${field}.json`;
    if (name.split('.').length === 3 && !NOT_IN_FILES.has(field) && isSafePath(`${folder}/${name}`)) {
      files.push({ path: `${folder}/${name}`, content: policyText(value) });
    } else
      report('error', 'illegal_file_name', `The field ${field} has no place in an archive, so it was not written.`);
  }
  // A block of which there is nothing to say would be gone.
  if (typeof body === 'string' || files.length === 0) {
    files.unshift({ path, content: typeof body === 'string' ? body : '' });
  }
  return files;
}

/** What the course's list of pages says of a page (OLX rule 24). */
function tabOf(block: WritableBlock, tabs: JsonValue | undefined): JsonObject | undefined {
  if (typeOf(block.block) !== 'static_tab' || !Array.isArray(tabs)) return undefined;
  return tabs.find(
    (tab): tab is JsonObject =>
      typeof tab === 'object' && tab !== null && !Array.isArray(tab) && tab.url_slug === idOf(block.block),
  );
}

/** What only policy.json can say of a detached block: its title and settings, but for those in the list of pages. */
export function detachedPolicy(block: WritableBlock, tabs: JsonValue | undefined): JsonObject {
  const tab = tabOf(block, tabs);
  const { displayName, settings } = block;
  const said: JsonObject = { ...(displayName !== null && { display_name: displayName }), ...settings };
  const listed: JsonObject = { display_name: tab?.name ?? null, course_staff_only: tab?.course_staff_only ?? null };
  return Object.fromEntries(Object.entries(said).filter(([name, value]) => listed[name] !== value));
}

import { InvalidKeyError } from '../../../common/opaque-keys/index.js';
import { shownName } from '../archive/index.js';
import {
  blockRef,
  fieldOf,
  knownBlockTypes,
  normalizeFieldValue,
  type JsonObject,
  type JsonValue,
} from './block-catalogue.js';
import { decodeHtml } from './html-form.js';
import { UnreadableFileError } from './invalid-olx-error.js';
import type { OlxBlock, OlxRemainder } from './olx-item.js';
import type { OlxSeverity } from './olx-report.js';
import { unreadableEntry, type ReadContext } from './read-context.js';
import { readJson } from './read-json.js';

/** Fields that have a place of their own; a `<id>.<field>.json` for them is passed over, as edX does. */
const OTHER_PLACE: ReadonlySet<string> = new Set(['metadata', 'data']);

/** The files of one detached block. */
interface DetachedFiles {
  body: string | null;
  /** Field name → file. */
  readonly fields: Map<string, string>;
}

/** The blocks of one folder: about, info, tabs or custom_tags (OLX rule 34). */
class DetachedFolder {
  private readonly files = new Map<string, DetachedFiles>();

  constructor(
    private readonly type: string,
    private readonly folder: string,
    private readonly bodyField: string,
    private readonly context: ReadContext,
  ) {
    this.collect(`${folder}/`);
    // What lies in the run's own folder overrides.
    this.collect(`${folder}/${context.source.run}/`);
  }

  private report(severity: OlxSeverity, code: string, file: string, message: string): void {
    this.context.report.add({ severity, code, file, line: null, message });
  }

  private collect(prefix: string): void {
    const seen = new Set<string>();
    for (const path of this.context.files.list(prefix)) {
      const name = path.slice(prefix.length);
      // Hidden files are no blocks, as the shell's * does not see them.
      if (name.includes('/') || name.endsWith('~') || name.startsWith('.')) continue;
      if (name.includes('.json')) this.addField(path, name);
      else this.addBody(path, name.replace(/\.[^.]*$/, ''), seen);
    }
  }

  private of(id: string): DetachedFiles {
    const known = this.files.get(id);
    if (known !== undefined) return known;
    const created: DetachedFiles = { body: null, fields: new Map() };
    this.files.set(id, created);
    return created;
  }

  private addBody(path: string, id: string, seen: Set<string>): void {
    const files = this.of(id);
    if (seen.has(id)) {
      const message = `${shownName(files.body ?? '')} has the same name but for the ending; of the two this one was taken.`;
      this.report('warning', 'duplicate_file', path, message);
    }
    seen.add(id);
    files.body = path;
  }

  private addField(path: string, name: string): void {
    const [id = '', field = '', suffix, ...more] = name.split('.');
    if (
      more.length === 0 &&
      suffix === 'json' &&
      id !== '' &&
      field !== '' &&
      !OTHER_PLACE.has(field) &&
      field !== '__proto__'
    ) {
      this.of(id).fields.set(field, path);
      return;
    }
    const message = 'The name is not of the form <id>.<field>.json; the file was not read.';
    this.report('warning', 'json_not_read', path, message);
  }

  async *blocks(): AsyncGenerator<OlxBlock> {
    for (const [id, files] of this.files) {
      this.context.signal?.throwIfAborted();
      const file = files.body ?? [...files.fields.values()][0] ?? this.folder;
      if (this.isLegal(id, file)) yield await this.block(id, file, files);
    }
  }

  private isLegal(id: string, file: string): boolean {
    try {
      this.context.target.makeUsageKey(this.type, id);
      return true;
    } catch (error) {
      if (!(error instanceof InvalidKeyError)) throw error;
      // OLX rule 15: this file is left out, the others are read.
      this.report(
        'error',
        'illegal_id',
        file,
        `The file was left out: its name makes no id. ${error.message} Rename it.`,
      );
      return false;
    }
  }

  private async block(id: string, file: string, files: DetachedFiles): Promise<OlxBlock> {
    const { type, context } = this;
    const content: JsonObject = {};
    if (files.body !== null) {
      const body = await this.body(files.body);
      if (body !== null) content[this.bodyField] = body;
    }
    for (const [field, path] of files.fields) {
      const value = await this.field(field, path);
      if (value !== undefined) content[field] = value;
    }
    const policy = context.policies.of(type, id);
    return {
      kind: 'block',
      type,
      blockId: id,
      ref: blockRef(type, id),
      parent: null,
      children: [],
      displayName: typeof policy?.display_name === 'string' ? policy.display_name : null,
      settings: this.settings(policy),
      content,
      olx: this.remainder(id, files),
      file,
      line: 1,
      detached: true,
    };
  }

  /** policy.json speaks of any block, detached ones too (OLX rule 20). */
  private settings(policy: JsonObject | null): JsonObject {
    const settings: JsonObject = {};
    for (const [name, value] of Object.entries(policy ?? {})) {
      const field = fieldOf(this.type, name);
      if (field?.scope === 'settings' && name !== 'display_name') settings[name] = normalizeFieldValue(field, value);
    }
    return settings;
  }

  private remainder(id: string, { body }: DetachedFiles): OlxRemainder {
    const usual = `${this.folder}/${id}.html`;
    return body === null || body === usual ? { form: 'folder' } : { form: 'folder', path: body };
  }

  private async body(path: string): Promise<string | null> {
    try {
      const bytes = await this.context.files.read(path);
      const text = decodeHtml(bytes, (code, message) => {
        this.report(code === 'not_utf8' ? 'warning' : 'error', code, path, message);
      });
      return this.context.references.links(text);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      this.context.report.add(unreadableEntry(error, { file: path, line: null }));
      return null;
    }
  }

  private async field(field: string, path: string): Promise<JsonValue | undefined> {
    if (fieldOf(this.type, field) === undefined) {
      this.report(
        'info',
        'unknown_field',
        path,
        `${this.type} has no field ${shownName(field)}; the file was kept as its content.`,
      );
    }
    try {
      return (await readJson(this.context.files, path, this.context.report))?.value;
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      this.context.report.add(unreadableEntry(error, { file: path, line: null }));
      return undefined;
    }
  }
}

/** What the course's list of pages says of a static page: its name, and who may see it (OLX rule 24). */
function withTab(block: OlxBlock, tabs: JsonValue | undefined): OlxBlock {
  const tab = (Array.isArray(tabs) ? tabs : []).find(
    (entry): entry is JsonObject =>
      typeof entry === 'object' && entry !== null && !Array.isArray(entry) && entry.url_slug === block.blockId,
  );
  if (tab === undefined) return block;
  const { name, course_staff_only: staffOnly } = tab;
  return {
    ...block,
    displayName: typeof name === 'string' ? name : block.displayName,
    settings: typeof staffOnly === 'boolean' ? { ...block.settings, course_staff_only: staffOnly } : block.settings,
  };
}

/**
 * The blocks that stand beside the course tree: about pages, updates and handouts, pages, custom tags (OLX rule 34).
 * @param tabs the course's own list of pages
 */
export async function* detachedBlocks(context: ReadContext, tabs: JsonValue | undefined): AsyncGenerator<OlxBlock> {
  for (const { type, olx } of knownBlockTypes()) {
    if (olx.storage !== 'folder' || olx.folder === undefined) continue;
    const folder = new DetachedFolder(type, olx.folder, olx.bodyField ?? 'data', context);
    for await (const block of folder.blocks()) yield type === 'static_tab' ? withTab(block, tabs) : block;
  }
}

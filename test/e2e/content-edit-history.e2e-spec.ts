import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../ormconfig.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  type BlockFields,
  type ContentChange,
  ContentEditor,
  ContentReader,
  ContentVersions,
  CourseEntity,
  CourseStore,
  type CourseVersion,
  type JsonObject,
  type JsonValue,
  patchFields,
  replaceFields,
} from '../../src/modules/content/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { BranchWriter } from '../../src/modules/content/branch-writer.service.js';
import { importXml } from './contract/sample-course.js';

const BLOCKS = ['problem@p1', 'problem@p2', 'problem@p3'] as const;
const XML = `<course url_name="R" org="O" course="C" display_name="Model"><chapter url_name="c"><sequential url_name="s"><vertical url_name="v">
  ${['p1', 'p2', 'p3'].map((id) => `<problem url_name="${id}"><p>${id}</p></problem>`).join('')}
</vertical></sequential></chapter></course>`;
const BRANCHES = ['draft', 'published'] as const;

/** One edit, as the API has it. */
interface Step {
  readonly branch: (typeof BRANCHES)[number];
  readonly block: string;
  readonly replaces: boolean;
  readonly fields: JsonObject;
}

const step: fc.Arbitrary<Step> = fc.record({
  branch: fc.constantFrom(...BRANCHES),
  block: fc.constantFrom(...BLOCKS),
  replaces: fc.boolean(),
  // Few values, so that an edit often changes nothing or takes back what the one before has done.
  fields: fc.record(
    {
      display_name: fc.constantFrom('One', 'Two', null),
      weight: fc.constantFrom(1, 2.5, null),
      max_attempts: fc.constantFrom(0, 3, null),
      data: fc.constantFrom('<problem/>', '<problem>ü</problem>', null),
      group_access: fc.dictionary(fc.constantFrom('1', '2'), fc.constantFrom([1], [2, 3], null), { maxKeys: 2 }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
});

/** RFC 7396, as simply as it can be said. */
function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const from = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const result = { ...from };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

/** What the model says that a block's own fields are after a step. */
function after(own: JsonObject, { replaces, fields }: Step): JsonObject {
  if (!replaces) return mergePatch(own, fields) as JsonObject;
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== null || own[name] === null));
}

describe('The history of edits', () => {
  let test: TestApp;
  let editor: ContentEditor;
  /** The store of another process: its own connections to the same database. */
  let elsewhere: { source: DataSource; editor: ContentEditor };
  let courses = 0;

  beforeAll(async () => {
    test = await startTestApp();
    editor = test.app.get(ContentEditor);
    const source = await new DataSource(dataSourceOptions(test.config.databaseUrl!)).initialize();
    elsewhere = {
      source,
      editor: new ContentEditor(source, new BranchWriter(source, new CourseStore(source.getRepository(CourseEntity)))),
    };
  });
  afterAll(async () => {
    await elsewhere?.source.destroy();
    await test?.close();
  });

  async function newCourse(): Promise<CourseKey> {
    courses += 1;
    const key = CourseKey.of('Edit', 'History', `R${courses}`);
    await importXml(test, key, XML);
    return key;
  }
  const headOf = async (key: CourseKey, branch: string) => (await test.app.get(ContentVersions).headOf(key, branch))!;

  async function ownFieldsAt(version: CourseVersion): Promise<Record<string, JsonObject>> {
    const blocks = await test.app.get(ContentReader).blocks(version, [...BLOCKS]);
    const own = [...blocks.values()].map(({ block, displayName, settings, content }) => [
      block,
      { ...(displayName !== null && { display_name: displayName }), ...settings, ...content },
    ]);
    return Object.fromEntries(own) as Record<string, JsonObject>;
  }

  it('is that of a simple model, and every version stays what it was (C-1, C-6, C-9)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const key = await newCourse();
        const start = await ownFieldsAt(await headOf(key, 'draft'));
        const model: Record<string, Record<string, JsonObject>> = { draft: { ...start }, published: { ...start } };
        const past: { version: CourseVersion; fields: Record<string, JsonObject> }[] = [];
        for (const each of steps) {
          const { branch, block, replaces, fields } = each;
          const change = replaces ? replaceFields(block, { fields }) : patchFields(block, { fields });
          const before = model[branch]!;
          const { version, changed } = await editor.edit(key.forBranch(branch), { by: null }, change);
          const expected = { ...before, [block]: after(before[block]!, each) };
          expect(changed).toBe(JSON.stringify(sorted(before)) !== JSON.stringify(sorted(expected)));
          model[branch] = expected;
          past.push({ version, fields: expected });
        }
        for (const { version, fields } of past) expect(await ownFieldsAt(version)).toEqual(fields);
        for (const branch of BRANCHES) expect(await ownFieldsAt(await headOf(key, branch))).toEqual(model[branch]);
      }),
      { numRuns: 12 },
    );
  });

  /** Adds one to a block's weight: what is lost, if ever, is counted. */
  const increment = (block: string): ContentChange => ({
    reads: [block],
    apply: (blocks) => {
      const stored = blocks.get(block)!;
      const weight = Number(stored.settings.weight ?? 0) + 1;
      return { put: [{ ...stored, settings: { ...stored.settings, weight } }], remove: [] };
    },
  });

  it('has every edit of 16 writers in two processes, half of them on one block (C-8)', async () => {
    const key = await newCourse();
    const acknowledged: string[] = [];
    const write = async (writer: number): Promise<void> => {
      const store = writer % 2 === 0 ? editor : elsewhere.editor;
      // Two of them write to the published branch, which has to leave the line first.
      const address = key.forBranch(writer >= 14 ? 'published' : 'draft');
      const block = writer < 8 ? BLOCKS[0] : BLOCKS[1 + (writer % 2)]!;
      for (let index = 0; index < 15; index += 1) {
        const message = `${writer}/${index}`;
        const { version } = await store.edit(address, { by: `writer-${writer}`, message }, increment(block));
        acknowledged.push(`${version.guid} ${message}`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));

    const versions = await test.dataSource.query<
      { guid: string; line: number; ordinal: number; message: string | null }[]
    >(
      `SELECT v.* FROM versions v JOIN courses c ON c.id = v.course_id WHERE c.course_key = $1 ORDER BY v.line, v.ordinal`,
      [String(key)],
    );
    const made = versions.filter(({ message }) => message !== null);
    expect(made.map(({ guid, message }) => `${guid} ${message}`).sort()).toEqual(acknowledged.sort());
    for (const line of new Set(versions.map((version) => version.line))) {
      const ordinals = versions.filter((version) => version.line === line).map(({ ordinal }) => ordinal);
      expect(ordinals).toEqual(ordinals.map((_, index) => index + 1));
    }
    const weights = async (branch: string) => {
      const fields = await ownFieldsAt(await headOf(key, branch));
      return BLOCKS.map((block) => fields[block]!.weight ?? 0);
    };
    expect(await weights('draft')).toEqual([120, 45, 45]);
    expect(await weights('published')).toEqual([0, 15, 15]);
    const reader = test.app.get(ContentReader);
    for (const branch of BRANCHES) {
      const tree = await reader.tree(await headOf(key, branch));
      expect([...tree.walk()]).toHaveLength(tree.nodes.size);
    }
  }, 60_000);

  it('goes on while the course is imported again: neither waits for the other for ever (C-8)', async () => {
    const key = await newCourse();
    let isOver = false;
    const write = async (branch: string, block: string): Promise<number> => {
      let edits = 0;
      for (; !isOver || edits === 0; edits += 1) {
        const given: BlockFields = { fields: { tags: [`${branch} ${edits}`] } };
        await elsewhere.editor.edit(key.forBranch(branch), { by: null }, patchFields(block, given));
      }
      return edits;
    };
    // The root is course information: its editors want the course's row as well.
    const writers = BRANCHES.flatMap((branch) => ['course@course', BLOCKS[0]].map((block) => write(branch, block)));
    const imports = async () => {
      for (let index = 0; index < 4; index += 1) {
        await importXml(test, key, XML.replace('display_name="Model"', `display_name="Model ${index}"`));
      }
      isOver = true;
    };
    const [, ...edits] = await Promise.all([imports().finally(() => (isOver = true)), ...writers]);
    expect(Math.min(...edits)).toBeGreaterThan(0);
  }, 60_000);
});

/** With the members of every object in the order of their names. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TarMember, tarGz } from '../../src/modules/olx/archive/archives.fixture.js';
import type { TestApp, TestClient, TestResponse } from './app.js';

/** The form fields beside the archive. */
export type ImportForm = Readonly<Record<string, string>>;

/** Looks until it is so; gives up before the test's own time is over, so that no loop outlives its test. */
export async function until<T>(look: () => Promise<T | null | undefined | false>, seconds = 50): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It never came true.');
}

/** Imports over HTTP as one account. */
export class ImportClient {
  constructor(private readonly client: TestClient) {}

  /** Sends an archive to a course. */
  post(
    courseKey: string,
    archive: Uint8Array | null,
    fields: ImportForm = {},
    fileName = 'course.tar.gz',
  ): Promise<TestResponse> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (archive) form.append('archive', new Blob([new Uint8Array(archive)]), fileName);
    return this.client(`/api/course/v1/courses/${courseKey}/imports/`, { method: 'POST', body: form });
  }

  /** Sends an archive that has to be taken; resolves with the path of the task. */
  async start(courseKey: string, archive: Uint8Array, fields: ImportForm = {}): Promise<string> {
    const { status, headers, text } = await this.post(courseKey, archive, fields);
    if (status !== 202) throw new Error(`The import was refused: ${status} ${text}`);
    return headers.get('location')!;
  }

  /** The task once it has ended, whichever way. */
  ended(task: string): Promise<TestResponse['body']> {
    return until(async () => {
      const { body } = await this.client(task);
      return ['succeeded', 'failed', 'cancelled'].includes(body.state as string) && body;
    });
  }

  /** Imports to the end, which has to be good; resolves with the report. */
  async import(courseKey: string, archive: Uint8Array, fields: ImportForm = {}): Promise<TestResponse['body']> {
    const task = await this.ended(await this.start(courseKey, archive, fields));
    if (task.state !== 'succeeded') throw new Error(`The import ended as ${task.state}: ${JSON.stringify(task.error)}`);
    return task.result;
  }
}

const CONTENT_TABLES = ['courses', 'lines', 'versions', 'branches', 'definitions', 'blocks', 'assets'];

/** Everything that an import could leave: rows of each content table, and files under the service's data folder. */
export async function traces({
  dataSource,
  config,
}: TestApp): Promise<{ rows: Record<string, number>; files: string[] }> {
  const rows: Record<string, number> = {};
  for (const table of CONTENT_TABLES) {
    const [found] = await dataSource.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${table}`);
    rows[table] = found!.count;
  }
  return { rows, files: filesBelow(config.dataDir).map(({ name }) => name) };
}

/** A folder of OLX as members of an archive, by their path within the course. */
export function membersOf(folder: string): Map<string, TarMember> {
  const prefix = path.basename(folder);
  return new Map(
    filesBelow(folder).map(({ name, file }) => [name, { name: `${prefix}/${name}`, content: readFileSync(file) }]),
  );
}

function filesBelow(folder: string): { name: string; file: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: path.relative(folder, file), file }));
}

/** A course of one section and subsection: unit id → text of the page in it. */
export function courseOfUnits(units: Readonly<Record<string, string>>, more: readonly TarMember[] = []): Buffer {
  const ids = Object.keys(units);
  const files: Record<string, string> = {
    'course.xml': '<course url_name="R" org="O" course="C"/>',
    'course/R.xml': '<course display_name="Units"><chapter url_name="section"/></course>',
    'chapter/section.xml': '<chapter display_name="Section"><sequential url_name="subsection"/></chapter>',
    'sequential/subsection.xml': `<sequential display_name="Subsection">${ids.map((id) => `<vertical url_name="${id}"/>`).join('')}</sequential>`,
  };
  for (const id of ids) {
    files[`vertical/${id}.xml`] = `<vertical display_name="Unit ${id}"><html url_name="page-${id}"/></vertical>`;
    files[`html/page-${id}.xml`] = `<html filename="page-${id}" display_name="Page ${id}"/>`;
    files[`html/page-${id}.html`] = units[id]!;
  }
  return tarGz([...Object.entries(files).map(([name, content]) => ({ name: `course/${name}`, content })), ...more]);
}

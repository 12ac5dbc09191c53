import type { DataSource } from 'typeorm';

interface VersionRow {
  readonly guid: string;
  readonly line: number;
  readonly ordinal: number;
  readonly root: string;
  readonly previous: string | null;
  readonly message: string | null;
}

interface BlockRow {
  readonly block: string;
  readonly line: number;
  readonly since: number;
  readonly until: number;
  readonly parent: string | null;
  readonly children: string[];
}

/**
 * Walks every version that a course ever had and says what is wrong with it (SPEC C-1, C-2): independent of the triggers that
 * should have refused it, and slow on purpose.
 * @returns the faults in words; none when the history is sound
 */
export async function historyFaults(dataSource: DataSource, courseKey: string): Promise<string[]> {
  const course = 'course_id = (SELECT id FROM courses WHERE course_key = $1)';
  const read = async <Row>(table: string) =>
    dataSource.query<Row[]>(`SELECT * FROM ${table} WHERE ${course}`, [courseKey]);
  const [versions, lines, branches, blocks] = await Promise.all([
    read<VersionRow>('versions'),
    read<{ line: number; tip: number }>('lines'),
    read<{ name: string; head: string }>('branches'),
    read<BlockRow>('blocks'),
  ]);
  const guids = new Set(versions.map(({ guid }) => guid));
  return [
    ...lines.flatMap(({ line, tip }) => gaps(versions, line, tip)),
    ...branches.filter(({ head }) => !guids.has(head)).map(({ name }) => `the head of ${name} is no version`),
    ...versions
      .filter(({ previous }) => previous !== null && !guids.has(previous))
      .map(({ guid }) => `what ${guid} was made from is missing`),
    ...versions.flatMap((version) => treeFaults(version, blocks)),
  ];
}

function gaps(versions: readonly VersionRow[], line: number, tip: number): string[] {
  const ordinals = versions.filter((version) => version.line === line).map(({ ordinal }) => ordinal);
  const wanted = Array.from({ length: tip }, (_, index) => index + 1);
  const isDense = ordinals.length === tip && wanted.every((ordinal) => ordinals.includes(ordinal));
  return isDense
    ? []
    : [`line ${line} should have the versions 1 to ${tip}, and has ${ordinals.toSorted((a, b) => a - b).join(', ')}`];
}

function treeFaults({ guid, line, ordinal, root }: VersionRow, blocks: readonly BlockRow[]): string[] {
  const valid = blocks.filter((row) => row.line === line && row.since <= ordinal && ordinal < row.until);
  const rows = new Map(valid.map((row) => [row.block, row]));
  const faults = rows.size < valid.length ? ['a block is there twice'] : [];
  if (!rows.has(root)) faults.push('the root is missing');
  const seen = new Set<string>();
  const stack = valid.filter(({ parent }) => parent === null).map(({ block }) => block);
  for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
    if (seen.has(block)) faults.push(`${block} is reached twice`);
    seen.add(block);
    for (const child of rows.get(block)?.children ?? []) {
      if (rows.get(child)?.parent !== block) faults.push(`${block} lists ${child}, which is not below it`);
      else if (!seen.has(child)) stack.push(child);
    }
  }
  if (seen.size < rows.size) faults.push(`${rows.size - seen.size} blocks hang in the air`);
  return faults.map((fault) => `version ${guid} (${line}/${ordinal}): ${fault}`);
}

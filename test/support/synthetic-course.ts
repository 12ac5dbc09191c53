import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** How large a made-up course is. */
export interface SyntheticCourse {
  /** Blocks reachable from course.xml, the course among them. */
  readonly blocks: number;
  readonly org?: string;
  readonly course?: string;
  readonly run?: string;
}

/** One file of the archive. */
export interface SyntheticFile {
  readonly path: string;
  readonly content: string;
}

interface Node {
  readonly type: string;
  readonly id: string;
  readonly number: number;
  readonly children: readonly Node[];
}

/** How many blocks a container of this type holds; typical of courses that are measured in the wild. */
const FAN_OUT: Readonly<Record<string, number>> = { chapter: 6, sequential: 5, vertical: 4 };
const BELOW: Readonly<Record<string, string>> = { course: 'chapter', chapter: 'sequential', sequential: 'vertical' };
const LEAVES = ['html', 'problem', 'video', 'problem', 'html', 'discussion'] as const;

const TEXT =
  'Water that stands high at noon has fallen by the evening, and whoever ties up a boat should know by how much. ' +
  'Look at the table, find the day, and read the two heights on either side of the hour that you need. ';

/** Makes the tree from the top, container by container, until the wanted number of blocks is reached. */
class Outline {
  private count = 1;

  constructor(private readonly course: Required<SyntheticCourse>) {}

  /** The chapters one at a time: only one of them is in memory. */
  *chapters(): Generator<Node> {
    this.count = 1;
    while (this.count < this.course.blocks) yield this.node('chapter');
  }

  private node(type: string): Node {
    const number = this.count;
    this.count += 1;
    const id = createHash('md5').update(`${this.course.run}/${number}`).digest('hex');
    const children: Node[] = [];
    const wanted = FAN_OUT[type] ?? 0;
    while (children.length < wanted && this.count < this.course.blocks) {
      children.push(this.node(BELOW[type] ?? LEAVES[this.count % LEAVES.length] ?? 'html'));
    }
    return { type, id, number, children };
  }
}

function* subtree(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* subtree(child);
}

function pointers(children: readonly Node[]): string {
  const lines = children.map(({ type, id, number }) =>
    type === 'discussion'
      ? `  <discussion url_name="${id}" xblock-family="xblock.v1" display_name="Talk ${number}" discussion_id="${id}"/>\n`
      : `  <${type} url_name="${id}"/>\n`,
  );
  return lines.join('');
}

function problem(number: number): string {
  return (
    `<problem display_name="Heights ${number}" max_attempts="3" markdown="&gt;&gt;How high is it?&lt;&lt;&#10;= ${number} +- 1">\n` +
    '  <numericalresponse answer="' +
    `${number}">\n    <label>How high does the water stand on day ${number}?</label>\n` +
    '    <description>Give metres, to one decimal.</description>\n' +
    '    <responseparam type="tolerance" default="1"/>\n    <formulaequationinput/>\n' +
    `    <solution>\n      <p>${TEXT}</p>\n    </solution>\n  </numericalresponse>\n</problem>\n`
  );
}

function filesOf({ type, id, number, children }: Node): SyntheticFile[] {
  const path = `${type}/${id}.xml`;
  switch (type) {
    case 'html':
      return [
        { path, content: `<html filename="${id}" display_name="Reading ${number}"/>\n` },
        { path: `html/${id}.html`, content: `<h3>Day ${number}</h3>\n<p>${TEXT.repeat(2)}</p>\n<p>Nº ${number}</p>` },
      ];
    case 'problem':
      return [{ path, content: problem(number) }];
    case 'video':
      return [
        {
          path,
          content: `<video youtube="1.00:abc${number}" url_name="${id}" display_name="Film ${number}" html5_sources="[]" youtube_id_1_0="abc${number}"/>\n`,
        },
      ];
    case 'discussion':
      return [];
    default:
      return [{ path, content: `<${type} display_name="Part ${number}">\n${pointers(children)}</${type}>\n` }];
  }
}

/** The folders as a file system walk meets them, so that blocks that belong together do not lie together. */
const FOLDERS = ['chapter', 'html', 'problem', 'sequential', 'vertical', 'video'];

/**
 * The files of a made-up course, laid out as Studio exports one. The same numbers always give the same files; memory does
 * not grow with the course, but for the chapters' names.
 */
export function* syntheticFiles(course: SyntheticCourse): Generator<SyntheticFile> {
  const full = { org: 'Synthetic', course: 'Tides', run: 'R1', ...course };
  const { org, course: number, run } = full;
  const outline = new Outline(full);
  yield { path: 'course.xml', content: `<course url_name="${run}" org="${org}" course="${number}"/>` };
  const chapters = [...outline.chapters()].map(({ type, id, number: at }) => ({ type, id, number: at, children: [] }));
  const wiki = `  <wiki slug="${org}.${number}.${run}"/>\n`;
  yield {
    path: `course/${run}.xml`,
    content: `<course display_name="Tides" language="en" start="&quot;2030-01-01T00:00:00+00:00&quot;">\n${pointers(chapters)}${wiki}</course>\n`,
  };
  yield {
    path: `policies/${run}/policy.json`,
    content: JSON.stringify({ [`course/${run}`]: { display_name: 'Tides' } }),
  };
  yield { path: 'about/overview.html', content: `<p>${TEXT}</p>` };
  for (const folder of FOLDERS) {
    for (const chapter of outline.chapters()) {
      for (const node of subtree(chapter)) if (node.type === folder) yield* filesOf(node);
    }
  }
}

/** How many blocks of each type the course has. */
export function syntheticCounts(course: SyntheticCourse): Record<string, number> {
  const counts: Record<string, number> = { course: 1 };
  const outline = new Outline({ org: 'Synthetic', course: 'Tides', run: 'R1', ...course });
  for (const chapter of outline.chapters()) {
    for (const { type } of subtree(chapter)) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/** The archive of a made-up course, as a stream of gzip bytes. */
export function syntheticArchive(course: SyntheticCourse): Readable {
  const archive = pack();
  const write = async (): Promise<void> => {
    for (const { path, content } of syntheticFiles(course)) {
      await new Promise<void>((resolve, reject) => {
        archive.entry({ name: `course/${path}` }, content, (error) => (error ? reject(error) : resolve()));
      });
    }
    archive.finalize();
  };
  const gzip = createGzip({ level: 1 });
  write().catch((error: unknown) => gzip.destroy(error as Error));
  return Readable.from(archive as AsyncIterable<Buffer>).pipe(gzip);
}

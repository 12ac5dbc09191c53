import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { OlxFiles } from '../archive/index.js';
import { blockRef, type BlockRef } from '../reader/block-catalogue.js';
import { OlxReport, readAssets, readOlx, type OlxBlock } from '../reader/index.js';
import type { WritableAsset } from './asset-files.js';
import type { WritableBlock } from './write-context.js';
import { writeOlx, type WritableCourse, type WritableTree } from './write-olx.js';

/** A course in memory: what an import makes of files, without a database. */
export interface CourseInMemory {
  readonly courseKey: CourseKey;
  readonly root: BlockRef;
  readonly published: Map<BlockRef, WritableBlock>;
  readonly draft: Map<BlockRef, WritableBlock>;
  readonly detached: WritableBlock[];
  readonly assets: WritableAsset[];
  readonly report: OlxReport;
}

export function writable(block: OlxBlock): WritableBlock {
  const { ref, parent, children, displayName, settings, content, olx } = block;
  return { block: ref, parent, children, displayName, settings, content, olx };
}

/** Takes a block and everything below it out. */
function removeSubtree(tree: Map<BlockRef, WritableBlock>, block: BlockRef): void {
  const { children = [] } = tree.get(block) ?? {};
  tree.delete(block);
  for (const child of children) removeSubtree(tree, child);
}

/** Reads everything that an archive holds. */
export async function courseOf(files: OlxFiles, courseKey: CourseKey): Promise<CourseInMemory> {
  const report = new OlxReport();
  const published = new Map<BlockRef, WritableBlock>();
  const draft = new Map<BlockRef, WritableBlock>();
  const detached: WritableBlock[] = [];
  for await (const item of readOlx(files, { courseKey, report })) {
    if (item.kind === 'block' && item.detached) detached.push(writable(item));
    else if (item.kind === 'block') {
      published.set(item.ref, writable(item));
      draft.set(item.ref, writable(item));
    } else if (item.kind === 'draft') {
      const parent = item.parent ?? published.get(item.root)?.parent ?? null;
      const above = parent === null ? undefined : draft.get(parent);
      if (parent === null || above === undefined) continue;
      removeSubtree(draft, item.root);
      for (const block of item.blocks) {
        draft.set(block.ref, { ...writable(block), ...(block.ref === item.root && { parent }) });
      }
      if (above.children.includes(item.root)) continue;
      draft.set(parent, { ...above, children: above.children.toSpliced(item.index, 0, item.root) });
    }
  }
  const assets: WritableAsset[] = [];
  for await (const asset of readAssets(files, report)) {
    const bytes = await buffer(asset.stream());
    const { assetKeyPath: path, displayName, importPath, contentType, locked, attributes } = asset;
    const open = async () => bytes as unknown as Readable;
    assets.push({ path, displayName, importPath, contentType, locked, attributes, size: bytes.length, open });
  }
  assets.sort((a, b) => (a.path < b.path ? -1 : 1));
  const root = courseKey.isCourse ? blockRef('course', 'course') : blockRef('library', 'library');
  return { courseKey, root, published, draft, detached, assets, report };
}

function treeOf(root: BlockRef, blocks: ReadonlyMap<BlockRef, WritableBlock>): WritableTree {
  const nodes = new Map(
    [...blocks].map(([block, state]) => {
      const edited = createHash('sha1').update(JSON.stringify(state)).digest('hex');
      return [block, { children: state.children, edited }];
    }),
  );
  return { outline: { root, nodes }, load: async () => blocks };
}

/** The files of a course, by path. */
export async function filesOfCourse(
  { courseKey, root, published, draft, detached, assets }: CourseInMemory,
  how: { readonly withDrafts?: boolean } = {},
): Promise<{ files: Record<string, string | Buffer>; report: OlxReport }> {
  const report = new OlxReport();
  const course: WritableCourse = {
    courseKey,
    tree: treeOf(root, published),
    draft: how.withDrafts === false ? null : treeOf(root, draft),
    detached: async () => detached,
    async *assets() {
      yield* assets;
    },
  };
  const files: Record<string, string | Buffer> = {};
  for await (const file of writeOlx(course, { report })) {
    if (Object.hasOwn(files, file.path)) throw new Error(`${file.path} was written twice.`);
    files[file.path] = 'content' in file ? file.content : ((await file.open()) as unknown as Buffer);
  }
  return { files, report };
}

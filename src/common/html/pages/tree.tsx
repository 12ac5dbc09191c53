import type { JSX } from 'preact';
import { showable } from '../safe-text.js';
import { fill } from '../words/index.js';
import type { Tree, TreeBlock } from './naming.js';
import { usePage } from './page.js';
import { English, humanised, SafeLink, Text } from './text.js';

/** Blocks of one page. A course of 10,000 blocks is read by sections. */
const MAX_BLOCKS = 5_000;
/** Rendering is recursive; no real course is nearly as deep. */
const MAX_LEVELS = 24;
/** Levels that are open at first: the course, its sections, their subsections. */
const OPEN_LEVELS = 2;

/** What is still to be shown, and what has been. */
interface Walk {
  readonly blocks: ReadonlyMap<string, TreeBlock>;
  readonly shown: Set<string>;
}

/** A flat tree (SPEC R-4) as nested lists that fold without a script. */
export function BlockTree({ tree }: { tree: Tree }): JSX.Element {
  const { words, numbers } = usePage();
  const all: readonly TreeBlock[] = Array.isArray(tree.blocks) ? tree.blocks : Object.values(tree.blocks);
  const walk: Walk = { blocks: new Map(all.map((block) => [block.id, block])), shown: new Set() };
  const top = roots(tree, walk.blocks);
  const items = top.map((id) => item(id, walk, 0));
  const left = all.length - walk.shown.size;
  return (
    <>
      <ul class="tree">{items}</ul>
      {left > 0 && <p class="quiet">{fill(words.moreOmitted, numbers.format(left))}</p>}
    </>
  );
}

/** The root, and what a filter by type has left without its parent. */
function roots(tree: Tree, blocks: ReadonlyMap<string, TreeBlock>): string[] {
  const children = new Set([...blocks.values()].flatMap((block) => block.children ?? []));
  const orphans = [...blocks.keys()].filter((id) => id !== tree.root && !children.has(id));
  return blocks.has(tree.root) ? [tree.root, ...orphans] : orphans;
}

/** Made here and not as a component, so that what has been shown is known in the order of the page. */
function item(id: string, walk: Walk, level: number): JSX.Element | null {
  const block = walk.blocks.get(id);
  // A block twice, or in a circle, is shown where it is first met.
  if (!block || walk.shown.has(id) || walk.shown.size >= MAX_BLOCKS) return null;
  walk.shown.add(id);
  const children = level >= MAX_LEVELS ? [] : (block.children ?? []).map((child) => item(child, walk, level + 1));
  const inner = children.filter((child) => child !== null);
  return (
    <li>
      <BlockLine block={block} />
      {inner.length > 0 && (
        <details open={level < OPEN_LEVELS}>
          <Contents block={block} count={inner.length} />
          <ul>{inner}</ul>
        </details>
      )}
    </li>
  );
}

/** Folds what is in a block. Beside its link and not around it: a control in a control is not found without a mouse (WCAG 4.1.2). */
function Contents({ block, count }: { block: TreeBlock; count: number }): JSX.Element {
  const { words, numbers } = usePage();
  const text = `${words.contents} (${numbers.format(count)})`;
  return <summary aria-label={`${text}: ${showable(block.display_name || block.id)}`}>{text}</summary>;
}

function BlockLine({ block }: { block: TreeBlock }): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <SafeLink href={block.url}>
        <Text value={block.display_name || block.id} />
      </SafeLink>{' '}
      {block.type !== undefined && (
        <span class="type">
          <English>
            <Text value={humanised(block.type)} />
          </English>
        </span>
      )}
      {block.children_url !== undefined && (
        <>
          {' '}
          <SafeLink href={block.children_url}>{words.more}</SafeLink>
        </>
      )}
    </>
  );
}

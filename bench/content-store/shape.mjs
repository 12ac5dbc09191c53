// A course of a realistic shape: course > chapters > sequentials > verticals > leaves; a full sequential is a subtree of 50 blocks.
import { randomBytes } from 'node:crypto';

const WORDS =
  'the unit shows how a learner reads one graph and answers three short questions before the due date of week'.split(
    ' ',
  );
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const hex = (bytes) => randomBytes(bytes).toString('hex');

/** 24 hex digits, the form of a version id (SPEC section 1). */
export const newGuid = () => hex(12);

/** A settings object as JSON text of about 300 bytes, compressible as prose is; `stamp` makes it unlike any other. */
export function newSettings(stamp) {
  let help = '';
  while (help.length < 190) help += `${pick(WORDS)} `;
  return JSON.stringify({
    stamp: String(stamp),
    due: '2026-11-30T23:59:00Z',
    graded: true,
    weight: Math.random(),
    max_attempts: 3,
    help,
  });
}

const FANOUT = {
  course: [Infinity, 'chapter'],
  chapter: [8, 'sequential'],
  sequential: [7, 'vertical'],
  vertical: [6, null],
};
const LEAVES = ['html', 'problem', 'video'];

/** `count` blocks, parents before children: `{block, parent, children, display_name, settings, definition}`; `block` is `type@id`. */
export function makeCourse(count) {
  const blocks = [];
  const add = (type, parent) => {
    const row = {
      block: type === 'course' ? 'course@course' : `${type}@${hex(16)}`,
      parent: parent?.block ?? null,
      children: [],
      display_name: `${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)} ${blocks.length}`,
      settings: newSettings(0),
      definition: hex(12),
    };
    parent?.children.push(row.block);
    blocks.push(row);
    const [width, childType] = FANOUT[type] ?? [0];
    for (let i = 0; i < width && blocks.length < count; i++) add(childType ?? pick(LEAVES), row);
  };
  add('course', null);
  return blocks;
}

/** The block keys of leaves, shuffled. */
export const leavesOf = (blocks) => {
  const leaves = blocks.filter(({ block }) => LEAVES.includes(block.split('@')[0])).map(({ block }) => block);
  return leaves
    .map((leaf) => [Math.random(), leaf])
    .sort((a, b) => a[0] - b[0])
    .map(([, leaf]) => leaf);
};

/** The keys of `block` and all below it. */
export function subtreeOf(blocks, block) {
  const byKey = new Map(blocks.map((row) => [row.block, row]));
  const keys = [block];
  for (const key of keys) keys.push(...byKey.get(key).children);
  return keys;
}

import { idOf, typeOf, type JsonObject, type JsonValue } from '../reader/block-catalogue.js';
import { coursePolicy, gradesTheSame, policyText, saysTheSame } from '../reader/index.js';
import { rootName } from './block-attributes.js';
import { detachedPolicy } from './detached-files.js';
import type { TextFile, WritableBlock, WriteContext } from './write-context.js';

/** What only Studio needs of an old policy: it goes along with the new one. */
function studioAttributes(text: string | undefined, run: string): JsonObject {
  if (text === undefined) return {};
  const file = JSON.parse(text) as Record<string, JsonObject | undefined>;
  const { xml_attributes: kept } = file[`course/${run}`] ?? {};
  return kept === undefined ? {} : { xml_attributes: kept };
}

/**
 * policy.json and grading_policy.json of a course (OLX rule 46): as they were written while they say what the course says,
 * else as Studio writes them. A grading policy that was never set is not written: it would be set by the next import.
 * @param detached the blocks beside the tree, whose titles and settings have no other place
 */
export function policyFiles(
  root: WritableBlock,
  detached: readonly WritableBlock[],
  { courseKey }: WriteContext,
): TextFile[] {
  const run = rootName(courseKey);
  const { olx, displayName, settings, content } = root;
  const owner = { displayName, settings, attributes: olx?.attributes ?? {} };
  const others = detached
    .map((block) => [`${typeOf(block.block)}/${idOf(block.block)}`, detachedPolicy(block, settings.tabs)] as const)
    .filter(([, policy]) => Object.keys(policy).length > 0);
  const isSame = olx?.policy !== undefined && others.length === 0 && saysTheSame(olx.policy, run, owner);
  const policy = { ...coursePolicy(owner), ...studioAttributes(olx?.policy, run) };
  const text = isSame ? olx.policy : policyText({ [`course/${run}`]: policy, ...Object.fromEntries(others) });
  const files = [{ path: `policies/${run}/policy.json`, content: text }];
  const grading: JsonValue | undefined = content.grading_policy;
  if (grading !== undefined) {
    const isKept = olx?.grading !== undefined && gradesTheSame(olx.grading, grading);
    const graded = isKept ? olx.grading : policyText(grading);
    files.push({ path: `policies/${run}/grading_policy.json`, content: graded });
  }
  return files;
}

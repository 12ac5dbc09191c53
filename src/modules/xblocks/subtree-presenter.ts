import { Injectable } from '@nestjs/common';
import type { UsageKey } from '../../common/opaque-keys/index.js';
import { fieldsForLearners } from '../access/index.js';
import { blockRefOf, type FullBlock, type JsonObject } from '../content/index.js';
import { depthOf, type TreeBlockResponse, TreePresenter, type TreeResponse } from '../courses/index.js';
import type { XblockQuery } from './dto/xblock.query.js';
import { type BlockReading, XblocksService } from './xblocks.service.js';

/** Levels of a subtree when `depth` is not a number of its own (SPEC R-4). */
const DEFAULT_DEPTH = 2;

/** Shows what is below a block, when the request asks for it. */
@Injectable()
export class SubtreePresenter {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly trees: TreePresenter,
  ) {}

  /** The subtree, or null when no `depth` was asked for. */
  async present(
    { version, address, access, hidden }: BlockReading,
    key: UsageKey,
    query: XblockQuery,
  ): Promise<TreeResponse | null> {
    if (query.depth === undefined) return null;
    const tree = await this.xblocks.tree(version);
    const root = blockRefOf(key);
    if (!tree.nodes.has(root)) return null; // a detached block has nothing below it
    const view = {
      address,
      root,
      depth: depthOf(query.depth, DEFAULT_DEPTH),
      hidden,
      query,
    };
    const presented = this.trees.present(tree, view);
    if (query.view !== 'full') return presented;
    const names = [...tree.walk({ ...view, hidden: hidden.blocks })].map(({ node }) => node.block);
    const contents = await this.xblocks.contents(version, names);
    for (const block of Object.values(presented.blocks) as Writable[]) {
      const own = contents.get(`${block.type}@${block.id.split('+block@')[1]}`);
      if (own) block.fields = access.readsDrafts ? fieldsOf(own) : fieldsForLearners(block.type, fieldsOf(own));
    }
    return presented;
  }
}

/** The blocks were made a moment ago and belong to nobody else yet. */
type Writable = { -readonly [Name in keyof TreeBlockResponse]: TreeBlockResponse[Name] };

function fieldsOf({ displayName, settings, content }: FullBlock): JsonObject {
  return { ...(displayName !== null && { display_name: displayName }), ...settings, ...content };
}

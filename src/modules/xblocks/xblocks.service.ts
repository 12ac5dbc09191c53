import { Injectable } from '@nestjs/common';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { NotEnrolledError, NotFoundError } from '../../common/errors/app-error.js';
import { CourseKey, type DefinitionKey, type UsageKey } from '../../common/opaque-keys/index.js';
import type { Reading } from '../../common/hypermedia/links.js';
import type { Page } from '../../common/pagination/page.js';
import {
  type BlockRecord,
  blockRefOf,
  type BlockTree,
  ContentReader,
  ContentVersions,
  type CourseVersion,
  type Definition,
  Definitions,
  DRAFT,
  type FullBlock,
  type TreeNode,
} from '../content/index.js';
import { childCollection } from './children.collection.js';
import type { ListChildrenQuery } from './dto/list-children.query.js';

/** A block at one version, as this caller may see it. */
export interface BlockReading {
  readonly record: BlockRecord;
  readonly version: CourseVersion;
  /** The course key that links keep: the request's, and the draft's where that was shown in place of nothing. */
  readonly address: CourseKey;
  readonly access: CourseAccess;
}

/** A block without its content. */
export interface BlockSummary {
  readonly key: UsageKey;
  readonly node: TreeNode;
  readonly children: readonly string[];
  readonly reading: Reading;
}

/** Reads blocks and definitions for those who may (SPEC section 8). */
@Injectable()
export class XblocksService {
  constructor(
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
    private readonly definitions: Definitions,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** @throws NotFoundError, NotEnrolledError */
  async read(key: UsageKey, principal: Principal): Promise<BlockReading> {
    const access = await this.policy.accessOf(principal, key.courseKey);
    const version = await this.versions.resolve(key.courseKey, access);
    const found = await this.find(key, version, access);
    if (!found || (!access.readsDrafts && isStaffOnly(found.record))) throw new NotFoundError(`block "${key}"`);
    if (!access.readsContent) throw new NotEnrolledError(version.courseKey);
    const isDraftInstead = found.version !== version;
    return {
      ...found,
      record: access.readsDrafts ? found.record : await this.withoutStaffOnlyChildren(found),
      address: isDraftInstead ? key.courseKey.forBranch(DRAFT) : key.courseKey,
      access,
    };
  }

  /** The block's subtree, without content; one statement at most. */
  tree(version: CourseVersion): Promise<BlockTree> {
    return this.reader.tree(version);
  }

  /** The content of every block of a subtree, in one statement. */
  contents(version: CourseVersion, blocks: readonly string[]): Promise<Map<string, FullBlock>> {
    return this.reader.blocks(version, blocks);
  }

  /** The children of a block as a page; in their order, unless another one is asked for. */
  async children(
    key: UsageKey,
    query: ListChildrenQuery,
    principal: Principal,
  ): Promise<{ page: Page<TreeNode>; tree: BlockTree; reading: BlockReading }> {
    const reading = await this.read(key, principal);
    const { record, version } = reading;
    const tree = await this.reader.tree(version);
    const nodes = record.children.flatMap((child) => tree.nodes.get(child) ?? []);
    return { page: childCollection.page(nodes, query), tree, reading };
  }

  /**
   * Place and name of these blocks, as far as the caller may read their courses; others are left out. For each course,
   * not for each block: who the caller is there, which version it is, and its tree, which is usually in memory.
   */
  async summaries(keys: readonly UsageKey[], principal: Principal): Promise<BlockSummary[]> {
    const courses = Map.groupBy(keys, (key) => String(key.courseKey));
    const found = await Promise.all([...courses.values()].map((blocks) => this.summariesIn(blocks, principal)));
    return found.flat();
  }

  private async summariesIn(keys: readonly UsageKey[], principal: Principal): Promise<BlockSummary[]> {
    const address = keys[0]!.courseKey;
    const access = await this.policy.accessOf(principal, address);
    if (!access.readsContent) return [];
    const tree = await this.reader.tree(await this.versions.resolve(address, access));
    return keys.flatMap((key) => {
      const node = tree.nodes.get(blockRefOf(key));
      if (!node || (node.staffOnly && !access.readsDrafts)) return [];
      return { key, node, children: tree.visibleChildren(node, access.readsDrafts), reading: { address, access } };
    });
  }

  /** A definition, for whoever may read some course in which it stands (SPEC section 8). @throws NotFoundError */
  async definition(key: DefinitionKey, principal: Principal): Promise<Definition> {
    const definition = await this.definitions.find(key);
    if (!definition || !(await this.readsDefinition(definition, principal)))
      throw new NotFoundError(`definition "${key}"`);
    return definition;
  }

  private async readsDefinition(definition: Definition, principal: Principal): Promise<boolean> {
    if (principal.isGlobalStaff) return true;
    const own = await this.policy.coursesOf(principal);
    const places = await this.definitions.places(definition, [...own.keys()]);
    return places.some(
      ({ courseKey, published }) => own.get(courseKey)!.readsDrafts || (published && own.get(courseKey)!.readsContent),
    );
  }

  /**
   * Without a branch or version a key means what is published, and, for a block that is not published, its draft: the
   * same for everyone, except that a draft does not exist for those who may not read drafts.
   */
  private async find(
    key: UsageKey,
    version: CourseVersion,
    access: CourseAccess,
  ): Promise<{ record: BlockRecord; version: CourseVersion } | null> {
    const record = await this.reader.block(version, blockRefOf(key));
    if (record) return { record, version };
    if (key.courseKey.branch !== null || key.courseKey.version !== null || !access.readsDrafts) return null;
    const draft = await this.versions.draftOf(version);
    const drafted = draft && (await this.reader.block(draft, blockRefOf(key)));
    return drafted && { record: drafted, version: draft };
  }

  private async withoutStaffOnlyChildren({
    record,
    version,
  }: {
    record: BlockRecord;
    version: CourseVersion;
  }): Promise<BlockRecord> {
    if (record.children.length === 0) return record;
    const { nodes } = await this.reader.tree(version);
    return { ...record, children: record.children.filter((child) => !nodes.get(child)?.staffOnly) };
  }
}

/** Hidden from learners by its own setting or by an ancestor's: access narrows downwards (SPEC section 1). */
function isStaffOnly(record: BlockRecord): boolean {
  return [record, ...record.ancestors].some(({ settings }) => settings.visible_to_staff_only === true);
}

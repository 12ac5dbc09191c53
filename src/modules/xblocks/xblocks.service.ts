import { Injectable } from '@nestjs/common';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { AuthenticationRequiredError, NotEnrolledError, NotFoundError } from '../../common/errors/app-error.js';
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
import { BlockVisibility, type HiddenBlocks } from '../access/index.js';
import { childCollection } from './children.collection.js';
import { DefinitionPlaces } from './definition-places.js';
import type { ListChildrenQuery } from './dto/list-children.query.js';

/** A block at one version, as this caller may see it. */
export interface BlockReading {
  readonly record: BlockRecord;
  readonly version: CourseVersion;
  /** The course key that links keep: the request's, and the draft's where that was shown in place of nothing. */
  readonly address: CourseKey;
  readonly access: CourseAccess;
  /** Blocks that the caller does not see. */
  readonly hidden: HiddenBlocks;
  readonly sight: string;
  readonly lasts: boolean;
}

/** A definition, as far as the caller is shown it. */
export interface DefinitionReading {
  readonly definition: Definition;
  /** Whether answers and secrets are shown as well. */
  readonly isWhole: boolean;
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
    private readonly places: DefinitionPlaces,
    private readonly policy: CourseAccessPolicy,
    private readonly visibility: BlockVisibility,
  ) {}

  /**
   * Detached blocks (about, updates, tabs) are read like course information, all others by those who read the content.
   * @param at the head of then in place of that of now
   * @throws NotFoundError, AuthenticationRequiredError, NotEnrolledError
   */
  async read(key: UsageKey, principal: Principal, at?: Date): Promise<BlockReading> {
    const access = await this.policy.accessOf(principal, key.courseKey);
    if (!access.may('courses.view_block')) throw new NotFoundError(`course "${key.courseKey}"`);
    const version = await this.versions.resolve(key.courseKey, access, at);
    const found = await this.find(key, version, access, at);
    const isDetached = found !== null && found.record.parent === null && found.record.block !== found.version.root;
    // Said of blocks that do not exist as well: it gives nothing away.
    if (!isDetached && !access.readsContent) throw contentRefusal(principal, version.courseKey);
    if (!found) throw new NotFoundError(`block "${key}"`);
    const hidden = await this.visibility.hiddenFrom({ principal, access }, found.version);
    if (hidden.has(found.record.block) || (!access.readsDrafts && isForTeam(found.record)))
      throw new NotFoundError(`block "${key}"`);
    return {
      ...found,
      record: { ...found.record, children: hidden.among(found.record.children) },
      address: addressOf(key.courseKey, found.version, { isAsked: found.version === version, at }),
      access,
      hidden,
      sight: hidden.signature,
      // Of a time that has hardly passed, another version may yet be the one.
      lasts: at === undefined && hidden.lastsForever,
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
  ): Promise<{ page: Page<TreeNode>; reading: BlockReading }> {
    const reading = await this.read(key, principal, query.at);
    const { record, version } = reading;
    const tree = await this.reader.tree(version);
    const nodes = record.children.flatMap((child) => tree.nodes.get(child) ?? []);
    // The block's own version: whoever orders its children says by this ETag which they have seen (SPEC C-8).
    const circumstances = [version.guid, reading.access.signature, reading.sight];
    return { page: childCollection.page(nodes, query).versioned(record.editedIn, circumstances), reading };
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
    const version = await this.versions.resolve(address, access);
    const [tree, hidden] = await Promise.all([
      this.reader.tree(version),
      this.visibility.hiddenFrom({ principal, access }, version),
    ]);
    return keys.flatMap((key) => {
      const node = tree.nodes.get(blockRefOf(key));
      if (!node || hidden.has(node.block)) return [];
      return { key, node, children: hidden.among(node.children), reading: { address, access } };
    });
  }

  /** A definition, for whoever may read some block in which it stands (SPEC section 8). @throws NotFoundError */
  async definition(key: DefinitionKey, principal: Principal): Promise<DefinitionReading> {
    const definition = await this.definitions.find(key);
    const rights = definition && (await this.places.rightsTo(definition, principal));
    if (!definition || !rights?.reads) throw new NotFoundError(`definition "${key}"`);
    return { definition, isWhole: rights.isWhole };
  }

  /**
   * Without a branch or version a key means what is published, and, for a block that is not published, its draft: the
   * same for everyone, except that a draft does not exist for those who may not read drafts.
   */
  private async find(
    key: UsageKey,
    version: CourseVersion,
    access: CourseAccess,
    at?: Date,
  ): Promise<{ record: BlockRecord; version: CourseVersion } | null> {
    const record = await this.reader.block(version, blockRefOf(key));
    if (record) return { record, version };
    if (key.courseKey.branch !== null || key.courseKey.version !== null || !access.readsDrafts) return null;
    const draft = await this.versions.draftOf(version, at);
    const drafted = draft && (await this.reader.block(draft, blockRefOf(key)));
    return drafted && { record: drafted, version: draft };
  }
}

/** Where links lead on: as it was asked for, in the draft where that was shown instead, or in the version of then. */
function addressOf(
  asked: CourseKey,
  found: CourseVersion,
  { isAsked, at }: { readonly isAsked: boolean; readonly at?: Date },
): CourseKey {
  if (at !== undefined) return found.courseKey.forVersion(found.guid);
  return isAsked ? asked : asked.forBranch(DRAFT);
}

/** A block beside the tree that its authors keep for themselves; those in the tree are BlockVisibility's. */
function isForTeam({ settings }: BlockRecord): boolean {
  return settings.visible_to_staff_only === true || settings.course_staff_only === true;
}

/** Of the content of a course that is known to the caller. */
export function contentRefusal(principal: Principal, courseKey: CourseKey): Error {
  return principal.isAnonymous ? new AuthenticationRequiredError() : new NotEnrolledError(courseKey);
}

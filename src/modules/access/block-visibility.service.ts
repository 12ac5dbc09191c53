import { Injectable } from '@nestjs/common';
import type { CourseAccess } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { type BlockRef, ContentReader, ContentVersions, type CourseVersion, PUBLISHED } from '../content/index.js';
import { letsIn } from './access-policy.js';
import { BlockPolicies } from './block-policies.service.js';
import { HiddenBlocks, hiddenBlocks } from './hidden-blocks.js';

/** Who looks. */
export interface Onlooker {
  readonly principal: Principal;
  /** What they may do in the course. */
  readonly access: CourseAccess;
}

/**
 * Which blocks of a course somebody sees: the one place for outlines, blocks, search and the Blocks API. The team sees
 * everything; for others settings (staff only, dates, groups) and the policies of blocks decide, and what hides a block
 * hides all below it (SPEC section 1 "child access"). Whether the caller may read any content is another question, that of
 * `courses.view_content`.
 */
@Injectable()
export class BlockVisibility {
  constructor(
    private readonly reader: ContentReader,
    private readonly versions: ContentVersions,
    private readonly policies: BlockPolicies,
  ) {}

  /**
   * A statement for the policies, and for the tree if it was not read before. Of an old version also what is hidden today is
   * hidden: it is no way around a policy, nor around a block that has moved to where it is closed.
   */
  async hiddenFrom({ principal, access }: Onlooker, version: CourseVersion): Promise<HiddenBlocks> {
    if (access.readsDrafts) return HiddenBlocks.none;
    const hidden = await this.hiddenIn({ principal, access }, version);
    if (version.isHead && version.branch === PUBLISHED) return hidden;
    const current = await this.versions.headOf(version.courseKey, PUBLISHED);
    if (!current || current.guid === version.guid) return hidden;
    return hidden.and(await this.hiddenIn({ principal, access }, current));
  }

  /**
   * Those of them that a policy closes, without what stands below; of an old version all that is hidden today. For the Blocks
   * API, which tells apart why a block is not shown.
   */
  async closedTo({ principal, access }: Onlooker, version: CourseVersion): Promise<ReadonlySet<BlockRef>> {
    if (access.readsDrafts) return new Set();
    if (!(version.isHead && version.branch === PUBLISHED))
      return (await this.hiddenFrom({ principal, access }, version)).blocks;
    const policies = await this.policies.of(version.courseKey);
    const caller = { principal, isEnrolled: access.isEnrolled };
    const now = Date.now();
    return new Set([...policies].filter(([, policy]) => !letsIn(policy, caller, now)).map(([block]) => block));
  }

  private async hiddenIn({ principal, access }: Onlooker, version: CourseVersion): Promise<HiddenBlocks> {
    const [tree, policies] = await Promise.all([this.reader.tree(version), this.policies.of(version.courseKey)]);
    const { isEnrolled, enrollmentMode, role } = access;
    const caller = { principal, isEnrolled, enrollmentMode, isBetaTester: role === 'beta_tester' };
    return hiddenBlocks(tree, policies, caller, Date.now());
  }
}

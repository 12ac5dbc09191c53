import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import { namedBy } from '../../common/errors/named-in-request.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { AssetCopies, type CopiedAsset } from '../assets/index.js';
import {
  assetPathsOf,
  type BlockCopy,
  blockRefOf,
  ContentVersions,
  copyBlock,
  type CopySource,
  type CourseVersion,
  DRAFT,
  type NewCopy,
  PUBLISHED,
  readCopySource,
  sourceWithin,
  type WorkingTree,
} from '../content/index.js';
import { XblockRights } from './xblock-rights.js';

/** A block that is to be copied, from where it is now. */
export interface FoundSource {
  readonly key: UsageKey;
  /** Null: of the branch that is written to, where the working tree has it. */
  readonly elsewhere: { readonly version: CourseVersion; readonly source: CopySource } | null;
}

/** What a copy came to, and the files that it needed. */
export interface XblockCopy extends BlockCopy {
  readonly source: UsageKey;
  /** Files of another course to which the copied blocks refer. */
  readonly assets: readonly CopiedAsset[];
}

/** Copies blocks within a course and from one course to another, with the files that they refer to (SPEC C-7). */
@Injectable()
export class XblockCopies {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly rights: XblockRights,
    private readonly assets: AssetCopies,
  ) {}

  /**
   * Finds the source, before anything is locked. Copying shows answers and everything else that is for the team, so it takes
   * the right to the drafts of the source course. A key without branch means, in the same course, the branch that is
   * written to; in another one what is published there, or the draft of what is not.
   * @param path of the member that names it, for the faults
   * @throws InvalidInputError, PermissionDeniedError, VersionConflictError
   */
  async find(key: UsageKey, into: CourseKey, by: Principal, path = 'source'): Promise<FoundSource> {
    const { courseKey } = key;
    const isSameCourse = into.withoutBranchAndVersion().equals(courseKey.withoutBranchAndVersion());
    if (isSameCourse && courseKey.version === null && [null, into.branch].includes(courseKey.branch)) {
      return { key, elsewhere: null };
    }
    if (courseKey.run === null) throw absent(key, path);
    const versions = await namedBy(path, async () => {
      await this.rights.demand('courses.view_drafts', courseKey, by);
      return this.versionsOf(courseKey);
    });
    for (const version of versions) {
      const source = await readCopySource(this.dataSource.manager, version, blockRefOf(key));
      if (source) return { key, elsewhere: { version, source: { ...source, pin: pinOf(courseKey, version) } } };
    }
    throw absent(key, path);
  }

  /**
   * Copies into a working tree. Files come along from other courses.
   * @throws as `copyBlock`
   */
  async copy(
    tree: WorkingTree,
    { key, elsewhere }: FoundSource,
    given: NewCopy,
    { by, dryRun }: { readonly by: string | null; readonly dryRun: boolean },
  ): Promise<XblockCopy> {
    const source = elsewhere?.source ?? (await this.within(tree, key));
    const from = elsewhere?.version.courseId ?? tree.head.courseId;
    const to = tree.head.courseId;
    const paths = from === to ? [] : [...assetPathsOf(source.courseKey, source.states)];
    const assets = await this.assets.copy(tree.manager, { from, to, paths, by, dryRun });
    const renamed = new Map(assets.map(({ path, copy }) => [path, copy]));
    return { ...(await copyBlock(tree, { ...source, assets: renamed }, given)), source: key, assets };
  }

  private async within(tree: WorkingTree, key: UsageKey): Promise<CopySource> {
    if (!(await tree.find(blockRefOf(key)))) throw absent(key, 'source');
    return sourceWithin(tree, blockRefOf(key));
  }

  private async versionsOf(courseKey: CourseKey): Promise<CourseVersion[]> {
    if (courseKey.branch !== null || courseKey.version !== null) {
      return [await this.versions.resolve(courseKey, { readsDrafts: true })];
    }
    const heads = await Promise.all([PUBLISHED, DRAFT].map((branch) => this.versions.headOf(courseKey, branch)));
    return heads.filter((head) => head !== null);
  }
}

/** Where updates are to come from later: from the branch that was named, or from what is published then. */
function pinOf({ branch }: CourseKey, { courseKey, guid }: CourseVersion): CourseKey {
  return courseKey.forBranch(branch).forVersion(guid);
}

function absent(key: UsageKey, path: string): InvalidInputError {
  return new InvalidInputError({
    [path]: [`There is no block ${key}. Check the key; it may name a branch, such as +branch@draft.`],
  });
}

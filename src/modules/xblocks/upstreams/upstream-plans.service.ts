import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { AssetCopies, type CopiedAsset } from '../../assets/index.js';
import {
  assetPathsOf,
  assetPathsOfStates,
  blockRefOf,
  type BlockRef,
  type CourseVersion,
  type LinkedStates,
  planUpdate,
  readLinkedStates,
  type Replaced,
  type UpdatePlan,
  type UpstreamLink,
} from '../../content/index.js';

/** A linked block of a branch, and the version of its source that is to be taken. */
export interface Linked {
  readonly here: CourseVersion;
  readonly root: BlockRef;
  readonly link: UpstreamLink;
  readonly source: CourseVersion;
}

/** What an update would do, or did. */
export interface UpstreamUpdate {
  readonly plan: UpdatePlan;
  /** Files of the source to which refers what is taken. */
  readonly assets: readonly CopiedAsset[];
}

export interface PlanOptions {
  readonly replace?: Replaced;
  /** Whether the block says afterwards that it is level with this very version. */
  readonly pinsRoot?: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Reads what an update needs, files among it, and plans it. */
@Injectable()
export class UpstreamPlans {
  constructor(private readonly assets: AssetCopies) {}

  /** What an update would do; it writes nothing. @returns null where one of the two is not there @throws AppError 409 */
  async preview(manager: EntityManager, linked: Linked, options: PlanOptions = {}): Promise<UpstreamUpdate | null> {
    const states = await this.states(manager, linked);
    if (states === null) return null;
    const files = await this.copy(manager, linked, [...assetPathsOfStates(states, linked.source.courseKey)], null);
    const plan = planned(states, linked, options, files);
    const needed = pathsTaken(plan, linked);
    return { plan, assets: files.filter(({ path }) => needed.has(path)) };
  }

  /** Plans an update that is going to be done, and brings the files along that it needs. @throws as {@link preview} */
  async prepare(
    manager: EntityManager,
    linked: Linked,
    { by, ...options }: PlanOptions & { readonly by: string | null },
  ): Promise<UpstreamUpdate | null> {
    const states = await this.states(manager, linked);
    if (states === null) return null;
    const paths = [...assetPathsOfStates(states, linked.source.courseKey)];
    const known = await this.copy(manager, linked, paths, null);
    const plan = planned(states, linked, options, known);
    const needed = pathsTaken(plan, linked);
    const assets = await this.copy(manager, linked, [...needed], { by });
    // A file can get another name than when all of them were looked at.
    const others = known.filter(({ path }) => !needed.has(path));
    return { plan: assets.length === 0 ? plan : planned(states, linked, options, [...others, ...assets]), assets };
  }

  private states(manager: EntityManager, { here, root, link, source }: Linked): Promise<LinkedStates | null> {
    return readLinkedStates(manager, { here, root, source, sourceRoot: blockRefOf(link.source) });
  }

  /** @param author null: only find out */
  private copy(
    manager: EntityManager,
    { here, source }: Linked,
    paths: readonly string[],
    author: { readonly by: string | null } | null,
  ): Promise<CopiedAsset[]> {
    const given = { from: source.courseId, to: here.courseId, paths, by: author?.by ?? null, dryRun: author === null };
    return this.assets.copy(manager, given);
  }
}

function planned(
  states: LinkedStates,
  { link, source }: Linked,
  { replace = NOTHING, pinsRoot = false }: PlanOptions,
  files: readonly CopiedAsset[],
): UpdatePlan {
  const assets = new Map(files.map(({ path, copy }) => [path, copy]));
  return planUpdate({ ...states, pin: pinOf(link, source), assets, replace, pinsRoot });
}

/** The branch of the link stays what it is. */
function pinOf({ source: { courseKey } }: UpstreamLink, { guid }: CourseVersion): CourseKey {
  return courseKey.forBranch(courseKey.branch).forVersion(guid);
}

function pathsTaken({ taken }: UpdatePlan, { source }: Linked): Set<string> {
  return assetPathsOf(source.courseKey, taken);
}

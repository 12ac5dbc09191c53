import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockRef,
  blockRefOf,
  type BlockTree,
  ContentReader,
  ContentVersions,
  DRAFT,
  PUBLISHED,
} from '../content/index.js';
import { type AccessPolicy, CONTENT, INFORMATION } from './access-policy.js';
import { changed, checkPolicies, defaultOf, type PolicyInput } from './policy-change.js';
import {
  lockPolicies,
  readPolicies,
  removePolicies,
  type StoredPolicies,
  versionOf,
  writePolicy,
} from './policy-store.js';

/** The access policy of a course or a block, and those above it. */
export interface PolicyReading {
  /** Without branch and version: a policy is about all of them. */
  readonly courseKey: CourseKey;
  /** Null for the policy of the course. */
  readonly block: BlockRef | null;
  /** Its own, and those of the course and of the block's ancestors, from the top down; what is absent is the default. */
  readonly policies: StoredPolicies;
  /** What it is about: `information` and `content`, or the block. */
  readonly own: readonly string[];
  /** What its content is subject to, from the top down, itself included. */
  readonly chain: readonly string[];
  readonly version: string;
}

/** How a policy is to be written. */
export interface PolicyEdit {
  readonly by: string | null;
  readonly message: string | null;
  readonly preconditions: Preconditions;
}

/** What is to be said of each part; absent: as it is; null: nothing, so that the default holds. */
export type PolicyInputs = Readonly<Record<string, PolicyInput | null | undefined>>;

const OF_COURSE = [INFORMATION, CONTENT];

/** Reads and writes access policies (ADR 0017). Who may is the guard's to say. */
@Injectable()
export class AccessPoliciesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
    private readonly changes: AccessChanges,
  ) {}

  /** @throws NotFoundError */
  async ofCourse(key: CourseKey): Promise<PolicyReading> {
    if (!(await this.versions.headOf(key, DRAFT)) && !(await this.versions.headOf(key, PUBLISHED)))
      throw new NotFoundError(`course "${key}"`);
    return this.read(this.dataSource.manager, { courseKey: plain(key), block: null, own: OF_COURSE, chain: OF_COURSE });
  }

  /** Of a block of the draft, or of what is published. @throws NotFoundError */
  async ofBlock(key: UsageKey): Promise<PolicyReading> {
    return this.read(this.dataSource.manager, await this.placeOf(key));
  }

  /** @param replaces whether members that are not given are none, or stay @throws NotFoundError, PreconditionFailedError, InvalidInputError */
  async changeOfCourse(
    key: CourseKey,
    inputs: PolicyInputs,
    edit: PolicyEdit,
    replaces: boolean,
  ): Promise<PolicyReading> {
    const place = { courseKey: plain(key), block: null, own: OF_COURSE, chain: OF_COURSE };
    return this.write(place, inputs, edit, replaces);
  }

  /** As {@link changeOfCourse}. */
  async changeOfBlock(
    key: UsageKey,
    input: PolicyInput | null | undefined,
    edit: PolicyEdit,
    replaces: boolean,
  ): Promise<PolicyReading> {
    const place = await this.placeOf(key);
    return this.write(place, { [blockRefOf(key)]: input }, edit, replaces);
  }

  /** Takes back what was said: the default holds again. */
  async removeOfCourse(key: CourseKey, preconditions: Preconditions): Promise<void> {
    const nothing = { [INFORMATION]: null, [CONTENT]: null };
    await this.changeOfCourse(key, nothing, { by: null, message: null, preconditions }, false);
  }

  async removeOfBlock(key: UsageKey, preconditions: Preconditions): Promise<void> {
    await this.changeOfBlock(key, null, { by: null, message: null, preconditions }, false);
  }

  private async write(
    place: PolicyPlace,
    inputs: PolicyInputs,
    edit: PolicyEdit,
    replaces: boolean,
  ): Promise<PolicyReading> {
    const courseKey = String(place.courseKey);
    const written = await this.dataSource.transaction(async (manager) => {
      if (!(await lockPolicies(manager, courseKey))) throw new NotFoundError(`course "${courseKey}"`);
      const before = await readPolicies(manager, courseKey, place.own);
      edit.preconditions.check(versionOf(before));
      const next = afterwards(before, inputs, replaces);
      // A block's policy is the member `content` of its request.
      checkPolicies(
        Object.fromEntries([...next].map(([subject, policy]) => [place.block === null ? subject : CONTENT, policy])),
      );
      for (const [subject, policy] of next)
        if (!isDeepStrictEqual(policy, before.get(subject)?.policy))
          await writePolicy(manager, { courseKey, subject }, policy, edit);
      await removePolicies(
        manager,
        courseKey,
        Object.keys(inputs).filter((subject) => inputs[subject] === null),
      );
      return this.read(manager, place);
    });
    this.changes.note();
    return written;
  }

  private async read(manager: EntityManager, place: PolicyPlace): Promise<PolicyReading> {
    const policies = await readPolicies(manager, String(place.courseKey), [...place.own, ...place.chain]);
    const own = new Map(
      place.own.flatMap((subject) => (policies.has(subject) ? [[subject, policies.get(subject)!]] : [])),
    );
    return { ...place, policies, version: versionOf(own) };
  }

  /** Where the block stands in the draft, else in what is published. @throws NotFoundError */
  private async placeOf(key: UsageKey): Promise<PolicyPlace> {
    const block = blockRefOf(key);
    for (const branch of [DRAFT, PUBLISHED]) {
      const head = await this.versions.headOf(key.courseKey, branch);
      const ancestors = head && pathTo(block, await this.reader.tree(head));
      if (ancestors)
        return { courseKey: plain(key.courseKey), block, own: [block], chain: [...OF_COURSE, ...ancestors] };
    }
    throw new NotFoundError(`block "${key}"`);
  }
}

type PolicyPlace = Pick<PolicyReading, 'courseKey' | 'block' | 'own' | 'chain'>;

function plain(key: CourseKey): CourseKey {
  return key.withoutBranchAndVersion();
}

/** What is said afterwards of the parts that the request speaks of. */
function afterwards(before: StoredPolicies, inputs: PolicyInputs, replaces: boolean): Map<string, AccessPolicy> {
  const next = new Map<string, AccessPolicy>();
  for (const [subject, input] of Object.entries(inputs)) {
    if (input === undefined || input === null) continue;
    const current = before.get(subject)?.policy ?? defaultOf(subject);
    next.set(subject, changed(replaces ? defaultOf(subject) : current, input, current));
  }
  return next;
}

/** From the root down to the block; null when it is not in the tree. */
function pathTo(block: BlockRef, tree: BlockTree): BlockRef[] | null {
  if (!tree.nodes.has(block)) return null;
  const parents = new Map(
    [...tree.nodes.values()].flatMap((node) => node.children.map((child) => [child, node.block] as const)),
  );
  const path = [block];
  for (let parent = parents.get(block); parent !== undefined; parent = parents.get(parent)) path.unshift(parent);
  return path;
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import {
  type BlockRef,
  ContentReader,
  ContentVersions,
  type CourseVersion,
  DRAFT,
  PUBLISHED,
} from '../../content/index.js';
import { CHECK_IDS, type CheckId } from './check-ids.js';
import { type CheckOutcomes, type CheckResult, MAX_FINDINGS } from './check-result.js';
import { CheckedContents } from './checked-content.js';
import type { CheckedBlock, CourseUnderCheck } from './course-under-check.js';
import { dateChecks } from './date-checks.js';
import { gradingChecks } from './grading-checks.js';
import { imageOf, informationChecks } from './information-checks.js';
import { materialChecks } from './material-checks.js';
import { referenceChecks, referredFiles } from './reference-checks.js';
import { structureChecks } from './structure-checks.js';

/** What the checks say of one version of a course. */
export interface CheckedCourse {
  readonly version: CourseVersion;
  /** Of equal state, equal: for ETags. It changes with the version, what is published, the files and the team. */
  readonly state: string;
  readonly results: readonly CheckResult[];
}

/** What beside the version decides about the results. */
interface Surroundings {
  readonly published: string | null;
  readonly assets: string;
  readonly has_instructor: boolean;
}

/** Findings of all remembered courses together; one takes about 300 bytes. */
const KEPT_FINDINGS = 100_000;

/**
 * What is wrong with a course, found by looking at it (SPEC C-11). Six statements whatever the course's size, and two once
 * it is known: a version never changes, so the results are remembered by it and what is around it.
 */
@Injectable()
export class CourseChecks {
  private readonly known = new LRUCache<string, readonly CheckResult[]>({
    maxSize: KEPT_FINDINGS,
    sizeCalculation: (results) => results.reduce((sum, { findings }) => sum + findings.length, results.length),
  });
  private readonly looking = new Map<string, Promise<readonly CheckResult[]>>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
    private readonly contents: CheckedContents,
  ) {}

  /**
   * The version that the key names; without branch and version that of the draft, which is what a team works on.
   * @throws NotFoundError for a course without content as well
   */
  async of(key: CourseKey): Promise<CheckedCourse> {
    const version = await this.versionOf(key);
    if (!version) throw new NotFoundError(`content of course "${key}"`);
    return this.checked(version);
  }

  /** Check → whether the draft passes it; nothing while the course has no content. */
  async statesOf(courseKey: CourseKey): Promise<ReadonlyMap<string, boolean>> {
    const version = await this.versionOf(courseKey);
    const { results } = version ? await this.checked(version) : { results: [] };
    return new Map(results.map(({ id, count }) => [id, count === 0]));
  }

  private async versionOf(key: CourseKey): Promise<CourseVersion | null> {
    // Whoever sees the checks reads drafts as well.
    if (key.branch !== null || key.version !== null) return this.versions.resolve(key, { readsDrafts: true });
    return (await this.versions.headOf(key, DRAFT)) ?? this.versions.headOf(key, PUBLISHED);
  }

  private async around({ courseId, courseKey }: CourseVersion): Promise<Surroundings> {
    const [row] = await this.dataSource.query<[Surroundings]>(
      `SELECT (SELECT head FROM branches WHERE course_id = $1 AND name = '${PUBLISHED}') AS published,
              (SELECT count(*) || ' ' || coalesce(sum(hashtextextended(path, 0)), 0) FROM assets WHERE course_id = $1) AS assets,
              EXISTS (SELECT FROM course_roles WHERE course_key = $2 AND role = 'instructor') AS has_instructor`,
      [courseId, String(courseKey)],
    );
    return row;
  }

  private async checked(version: CourseVersion): Promise<CheckedCourse> {
    const surroundings = await this.around(version);
    const state = stateOf(version, surroundings);
    const results = this.known.get(state) ?? (await this.lookOnce(state, version, surroundings));
    return { version, state, results };
  }

  /** Requests that come while a course is being looked at wait for the one look. */
  private async lookOnce(
    state: string,
    version: CourseVersion,
    surroundings: Surroundings,
  ): Promise<readonly CheckResult[]> {
    const underWay = this.looking.get(state);
    if (underWay) return underWay;
    const look = this.look(version, surroundings).finally(() => this.looking.delete(state));
    this.looking.set(state, look);
    const results = await look;
    this.known.set(state, results);
    return results;
  }

  private async look(version: CourseVersion, surroundings: Surroundings): Promise<readonly CheckResult[]> {
    const outcomes = outcomesOf(await this.courseUnderCheck(version, surroundings));
    return CHECK_IDS.map((id) => {
      const { findings, facts = {} } = outcomes[id];
      return { id, count: findings.length, findings: findings.slice(0, MAX_FINDINGS), facts };
    });
  }

  private async courseUnderCheck(version: CourseVersion, surroundings: Surroundings): Promise<CourseUnderCheck> {
    const { courseId, courseKey, root } = version;
    const { blocks, gradingPolicy } = await this.contents.of(version);
    const tree = inOutlineOrder(root, blocks);
    const inTree = new Set(tree);
    const detached = [...blocks.values()].filter((block) => !inTree.has(block));
    const content = { courseKey, root: blocks.get(root)!, tree, detached, blocks, gradingPolicy };
    const files = [...referredFiles(content), ...[imageOf(content)].filter((image) => image !== null)];
    return {
      ...content,
      published: await this.publishedOf(version, surroundings),
      assets: await this.contents.existingAssets(courseId, files),
      hasInstructor: surroundings.has_instructor,
    };
  }

  private async publishedOf(
    { courseKey }: CourseVersion,
    { published }: Surroundings,
  ): Promise<ReadonlyMap<BlockRef, string> | null> {
    if (published === null) return null;
    const version = await this.versions.resolve(courseKey.forVersion(published), { readsDrafts: true });
    const tree = await this.reader.tree(version);
    return new Map([...tree.nodes.values()].map(({ block, edited }) => [block, edited]));
  }
}

function stateOf({ guid }: CourseVersion, { published, assets, has_instructor: hasInstructor }: Surroundings): string {
  const said = JSON.stringify([guid, published, assets, hasInstructor]);
  return createHash('sha256').update(said).digest('base64url').slice(0, 22);
}

function outcomesOf(course: CourseUnderCheck): CheckOutcomes<CheckId> {
  return {
    ...dateChecks(course),
    ...gradingChecks(course),
    ...structureChecks(course),
    ...referenceChecks(course),
    ...materialChecks(course),
    ...informationChecks(course),
  };
}

/** From the root down, each before its children. */
function inOutlineOrder(root: BlockRef, blocks: ReadonlyMap<BlockRef, CheckedBlock>): CheckedBlock[] {
  const ordered: CheckedBlock[] = [];
  const waiting = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const block = blocks.get(next);
    if (!block) continue;
    ordered.push(block);
    waiting.push(...block.children.toReversed());
  }
  return ordered;
}

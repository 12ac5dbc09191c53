import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { CourseAccess } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import { namedBy } from '../../common/errors/named-in-request.js';
import { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { BlockVisibility } from '../access/index.js';
import { blockRefOf, ContentVersions, type CourseVersion, DRAFT, linksTo, PUBLISHED } from '../content/index.js';
import type { ListXblocksQuery } from './dto/list-xblocks.query.js';
import { type ListedXblockRow, xblockCollection } from './listed-xblocks.collection.js';
import { type ListedUpstream, UpstreamStates } from './upstreams/upstream-states.service.js';
import { XblockRights } from './xblock-rights.js';
import { contentRefusal } from './xblocks.service.js';

/** A block in a list, and how it was come by. */
export interface ListedXblock {
  readonly row: ListedXblockRow;
  /** With the branch whose blocks are listed. */
  readonly address: CourseKey;
  readonly access: CourseAccess;
  readonly isDeleted: boolean;
  /** In a list of copies. */
  readonly upstream?: ListedUpstream;
}

/** Lists blocks of a course for those who read them; what is not published, and what was deleted, for the team. */
@Injectable()
export class XblockLists {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly visibility: BlockVisibility,
    private readonly rights: XblockRights,
    private readonly upstreams: UpstreamStates,
  ) {}

  /** Five statements at most, eleven with `upstream`, whatever the size of the course. @throws NotFoundError, AuthenticationRequiredError, NotEnrolledError, InvalidInputError */
  async page(query: ListXblocksQuery, principal: Principal): Promise<Page<ListedXblock>> {
    const { deleted: isDeleted = false, has_unpublished_changes: differs } = query;
    const isOfTeam = isDeleted || differs !== undefined || query.upstream !== undefined;
    const branch = query.branch ?? (isOfTeam ? DRAFT : PUBLISHED);
    const address = CourseKey.parse(query.course).forBranch(branch);
    const access = await this.rights.in(address.forBranch(null), principal);
    if (isOfTeam && !access.readsDrafts) throw new NotFoundError(`course "${address.forBranch(DRAFT)}"`);
    if (!access.readsContent) throw contentRefusal(principal, address);
    const version = await namedBy(query.branch === undefined ? null : 'branch', () =>
      this.headOf(address, branch, access),
    );
    const visible = Sql.all([
      isDeleted ? isGone(version) : isThere(version),
      ...(await this.isSeen(version, principal, access)),
      ...parentOf(query, address),
      ...linkedTo(query),
      ...(differs === undefined ? [] : [await this.differs(version, differs)]),
    ]);
    const page = await xblockCollection.page(this.dataSource.manager, query, visible);
    const upstreams =
      query.upstream === undefined ? null : await this.upstreams.of(page.items, { address, by: principal });
    return page.map((row) => ({ row, address, access, isDeleted, upstream: upstreams?.get(row.block) }));
  }

  /** What the caller may not read is as absent as what is not there (SPEC R-7). @throws NotFoundError */
  private async headOf(address: CourseKey, branch: string, { readsDrafts }: CourseAccess): Promise<CourseVersion> {
    const version = readsDrafts || branch === PUBLISHED ? await this.versions.headOf(address, branch) : null;
    if (!version) throw new NotFoundError(`course "${address}"`);
    return version;
  }

  private async isSeen(version: CourseVersion, principal: Principal, access: CourseAccess): Promise<Sql[]> {
    if (access.readsDrafts) return [];
    const hidden = await this.visibility.hiddenFrom({ principal, access }, version);
    return [
      sql`NOT b.block = ANY (${[...hidden.blocks]}::text[])`,
      // Beside the tree, where no parent hides anything.
      sql`(b.settings ->> 'visible_to_staff_only' = 'true' OR b.settings ->> 'course_staff_only' = 'true') IS NOT TRUE`,
    ];
  }

  /** By the version of the last change, as everywhere (modules/content/README.md). */
  private async differs({ courseKey, courseId }: CourseVersion, wanted: boolean): Promise<Sql> {
    const published = await this.versions.headOf(courseKey, PUBLISHED);
    if (!published) return wanted ? sql`true` : sql`false`;
    const { line, ordinal } = published;
    const isSame = sql`EXISTS (SELECT FROM block_at(${courseId}::bigint, ${line}::int, ${ordinal}::int, b.block) p WHERE p.edited = b.edited)`;
    return wanted ? sql`NOT ${isSame}` : isSame;
  }
}

function isThere({ courseId, line, ordinal }: CourseVersion): Sql {
  return sql`b.course_id = ${courseId} AND b.line = ${line} AND b.until > ${ordinal} AND b.since <= ${ordinal}`;
}

/** The last row of each block of the line that no later row follows. */
function isGone({ courseId, line, ordinal }: CourseVersion): Sql {
  return sql`b.course_id = ${courseId} AND b.line = ${line} AND b.until <= ${ordinal} AND NOT EXISTS (
    SELECT FROM blocks n WHERE n.course_id = b.course_id AND n.line = b.line AND n.block = b.block AND n.since >= b.until AND n.since <= ${ordinal})`;
}

function parentOf({ parent }: ListXblocksQuery, address: CourseKey): Sql[] {
  if (parent === undefined) return [];
  const key = UsageKey.parse(parent);
  if (!key.courseKey.withoutBranchAndVersion().equals(address.withoutBranchAndVersion())) {
    throw new InvalidInputError({
      parent: [`parent must be a block of ${address.withoutBranchAndVersion()}; it is ${parent}.`],
    });
  }
  return [sql`b.parent = ${blockRefOf(key)}`];
}

function linkedTo({ upstream }: ListXblocksQuery): Sql[] {
  if (upstream === undefined) return [];
  const block = UsageKey.tryParse(upstream);
  const setting = sql`(b.settings ->> 'upstream')`;
  const inCourse = sql`starts_with(${setting}, ${linksTo(block?.courseKey ?? CourseKey.parse(upstream))})`;
  if (block === null) return [inCourse];
  const end = `+type@${block.blockType}+block@${block.blockId}`;
  return [inCourse, sql`right(${setting}, char_length(${end}::text)) = ${end}`];
}

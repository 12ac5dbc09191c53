import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { BlockVisibility, readsContentOf, readsDraftsOf, seesInformationOf } from '../access/index.js';
import { type BlockRef, blockType, ContentVersions, type Definition, PUBLISHED } from '../content/index.js';

/** What a caller may do with a definition. */
export interface DefinitionRights {
  readonly reads: boolean;
  /** Whether all of it is shown, answers included: to the team of a course in which it stands. */
  readonly isWhole: boolean;
}

interface PlaceRow {
  readonly course_key: string;
  readonly blocks: BlockRef[];
  readonly is_team: boolean;
}

/**
 * Where definitions stand, and who may read them there: the team of a course wherever in it, others in a published block that
 * they see (SPEC section 8). Which courses come into question is one statement; then it takes the first that lets in.
 */
@Injectable()
export class DefinitionPlaces {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
    private readonly versions: ContentVersions,
    private readonly visibility: BlockVisibility,
  ) {}

  async rightsTo(definition: Definition, principal: Principal): Promise<DefinitionRights> {
    if (principal.isGlobalStaff) return { reads: true, isWhole: true };
    const places = await this.places(definition, principal);
    if (places.some((place) => place.is_team)) return { reads: true, isWhole: true };
    for (const place of places) if (await this.isSeen(place, principal)) return { reads: true, isWhole: false };
    return { reads: false, isWhole: false };
  }

  /** The blocks in which it stands or has stood: for learners on the published branch, in courses whose content they read. */
  private async places({ guid, type }: Definition, principal: Principal): Promise<PlaceRow[]> {
    const isPublished = sql`(b.settings ->> 'visible_to_staff_only' = 'true' OR b.settings ->> 'course_staff_only' = 'true') IS NOT TRUE AND EXISTS (SELECT FROM versions v
      WHERE v.course_id = b.course_id AND v.line = b.line AND v.ordinal >= b.since AND v.ordinal < b.until AND v.branch = ${PUBLISHED})`;
    const isOpen = blockType(type).kind === 'detached' ? seesInformationOf(principal) : readsContentOf(principal);
    const isTeam = readsDraftsOf(principal);
    const { text, values } =
      sql`SELECT c.course_key, array_agg(DISTINCT b.block) AS blocks, bool_or(${isTeam}) AS is_team
       FROM blocks b JOIN courses c ON c.id = b.course_id
      WHERE b.definition = ${guid} AND ${Sql.any([isTeam, Sql.all([isPublished, isOpen])])}
      GROUP BY c.course_key ORDER BY c.course_key`.render();
    return this.dataSource.query<PlaceRow[]>(text, values);
  }

  private async isSeen({ course_key, blocks }: PlaceRow, principal: Principal): Promise<boolean> {
    const courseKey = CourseKey.parse(course_key);
    const [access, published] = await Promise.all([
      this.policy.accessOf(principal, courseKey),
      this.versions.headOf(courseKey, PUBLISHED),
    ]);
    if (!published) return false;
    const hidden = await this.visibility.hiddenFrom({ principal, access }, published);
    return blocks.some((block) => !hidden.has(block));
  }
}

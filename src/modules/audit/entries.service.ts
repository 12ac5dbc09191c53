import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditEntryEntity } from '../../common/audit/audit-entry.entity.js';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { EVERY_ROW } from '../../common/pagination/collection.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { EntryNotFoundError } from './audit.errors.js';
import type { ListEntriesQuery } from './dto/list-entries.query.js';
import { entryCollection } from './entries.collection.js';
import type { VisibleEntry } from './visible-entry.js';

/** The audit log as one caller may read it. It is only ever read: what is written, is written with what it tells of. */
@Injectable()
export class EntriesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** The newest first unless another order is asked for. */
  async page(principal: Principal, query: ListEntriesQuery): Promise<Page<VisibleEntry>> {
    const asked = { ...query, user: usernameOf(query.user, principal) };
    const page = await entryCollection.page(this.dataSource.manager, asked, await this.visibleTo(principal));
    return page.map((entry) => seenBy(principal, entry));
  }

  /** @throws EntryNotFoundError */
  async get(principal: Principal, uuid: string): Promise<VisibleEntry> {
    const entry = await this.dataSource.manager.findOneBy(AuditEntryEntity, { id: uuid });
    if (!entry || !(await this.maySee(principal, entry))) throw new EntryNotFoundError(uuid);
    return seenBy(principal, entry);
  }

  /** One's own acts and those on what is one's own; those in the courses where the table of permissions says so; for global staff all. */
  private async visibleTo(principal: Principal): Promise<Sql> {
    if (principal.isGlobalStaff) return EVERY_ROW;
    const { userId } = principal;
    return Sql.any([
      sql`a.actor_id = ${userId}`,
      sql`a.on_behalf_of_id = ${userId}`,
      sql`a.course_key = ANY (${await this.coursesOf(principal)}::text[])`,
    ]);
  }

  private async maySee(principal: Principal, entry: AuditEntryEntity): Promise<boolean> {
    if (principal.isGlobalStaff || isAbout(principal, entry)) return true;
    return entry.courseKey !== null && (await this.coursesOf(principal)).includes(entry.courseKey);
  }

  private async coursesOf(principal: Principal): Promise<string[]> {
    const courses = [...(await this.policy.coursesOf(principal))];
    return courses.filter(([, access]) => access.may('audit.view_entry')).map(([key]) => key);
  }
}

function isAbout({ userId }: Principal, { actorId, onBehalfOfId }: AuditEntryEntity): boolean {
  return userId !== null && (actorId === userId || onBehalfOfId === userId);
}

function seenBy(principal: Principal, entry: AuditEntryEntity): VisibleEntry {
  const isOwnAct = principal.userId !== null && entry.actorId === principal.userId;
  return { entry, withAddress: principal.isGlobalStaff || isOwnAct };
}

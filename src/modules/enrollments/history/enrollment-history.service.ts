import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { CollectionQuery } from '../../../common/pagination/page.query.js';
import type { Page } from '../../../common/pagination/page.js';
import { type Sql, sql } from '../../../common/pagination/sql.js';
import type { EnrollmentAddress } from '../enrollment-address.js';
import { EnrollmentsService } from '../enrollments.service.js';
import type { StoredEnrollment } from '../stored-enrollment.js';
import { historyCollection, type StoredChange } from './enrollment-history.collection.js';

/** A change of an enrollment that the caller may see. */
export interface ChangeOf {
  readonly change: StoredChange;
  readonly enrollment: StoredEnrollment;
}

/** What became of an enrollment, and by whom (SPEC E-2). Whoever may see the enrollment may see its history. */
@Injectable()
export class EnrollmentHistory {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly enrollments: EnrollmentsService,
  ) {}

  /** @throws EnrollmentNotFoundError */
  async page(principal: Principal, address: EnrollmentAddress, query: CollectionQuery): Promise<Page<ChangeOf>> {
    const { enrollment } = await this.enrollments.get(principal, address);
    const page = await historyCollection.page(this.dataSource.manager, query, ofEnrollment(enrollment));
    return page.map((change) => ({ change, enrollment }));
  }

  /** @throws EnrollmentNotFoundError, NotFoundError */
  async get(principal: Principal, address: EnrollmentAddress, revision: string): Promise<ChangeOf> {
    const { enrollment } = await this.enrollments.get(principal, address);
    const number = /^[1-9]\d{0,8}$/.test(revision) ? Number(revision) : 0;
    const only = sql`h.revision = ${number} AND ${ofEnrollment(enrollment)}`;
    const { items } = await historyCollection.page(this.dataSource.manager, { page: 0, page_size: 1 }, only);
    const [change] = items;
    if (!change)
      throw new NotFoundError(`change "${revision}" of this enrollment`, 'Its history lists those that there are.');
    return { change, enrollment };
  }
}

const ofEnrollment = ({ uuid, courseKey }: StoredEnrollment): Sql =>
  sql`h.course_key = ${courseKey} AND h.user_id = (SELECT e.user_id FROM enrollments e WHERE e.uuid = ${uuid})`;

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { Page } from '../../common/pagination/page.js';
import type { Sql } from '../../common/pagination/sql.js';
import type { SearchQuery } from './dto/search.query.js';
import { excerptFrom } from './excerpt.js';
import type { ResultType, SearchResult } from './search-result.js';
import { SearchScope } from './search-scope.js';
import { SearchStatement } from './search-statement.js';

interface FoundRow {
  readonly type: ResultType;
  readonly course_key: string;
  readonly block: string | null;
  readonly title: string | null;
  readonly rank: number;
  readonly excerpt: string;
  readonly total: number;
}

/**
 * Searches courses and blocks. Course information is open to anyone; blocks are found by those who read them (SPEC section 8,
 * C-12): the condition is part of the statement, so that neither the count nor an excerpt tells of others.
 */
@Injectable()
export class SearchService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** One page: a look-up of what the caller may read, and one statement. @throws AppError not_found past the end */
  async page(query: SearchQuery, principal: Principal): Promise<Page<SearchResult>> {
    const statement = new SearchStatement(query, await this.scopeOf(principal, query.branch));
    const rows = await this.rowsOf<FoundRow>(statement.page());
    // A page past the end has no row to tell how many there are.
    const [{ total } = { total: 0 }] =
      rows.length > 0 || query.page === 0 ? rows : await this.rowsOf<{ total: number }>(statement.count());
    const results = rows.map((row) => ({
      type: row.type,
      courseKey: row.course_key,
      branch: query.branch,
      block: row.block,
      title: row.title,
      rank: row.rank,
      excerpt: excerptFrom(row.excerpt),
    }));
    return new Page(results, total, query.page, query.page_size);
  }

  private async scopeOf(principal: Principal, branch: string): Promise<SearchScope> {
    if (principal.isGlobalStaff) return SearchScope.everything;
    return SearchScope.of(await this.policy.coursesOf(principal), branch);
  }

  private async rowsOf<Row extends object>(statement: Sql): Promise<Row[]> {
    const { text, values } = statement.render();
    return this.dataSource.query<Row[]>(text, values);
  }
}

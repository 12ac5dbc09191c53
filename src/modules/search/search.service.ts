import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { Page } from '../../common/pagination/page.js';
import type { Sql } from '../../common/pagination/sql.js';
import type { SearchQuery } from './dto/search.query.js';
import { excerptFrom } from './excerpt.js';
import type { ResultType, SearchResult } from './search-result.js';
import { SearchScopes } from './search-scopes.service.js';
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
 * Searches courses and blocks. Courses are found by those who see them in lists, blocks by those who read them (SPEC section 8,
 * C-12): the condition is part of the statement, so that neither the count nor an excerpt tells of others.
 */
@Injectable()
export class SearchService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly scopes: SearchScopes,
  ) {}

  /** One page: a look-up of what the caller may read, one statement, and one more where something may be hidden. @throws AppError not_found past the end */
  async page(query: SearchQuery, principal: Principal): Promise<Page<SearchResult>> {
    const statement = await this.statementFor(query, principal);
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

  /** What is hidden is looked up only of courses in which something was found. */
  private async statementFor(query: SearchQuery, principal: Principal): Promise<SearchStatement> {
    const scope = await this.scopes.of(principal, query.branch);
    const statement = new SearchStatement(query, scope);
    if (scope.hiding.length === 0 || query.type === 'course') return statement;
    const found = await this.rowsOf<{ course_key: string }>(statement.coursesAmong(scope.hiding));
    const courseKeys = found.map((row) => row.course_key);
    return new SearchStatement(query, await this.scopes.narrowed(scope, courseKeys, principal));
  }

  private async rowsOf<Row extends object>(statement: Sql): Promise<Row[]> {
    const { text, values } = statement.render();
    return this.dataSource.query<Row[]>(text, values);
  }
}

import { applyDecorators, type Type } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type as ConvertTo } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import { ShapeQuery } from '../hypermedia/shape.query.js';
import type { Orderings } from './ordering.js';
import { MAX_SEARCH_TERMS, searchTerms } from './search-terms.js';

export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 10;
/** PostgreSQL's OFFSET is a bigint; far below that, a deep page costs more than it is worth. */
const MAX_PAGE = 1_000_000;
const MAX_SEARCH_LENGTH = 500;

/** A text to search for: any, as long as it is not so long that the search becomes a load. */
export const SearchText = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    MaxLength(MAX_SEARCH_LENGTH),
    ValidateBy({
      name: 'searchText',
      validator: {
        // NUL and lone surrogates cannot be in a text of the database.
        validate: (value) => typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0')),
        defaultMessage: (args) => `${args?.property} must be text without NUL characters`,
      },
    }),
    ValidateBy({
      name: 'searchTerms',
      validator: {
        validate: (value) => typeof value !== 'string' || searchTerms(value).flat().length <= MAX_SEARCH_TERMS,
        defaultMessage: (args) => `${args?.property} may have at most ${MAX_SEARCH_TERMS} words`,
      },
    }),
  );

/**
 * The parameters of every collection (SPEC section 1: zero-indexed pages). A collection's own query class extends
 * {@link Collection.Query} or {@link ItemCollection.Query}, which know its orders and what is searched.
 */
export class PageQuery extends ShapeQuery {
  /** Page number; the first page is 0. */
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0 })
  @IsOptional()
  @ConvertTo(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_PAGE)
  readonly page: number = 0;

  /** Results on a page. */
  @ApiPropertyOptional({ type: 'integer', default: DEFAULT_PAGE_SIZE, minimum: 1, maximum: MAX_PAGE_SIZE })
  @IsOptional()
  @ConvertTo(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  readonly page_size: number = DEFAULT_PAGE_SIZE;

  /** Words to find; upper and lower case are the same. `"exact words"`, `or` and `-without` work. */
  @ApiPropertyOptional({ example: 'tides' })
  @IsOptional()
  @SearchText()
  readonly text_search?: string;
}

/** The parameters of a collection whose orders are known. */
export class CollectionQuery extends PageQuery {
  readonly sort_order?: string;
  readonly ordering?: string;
}

/** The base of a collection's query class: see {@link PageQuery}. */
export function queryOf(orderings: Orderings<string>, searched: string): Type<CollectionQuery> {
  class QueryOfCollection extends CollectionQuery {}
  const members = QueryOfCollection.prototype;
  orderings.SortOrder()(members, 'sort_order');
  orderings.Ordering()(members, 'ordering');
  ApiPropertyOptional({
    type: String,
    maxLength: MAX_SEARCH_LENGTH,
    description: `Words to find in ${searched}; upper and lower case are the same. \`"exact words"\`, \`or\` and \`-without\` work.`,
    example: 'tides',
  })(members, 'text_search');
  return QueryOfCollection;
}

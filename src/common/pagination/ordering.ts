import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

/** What a request says of the order; checked against the names that are known. */
export interface OrderRequest {
  readonly sort_order?: string;
  readonly ordering?: string;
}

/**
 * The orders of one collection: documented name → SQL expression. `sort_order` takes a name, `ordering` a name with an
 * optional `-` (SPEC section 1 "sorting"). `tieBreaker` is unique, so that no row repeats or is lost between pages.
 */
export class Orderings<Name extends string> {
  constructor(
    private readonly columns: Readonly<Record<Name, string>>,
    private readonly fallback: NoInfer<Name> | `-${NoInfer<Name>}`,
    private readonly tieBreaker: string,
  ) {}

  get names(): Name[] {
    return Object.keys(this.columns) as Name[];
  }

  /** The order that a validated query asks for. */
  wanted(query: OrderRequest): { readonly name: Name; readonly descending: boolean } {
    const wanted = query.ordering ?? query.sort_order ?? this.fallback;
    const descending = wanted.startsWith('-');
    return { name: (descending ? wanted.slice(1) : wanted) as Name, descending };
  }

  /**
   * The ORDER BY list for a query that has been validated. A descending order is the ascending one backwards, ties and
   * nulls included: a null counts as greater than any value, as PostgreSQL has it. So one index serves both directions.
   */
  sql(query: OrderRequest): string {
    const { name, descending } = this.wanted(query);
    const direction = descending ? 'DESC' : 'ASC';
    return `${this.columns[name]} ${direction}, ${this.tieBreaker} ${direction}`;
  }

  /** Declares a `sort_order` member of a query class. */
  readonly SortOrder = (): PropertyDecorator =>
    applyDecorators(
      ApiPropertyOptional({
        enum: this.names,
        // A default with a direction is no value of this parameter: `ordering` says it.
        ...(!this.fallback.startsWith('-') && { default: this.fallback }),
        description: 'Order of the results. `ordering` is the same with a direction.',
      }),
      IsOptional(),
      IsIn(this.names),
    );

  /** Declares an `ordering` member of a query class. */
  readonly Ordering = (): PropertyDecorator => {
    const values = this.names.flatMap((name) => [name, `-${name}`]);
    return applyDecorators(
      ApiPropertyOptional({
        enum: values,
        ...(this.fallback.startsWith('-') && { default: this.fallback }),
        description:
          'Order of the results; a leading minus reverses it. What has no value comes last, and reversed first. Wins over `sort_order`.',
      }),
      IsOptional(),
      IsIn(values),
    );
  };
}

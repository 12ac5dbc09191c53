import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

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

  /** The ORDER BY list for a query that has been validated. Null values come last in either direction. */
  sql(query: { readonly sort_order?: string; readonly ordering?: string }): string {
    const wanted = query.ordering ?? query.sort_order ?? this.fallback;
    const descending = wanted.startsWith('-');
    const column = this.columns[(descending ? wanted.slice(1) : wanted) as Name];
    return `${column} ${descending ? 'DESC' : 'ASC'} NULLS LAST, ${this.tieBreaker} ASC`;
  }

  /** Declares a `sort_order` member of a query class. */
  readonly SortOrder = (): PropertyDecorator =>
    applyDecorators(
      ApiPropertyOptional({
        enum: this.names,
        default: this.fallback,
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
        description: 'Order of the results; a leading minus reverses it. Wins over `sort_order`.',
      }),
      IsOptional(),
      IsIn(values),
    );
  };
}

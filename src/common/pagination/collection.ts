import type { Type } from '@nestjs/common';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { Orderings } from './ordering.js';
import { Page } from './page.js';
import { type CollectionQuery, queryOf } from './page.query.js';
import { Sql, sql } from './sql.js';
import type { TextSearch } from './text-search.js';

/** Filter by the name of its parameter: the condition that its value asks for. */
export type Filters = Readonly<Record<string, (value: never) => Sql>>;

/** The values of a collection's filters, as its query class has them. Members that are undefined do not narrow. */
export type FilterValues<F extends Filters> = { readonly [Name in keyof F]?: Parameters<F[Name]>[0] };

/** What a collection of rows is. All texts are SQL from the source code. */
export interface CollectionDeclaration<Order extends string, F extends Filters> {
  /** The table, with its alias, and what filters and orders need beside it: `assets a`. */
  readonly from: string;
  /** The table alone, where all filters can do without the rest: what is counted needs no join that neither adds nor removes rows. */
  readonly countedFrom?: string;
  /** Joins that only the columns need; they must not multiply rows. */
  readonly joins?: string;
  /** The columns of a row; or the entity, for all of its columns. */
  readonly columns: string | { readonly entity: EntityTarget<ObjectLiteral>; readonly alias: string };
  /** A column that is unique among the rows that one caller sees in one list, and never null. It ends every order. */
  readonly key: string;
  /** Documented name → expression. Where the table can grow, each has an index that ends in the key. */
  readonly orders: Readonly<Record<Order, string>>;
  readonly defaultOrder: NoInfer<Order> | `-${NoInfer<Order>}`;
  /** What `text_search` looks through. */
  readonly search: TextSearch;
  readonly filters: F;
}

/** For lists that are open to anyone. */
export const EVERY_ROW = sql`true`;

/**
 * A collection of rows, declared once: its query class, and its pages in two statements at most, however deep the table
 * (SPEC section 1, P-6; ADR 0010). What a caller may see is apart from the filters, which can therefore only narrow it.
 */
export class Collection<Row extends object, Order extends string = string, F extends Filters = Filters> {
  readonly orderings: Orderings<Order>;
  /** What the collection's query class extends. */
  readonly Query: Type<CollectionQuery>;

  constructor(private readonly declaration: CollectionDeclaration<Order, F>) {
    this.orderings = new Orderings(declaration.orders, declaration.defaultOrder, declaration.key);
    this.Query = queryOf(this.orderings, declaration.search.searched);
  }

  /** `Collection.of<Row>()({…})`: the row is told, the orders and filters are inferred. */
  static of<Row extends object>(): <const Order extends string, F extends Filters>(
    declaration: CollectionDeclaration<Order, F>,
  ) => Collection<Row, Order, F> {
    return (declaration) => new Collection(declaration);
  }

  /**
   * One page of the rows that are visible to the caller.
   * @param visible which rows the caller may see at all; {@link EVERY_ROW} where everybody sees everything
   * @param parts the same as conditions of which no row meets two, so that each can be counted in an index of its own
   * @throws AppError not_found for a page past the end
   */
  async page(
    manager: EntityManager,
    query: CollectionQuery & FilterValues<F>,
    visible: Sql,
    parts: readonly Sql[] = [visible],
  ): Promise<Page<Row>> {
    const narrowing = this.narrowing(query);
    const where = Sql.all([visible, ...narrowing]);
    const rows = await this.rows(manager, query, visible, where);
    const start = query.page * query.page_size;
    const isLast = rows.length < query.page_size && (rows.length > 0 || query.page === 0);
    const from = (query.text_search?.trim() ? null : this.declaration.countedFrom) ?? this.declaration.from;
    const counted = parts.map((part) => Sql.all([part, ...narrowing]));
    const count = isLast ? start + rows.length : await this.count(manager, from, counted);
    return new Page(rows, count, query.page, query.page_size);
  }

  private narrowing(query: CollectionQuery & FilterValues<F>): Sql[] {
    const { filters, search } = this.declaration;
    const narrowing = Object.entries(filters)
      .filter(([name]) => query[name as keyof F] !== undefined)
      .map(([name, condition]) => condition(query[name as keyof F] as never));
    const text = query.text_search?.trim() ?? '';
    return text === '' ? narrowing : [...narrowing, search.condition(text)];
  }

  private async count(manager: EntityManager, from: string, parts: readonly Sql[]): Promise<number> {
    const counts = parts.map((where) => sql`(SELECT count(*) FROM ${Sql.text(from)} WHERE ${where})`);
    const sum = counts.reduce((sum, count) => sql`${sum} + ${count}`);
    const { text, values } = sql`SELECT (${sum})::int AS count`.render();
    const counted = await manager.query<[{ count: number }]>(text, values);
    return counted[0].count;
  }

  /** The keys of the page come first, from an index where there is one; only then the columns of these few rows. */
  private async rows(manager: EntityManager, query: CollectionQuery, visible: Sql, where: Sql): Promise<Row[]> {
    const [from, key, order] = [this.declaration.from, this.declaration.key, this.orderings.sql(query)].map(Sql.text);
    const columns = Sql.text(this.columns(manager));
    const joins = Sql.text(this.declaration.joins ?? '');
    const keys = sql`SELECT ${key} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${query.page_size} OFFSET ${query.page * query.page_size}`;
    const { text, values } =
      sql`SELECT ${columns} FROM ${from} ${joins} WHERE ${key} = ANY (ARRAY (${keys})) AND ${visible} ORDER BY ${order}`.render();
    return manager.query<Row[]>(text, values);
  }

  private columns(manager: EntityManager): string {
    const { columns } = this.declaration;
    if (typeof columns === 'string') return columns;
    return manager.connection
      .getMetadata(columns.entity)
      .columns.map(({ databaseName, propertyName }) => `${columns.alias}."${databaseName}" AS "${propertyName}"`)
      .join(', ');
  }
}

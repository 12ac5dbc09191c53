import type { Type } from '@nestjs/common';
import { Orderings } from './ordering.js';
import { Page } from './page.js';
import { type CollectionQuery, queryOf } from './page.query.js';
import { satisfies, searchTerms } from './search-terms.js';

/** What an item is sorted by; null counts as greater than any value, as in the database. */
export type SortValue = string | number | boolean | null;

/** What a collection of items in memory is. */
export interface ItemCollectionDeclaration<T, Order extends string> {
  /** Documented name → what the items are sorted by. `'as_given'` keeps the order in which they come. */
  readonly orders: Readonly<Record<Order, 'as_given' | ((item: T) => SortValue)>>;
  readonly defaultOrder: NoInfer<Order> | `-${NoInfer<Order>}`;
  /** What `text_search` looks through. */
  readonly search: { readonly searched: string; readonly texts: (item: T) => readonly (string | null)[] };
}

/** Names as people read them: "Unit 9" before "Unit 10". */
const collator = new Intl.Collator('en', { numeric: true });

/**
 * A collection of items that are in memory anyway, such as the children of a block; the same parameters, orders and pages
 * as a {@link Collection} of rows. The caller's items are those that the caller may see.
 */
export class ItemCollection<T, Order extends string = string> {
  readonly orderings: Orderings<Order>;
  /** What the collection's query class extends, or is. */
  readonly Query: Type<CollectionQuery>;

  constructor(private readonly declaration: ItemCollectionDeclaration<T, Order>) {
    const names = Object.keys(declaration.orders).map((name) => [name, name]);
    this.orderings = new Orderings<Order>(Object.fromEntries(names), declaration.defaultOrder, '');
    this.Query = queryOf(this.orderings, declaration.search.searched);
  }

  /** `ItemCollection.of<Item>()({…})`: the item is told, the orders are inferred. */
  static of<T>(): <const Order extends string>(
    declaration: ItemCollectionDeclaration<T, Order>,
  ) => ItemCollection<T, Order> {
    return (declaration) => new ItemCollection(declaration);
  }

  /** One page of the items. @throws AppError not_found for a page past the end */
  page(items: readonly T[], query: CollectionQuery): Page<T> {
    const found = this.sorted(this.found(items, query.text_search?.trim() ?? ''), query);
    const start = query.page * query.page_size;
    return new Page(found.slice(start, start + query.page_size), found.length, query.page, query.page_size);
  }

  private found(items: readonly T[], text: string): readonly T[] {
    if (text === '') return items;
    const terms = searchTerms(text);
    return items.filter((item) => satisfies(this.declaration.search.texts(item).join('\n'), terms));
  }

  /** Ties stay in the order in which they came, or backwards: the sort is stable, hence total. */
  private sorted(items: readonly T[], query: CollectionQuery): readonly T[] {
    const { name, descending } = this.orderings.wanted(query);
    const by = this.declaration.orders[name];
    const ascending = by === 'as_given' ? items : items.toSorted((a, b) => compare(by(a), by(b)));
    return descending ? ascending.toReversed() : ascending;
  }
}

function compare(a: SortValue, b: SortValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return typeof a === 'string' ? collator.compare(a, String(b)) : Number(a) - Number(b);
}

import { ItemCollection } from './item-collection.js';
import type { CollectionQuery } from './page.query.js';

interface Item {
  readonly name: string | null;
  readonly size: number;
}

const ITEMS: readonly Item[] = [
  { name: 'Unit 10', size: 1 },
  { name: null, size: 2 },
  { name: 'Unit 9', size: 2 },
  { name: 'Water', size: 1 },
];

const collection = ItemCollection.of<Item>()({
  orders: { position: 'as_given', name: ({ name }) => name, size: ({ size }) => size },
  defaultOrder: 'position',
  search: { searched: 'the name', texts: ({ name }) => [name] },
});

function namesOf(query: Partial<CollectionQuery>): (string | null)[] {
  return collection.page(ITEMS, { page: 0, page_size: 10, ...query }).items.map(({ name }) => name);
}

describe('ItemCollection (SPEC section 1)', () => {
  it('has no page past the end of what was found', () => {
    expect(() => collection.page(ITEMS, { page: 1, page_size: 2, text_search: 'unit' })).toThrow('There is no page 1');
  });

  it.each<[Partial<CollectionQuery>, (string | null)[]]>([
    [{}, ['Unit 10', null, 'Unit 9', 'Water']],
    [{ ordering: '-position' }, ['Water', 'Unit 9', null, 'Unit 10']],
    [{ sort_order: 'name' }, ['Unit 9', 'Unit 10', 'Water', null]],
    [{ ordering: '-name' }, [null, 'Water', 'Unit 10', 'Unit 9']],
    [{ sort_order: 'size' }, ['Unit 10', 'Water', null, 'Unit 9']],
    [{ sort_order: 'name', ordering: 'position' }, ['Unit 10', null, 'Unit 9', 'Water']],
  ])('%j gives %j: numbers as people count, what has no value last, and backwards exactly reversed', (query, names) => {
    expect(namesOf(query)).toEqual(names);
  });

  it.each<[string, (string | null)[]]>([
    ['unit', ['Unit 10', 'Unit 9']],
    ['unit -10', ['Unit 9']],
    ['  ', ['Unit 10', null, 'Unit 9', 'Water']],
    ['nothing', []],
  ])('text_search %j finds %j', (text_search, names) => {
    expect(namesOf({ text_search })).toEqual(names);
  });

  it('counts what was found, and cuts the page after the order', () => {
    const page = collection.page(ITEMS, { page: 1, page_size: 1, text_search: 'unit', sort_order: 'name' });
    expect([page.count, page.items]).toEqual([2, [ITEMS[0]]]);
  });
});

import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import type { InvalidInputError } from '../errors/app-error.js';
import { nearMiss } from './near-miss.js';
import { StrictValidationPipe } from './validation.pipe.js';

class Item {
  @IsString()
  @MaxLength(5)
  readonly name: string;
}

class Body {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly page_size?: number;

  @IsOptional()
  @IsIn(['instructor', 'self'])
  readonly pacing?: string;

  @IsOptional()
  @IsString()
  @MaxLength(3)
  readonly password?: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Item)
  readonly items?: Item[];
}

class Tagged {
  @IsString({ each: true })
  readonly keys: string[];
}

class Chosen {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Item, {
    discriminator: { property: 'name', subTypes: [{ name: 'ok', value: Item }] },
    keepDiscriminatorProperty: true,
  })
  readonly items: Item[];
}

class Needed {
  @IsString()
  @MaxLength(5)
  readonly name: string;
}

async function refusal(value: object, metatype: new () => object = Body): Promise<InvalidInputError> {
  const outcome = await new StrictValidationPipe().transform(value, { type: 'body', metatype }).then(
    () => null,
    (error: unknown) => error as InvalidInputError,
  );
  if (!outcome) throw new Error('nothing was refused');
  return outcome;
}

describe('the faults of an input (SPEC R-9)', () => {
  it('are all there at once, by path, into objects and lists', async () => {
    const { fieldErrors } = await refusal({
      page_size: 'x',
      pacing: 'slow',
      itmes: [],
      items: [{ name: 'right' }, { name: 'too long' }, { nmae: 'x' }, 7],
    });
    expect(Object.keys(fieldErrors!).sort()).toEqual([
      'items[1].name',
      'items[2].name',
      'items[2].nmae',
      'items[3]',
      'itmes',
      'pacing',
      'page_size',
    ]);
  });

  it.each([
    [{ pacing: 'slow' }, 'pacing', /one of the following values: instructor, self; it is "slow"\.$/],
    [{ page_size: 'x' }, 'page_size', /^page_size must be an integer number; it is "x"\.$/],
    [{ page_size: { a: 1 } }, 'page_size', /it is an object\./],
    [{ items: [{ nmae: 'x' }] }, 'items[0].nmae', /is not known here\. Did you mean name\? Known: name\.$/],
    [{ page_size: 101 }, 'page_size', /^page_size must not be greater than 100; it is 101\.$/],
    [{ pagesize: 5 }, 'pagesize', /Did you mean page_size\? Known: items, pacing, page_size, password\.$/],
    [{ zebra: 5 }, 'zebra', /is not known here\. Known: /],
    [{ pacing: 'a'.repeat(500) }, 'pacing', /it is "a{79}…\.$/],
  ])('of %j say what was sent and how to mend it', async (value, field, words) => {
    expect((await refusal(value)).fieldErrors![field]!.join(' ')).toMatch(words);
  });

  it('name the item of a list that is wrong: nobody finds it among hundreds', async () => {
    const { fieldErrors } = await refusal({ keys: ['a', 'b', 5, 'c'] }, Tagged);
    expect(fieldErrors!['keys']!.join(' ')).toMatch(/^each value in keys must be a string; item 2 is 5\.$/);
  });

  it('are told of items that are no objects, beside all others and without what would be wrong inside of them', async () => {
    for (const model of [Body, Chosen]) {
      const { fieldErrors } = await refusal({ items: [null, [], 'x', { name: 'ok' }], itmes: 1 }, model);
      expect(Object.keys(fieldErrors!).sort()).toEqual(['items[0]', 'items[1]', 'items[2]', 'itmes']);
      expect(fieldErrors!['items[0]']).toEqual(['items[0] must be an object; it is null.']);
    }
  });

  it('never repeat a secret', async () => {
    const error = await refusal({ password: 'hunter2' });
    expect(JSON.stringify(error.fieldErrors) + error.message).not.toContain('hunter2');
  });

  it('say that a value is missing, and not that nothing is too long', async () => {
    const { fieldFaults } = await refusal({}, Needed);
    expect(fieldFaults!['name']!.map(({ rule }) => rule)).toEqual(['required']);
    expect(fieldFaults!['name']![0]!.message).toMatch(/^name must be a string; it is missing\.$/);
  });

  it('carry their rule and its values for the sentence in the language of the reader (R-8)', async () => {
    const { fieldFaults } = await refusal({ page_size: 101, pacing: 'slow', nothing: 1 });
    expect(fieldFaults).toMatchObject({
      page_size: [{ rule: 'too_large', parameters: { max: 100 } }],
      pacing: [{ rule: 'not_one_of', parameters: { values: 'instructor, self' } }],
      nothing: [{ rule: 'unknown' }],
    });
  });
});

describe('a name that is nearly right', () => {
  const KNOWN = ['page', 'page_size', 'sort_order', 'org'];

  it.each([
    ['pagesize', 'page_size'],
    ['Page_Size', 'page_size'],
    ['pgae', 'page'],
    ['sort_ordre', 'sort_order'],
    ['orgs', 'org'],
    ['xyz', null],
    ['cat', null],
    ['__proto__', null],
    ['p'.repeat(10_000), null],
  ])('%s means %s', (name, meant) => {
    expect(nearMiss(name, KNOWN)).toBe(meant);
  });
});

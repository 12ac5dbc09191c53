import fc from 'fast-check';
import { InvalidInputError } from '../errors/app-error.js';
import { Minimal, OnRequest, OtherMembers, Shape, type ShapeRequest, Shown } from './shape.js';

class Base {
  @Minimal() readonly url: string;
}

class Model extends Base {
  @Minimal() readonly name: string;
  @Shown() readonly media: object;
  @OnRequest() readonly overview: string;
}

const whole = { url: 'u', name: 'n', media: { image: { small: 1, large: 2 }, video: 3 }, overview: 'o' };
const shown = (request: ShapeRequest) => Shape.of(Model, request).apply(whole);

describe('Shape (SPEC R-3)', () => {
  it.each([
    [{}, ['url', 'name', 'media']],
    [{ view: 'minimal' }, ['url', 'name']],
    [{ view: 'full' }, ['url', 'name', 'media', 'overview']],
    [{ fields: 'name' }, ['name']],
    [{ fields: 'name', view: 'full' }, ['name']],
    [{ requested_fields: 'overview' }, ['url', 'name', 'media', 'overview']],
    [{ view: 'minimal', requested_fields: 'overview' }, ['url', 'name', 'overview']],
    [{ fields: 'name', requested_fields: 'overview' }, ['name', 'overview']],
    [{ fields: ' name , media ' }, ['name', 'media']],
  ] as [ShapeRequest, string[]][])('%j shows %j', (request, names) => {
    expect(Object.keys(shown(request))).toEqual(names);
  });

  it.each([
    ['media(image)', { media: { image: { small: 1, large: 2 } } }],
    ['media.image', { media: { image: { small: 1, large: 2 } } }],
    ['media(image(large))', { media: { image: { large: 2 } } }],
    ['media.image.large,media.video', { media: { image: { large: 2 }, video: 3 } }],
    ['media(image(large),video),name', { name: 'n', media: { image: { large: 2 }, video: 3 } }],
    ['media(nothing)', { media: {} }],
  ])('fields=%s selects inside a member', (fields, expected) => {
    expect(shown({ fields })).toEqual(expected);
  });

  it('selects inside each item of a list', () => {
    expect(Shape.of(Model, { fields: 'media(a)' }).apply({ media: [{ a: 1, b: 2 }, { b: 3 }] })).toEqual({
      media: [{ a: 1 }, {}],
    });
  });

  it.each([
    'zzz',
    'name,zzz',
    'media(',
    'media)',
    '(name)',
    'name,',
    ',name',
    'name..media',
    'media(image(large(x(y))))',
    '.',
    '()',
  ])('refuses fields=%s', (fields) => {
    expect(() => Shape.of(Model, { fields })).toThrow(InvalidInputError);
  });

  it('lists the known names beside the unknown ones, and reports both parameters at once', () => {
    const error = (() => {
      try {
        return Shape.of(Model, { fields: 'zzz', requested_fields: 'yyy' });
      } catch (thrown) {
        return thrown as InvalidInputError;
      }
    })() as InvalidInputError;
    expect(error.fieldErrors).toEqual({
      fields: ['fields has unknown names: zzz. Known: media, name, overview, url.'],
      requested_fields: ['requested_fields has unknown names: yyy. Known: media, name, overview, url.'],
    });
  });

  it('says what will be sent, so that a service can skip the rest', () => {
    expect(Shape.of(Model, {}).wants('overview')).toBe(false);
    expect(Shape.of(Model, { fields: 'overview' }).wants('overview')).toBe(true);
  });

  it('keeps members that the response does not declare only where it says so, in every view', () => {
    @OtherMembers({ type: 'string' })
    class Open extends Base {}
    const open = { url: 'u', theme: 'dark', size: 3 };
    const keys = (request: ShapeRequest) => Object.keys(Shape.of(Open, request).apply(open));
    expect([keys({}), keys({ view: 'minimal' }), keys({ fields: 'size,nothing' })]).toEqual([
      ['url', 'theme', 'size'],
      ['url', 'theme', 'size'],
      ['size'],
    ]);
    expect(Object.keys(Shape.of(Base, {}).apply(open))).toEqual(['url']);
  });

  it('never fails otherwise, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab(),. name') }), (fields) => {
        try {
          shown({ fields });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

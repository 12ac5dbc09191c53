import { CollectionKey, ContainerKey, CourseKey, DefinitionKey, InvalidKeyError } from './index.js';

const GUID = '519665f6223ebd6980884f2b';

describe('the key of a definition (SPEC I-2)', () => {
  it.each([
    ['', 'html'],
    [GUID.toUpperCase(), 'html'],
    [`${GUID}0`, 'html'],
    [GUID, ''],
    [GUID, 'a b'],
    [GUID, 'a+block@b'],
  ])('is not made of the guid %j and the type %j', (guid, type) => {
    expect(() => DefinitionKey.of(guid, type)).toThrow(InvalidKeyError);
  });

  it('is equal to the one that is read, and to no other', () => {
    const key = DefinitionKey.of(GUID, 'html');
    expect(key.equals(DefinitionKey.parse(`def-v1:${GUID}+type@html`))).toBe(true);
    expect(key.equals(DefinitionKey.of(GUID, 'video'))).toBe(false);
    expect(key.equals(DefinitionKey.of('0'.repeat(24), 'html'))).toBe(false);
    expect(key.equals(null)).toBe(false);
  });

  it('may have the 32 digits of seed 003, other than in the reference', () => {
    const text = 'def-v1:0123456789abcdef0123456789abcdef+type@html';
    expect(JSON.stringify([DefinitionKey.parse(text)])).toBe(JSON.stringify([text]));
  });
});

describe('the keys of collections and containers in v2 libraries (SPEC I-2)', () => {
  const library = CourseKey.ofLibraryV2('edX', 'one');

  it('are not made for courses and v1 libraries', () => {
    for (const other of [CourseKey.of('a', 'b', 'c'), CourseKey.ofLibrary('a', 'b')]) {
      expect(() => CollectionKey.of(other, 'hard')).toThrow(InvalidKeyError);
      expect(() => ContainerKey.of(other, 'unit', 'u1')).toThrow(InvalidKeyError);
    }
  });

  it.each(['', 'a:b', 'a b', 'a\n', 'a~'])('are not made with the id %j', (id) => {
    expect(() => CollectionKey.of(library, id)).toThrow(InvalidKeyError);
    expect(() => ContainerKey.of(library, 'unit', id)).toThrow(InvalidKeyError);
    expect(() => ContainerKey.of(library, `é${id}`, 'u1')).toThrow(InvalidKeyError);
  });

  it('refuse a newline, other than the reference', () => {
    expect(CollectionKey.tryParse('lib-collection:edX:one:hard\n')).toBeNull();
    expect(ContainerKey.tryParse('lct:edX:one\n:unit:u1')).toBeNull();
  });

  it('are equal to those that are read, and to no other', () => {
    const [collection, container] = [CollectionKey.of(library, 'hard'), ContainerKey.of(library, 'unit', 'u1')];
    expect(collection.equals(CollectionKey.parse('lib-collection:edX:one:hard'))).toBe(true);
    expect(collection.equals(CollectionKey.parse('lib-collection:edX:two:hard'))).toBe(false);
    expect(collection.equals(CollectionKey.of(library, 'easy'))).toBe(false);
    expect(container.equals(ContainerKey.parse('lct:edX:one:unit:u1'))).toBe(true);
    expect(container.equals(ContainerKey.parse('lct:edX:one:section:u1'))).toBe(false);
    expect(container.equals(ContainerKey.parse('lct:edX:one:unit:u2'))).toBe(false);
    expect(JSON.stringify({ collection, container })).toBe(
      '{"collection":"lib-collection:edX:one:hard","container":"lct:edX:one:unit:u1"}',
    );
  });
});

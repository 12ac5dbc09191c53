import { blockType, fieldOf, fieldsOf, isKnownBlockType, knownBlockTypes, mayContain } from './block-type-catalogue.js';
import { inheritableFields } from './inheritable-fields.js';
import { validateFieldValue } from './validate-field-value.js';

/** The types that the platform of 2026 declares as its own (`xblock.v1` of its pyproject). */
const CORE_TYPES = [
  ...['about', 'annotatable', 'book', 'chapter', 'conditional', 'course', 'course_info', 'custom_tag_template'],
  ...['customtag', 'discuss', 'discussion', 'error', 'hidden', 'html', 'image', 'itembank', 'library'],
  ...['library_content', 'lti', 'poll_question', 'problem', 'randomize', 'sequential', 'slides', 'split_test'],
  ...['static_tab', 'unit', 'vertical', 'video', 'videoalpha', 'videodev', 'word_cloud', 'wrapper'],
];

/** The types that its bundled packages add. */
const BUNDLED_TYPES = [
  ...['crowdsourcehinter', 'done', 'drag-and-drop-v2', 'edx_sga', 'google-calendar', 'google-document'],
  ...['lti_consumer', 'openassessment', 'pdf', 'poll', 'recommender', 'staffgradedxblock', 'survey'],
];

describe('types that nobody declared', () => {
  it.each(['scorm', 'constructor', '__proto__', 'toString', '', 'no such type'])(
    'keeps the element of %j whole (SPEC C-4)',
    (type) => {
      expect(isKnownBlockType(type)).toBe(false);
      expect(blockType(type)).toMatchObject({ type, kind: 'leaf', olx: { form: 'raw', bodyField: 'data' } });
    },
  );

  it.each(['constructor', '__proto__', 'hasOwnProperty'])('has no field called %j', (name) => {
    expect(fieldOf('problem', name)).toBeUndefined();
    expect(fieldOf('no_such_type', name)).toBeUndefined();
  });

  it('still gives them the fields that every block has', () => {
    expect(fieldOf('scorm', 'visible_to_staff_only')).toMatchObject({ type: 'boolean', inheritable: true });
    expect(fieldOf('scorm', 'display_name')).toMatchObject({ type: 'string', scope: 'settings' });
  });

  it('lets nothing be put into them, nor beside a detached block into the tree', () => {
    expect(mayContain('scorm', 'html')).toBe(false);
    expect(mayContain('vertical', 'static_tab')).toBe(false);
    expect(mayContain('course', 'about')).toBe(false);
  });
});

describe('what may stand in what (SPEC C-4)', () => {
  it.each([
    ['course', 'sequential'],
    ['course', 'course'],
    ['chapter', 'chapter'],
    ['chapter', 'problem'],
    ['sequential', 'html'],
    ['vertical', 'vertical'],
    ['vertical', 'chapter'],
    ['html', 'problem'],
    ['problem', 'html'],
    ['vertical', 'library'],
  ])('refuses, in a %s, a %s', (parent, child) => {
    expect(mayContain(parent, child)).toBe(false);
  });

  it.each([
    ['course', 'chapter'],
    ['chapter', 'sequential'],
    ['sequential', 'vertical'],
    ['vertical', 'problem'],
    ['vertical', 'scorm'],
    ['vertical', 'split_test'],
    ['split_test', 'vertical'],
    ['library_content', 'problem'],
    ['conditional', 'html'],
  ])('allows, in a %s, a %s', (parent, child) => {
    expect(mayContain(parent, child)).toBe(true);
  });
});

describe('the catalogue', () => {
  it.each([...CORE_TYPES, ...BUNDLED_TYPES])('knows %s', (type) => {
    expect(isKnownBlockType(type)).toBe(true);
    expect(blockType(type).type).toBe(type);
  });

  it('names no type twice', () => {
    const types = knownBlockTypes().map(({ type }) => type);
    expect(types).toEqual([...new Set(types)]);
  });

  it('has the 28 inheritable fields of the platform, and each type has them all (OLX rule 22)', () => {
    expect(inheritableFields).toHaveLength(28);
    for (const { type } of knownBlockTypes()) {
      const names = fieldsOf(type).flatMap((field) => (field.inheritable ? [field.name] : []));
      expect(names.sort()).toEqual(inheritableFields.map(({ name }) => name).sort());
    }
  });

  it('lets the declaration of a type win over the inheritable one, which it still is', () => {
    expect(fieldOf('edx_sga', 'showanswer')).toMatchObject({ default: 'past_due', inheritable: true });
    expect(fieldOf('problem', 'showanswer')).toMatchObject({ default: 'finished', inheritable: true });
  });

  it('lists each field of a type once', () => {
    for (const { type } of knownBlockTypes()) {
      const names = fieldsOf(type).map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it('declares no field twice within a type', () => {
    for (const { fields } of knownBlockTypes()) {
      const names = fields.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it.each(knownBlockTypes().map(({ type }) => [type]))('gives the fields of %s defaults that they accept', (type) => {
    const refused = fieldsOf(type).filter((field) => validateFieldValue(field, field.default) !== null);
    expect(refused).toEqual([]);
  });

  it('explains each field in a sentence', () => {
    const texts = knownBlockTypes().flatMap(({ type }) => fieldsOf(type).map(({ help }) => help));
    expect(texts.filter((help) => !/^[A-Z{].*[^.]\.$/.test(help))).toEqual([]);
  });

  it.each(knownBlockTypes().map(({ type }) => [type]))('maps OLX of %s to fields that it has', (type) => {
    const { olx, kind } = blockType(type);
    const named = [
      ...Object.values(olx.elements ?? {}),
      ...Object.values(olx.attributeAliases ?? {}),
      ...(olx.definitionAttributes ?? []),
      olx.bodyField ?? null,
    ].filter((name) => name !== null);
    expect(named.filter((name) => fieldOf(type, name) === undefined)).toEqual([]);
    expect(olx.storage === 'folder').toBe(kind === 'detached');
    expect(olx.form === 'container').toBe(kind === 'container');
  });

  it('writes pure XBlocks inside their parent, and those only besides tags that are pointers themselves (OLX rule 30)', () => {
    const inline = knownBlockTypes().filter(({ olx }) => olx.storage === 'inline' && olx.family !== 'pure');
    expect(inline.map(({ type }) => type)).toEqual([
      'customtag',
      'book',
      'discuss',
      'image',
      'slides',
      'videodev',
      'error',
    ]);
    const pureFiles = knownBlockTypes().filter(({ olx }) => olx.storage !== 'inline' && olx.family === 'pure');
    expect(pureFiles).toEqual([]);
  });
});

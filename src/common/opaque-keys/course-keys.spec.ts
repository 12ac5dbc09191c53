import { AssetKey, CourseKey, InvalidKeyError, LearningContextKey, UsageKey } from './index.js';

const GUID = '519665f6223ebd6980884f2b';
const LONG_GUID = '0123456789abcdef0123456789abcdef';
const COURSE = 'course-v1:OpenedX+DemoX+2026';
const BLOCK = 'block-v1:OpenedX+DemoX+2026+type@vertical+block@intro';
const ASSET = 'asset-v1:OpenedX+DemoX+2026+type@asset+block@logo.png';

function refusal(act: () => unknown): InvalidKeyError {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidKeyError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('a text that is no key (SPEC I-2)', () => {
  it('is refused with the text, and with the form that would have been right', () => {
    const error = refusal(() => CourseKey.parse('course-v1:a+b'));
    expect(error.key).toBe('course-v1:a+b');
    expect(error.message).toContain('"course-v1:a+b" is not valid: expected a course key, as course-v1:ORG+COURSE+RUN');
    expect(error.name).toBe('InvalidKeyError');
  });

  it('is named in the message without its control characters, and cut when it is long', () => {
    const { key, message } = refusal(() => UsageKey.parse(`\u001b[31m\n${'a'.repeat(5000)}`));
    expect(key).toHaveLength(5006);
    expect(message).toHaveLength(message.replaceAll(/[^ -~…]/g, '').length);
    expect(message.length).toBeLessThan(400);
  });

  it.each([undefined, null, 7, {}, [], Object.create(null), Symbol('key')])(
    'is refused as such when it is no string at all: %p',
    (value) => {
      for (const reader of [CourseKey, LearningContextKey, UsageKey, AssetKey]) {
        expect(refusal(() => reader.parse(value as string)).key).toBe(`[${typeof value}]`);
        expect(reader.tryParse(value as string)).toBeNull();
      }
    },
  );

  it.each(['\n', ' ', '+', '\r\n', '\u2028'])('is one that ends in %j', (end) => {
    expect(
      [COURSE, BLOCK, ASSET].map((text) => text + end).filter((text) => LearningContextKey.tryParse(text)),
    ).toEqual([]);
    expect(UsageKey.tryParse(BLOCK + end)).toBeNull();
    expect(AssetKey.tryParse(ASSET + end)).toBeNull();
  });

  // The reference's `$` lets one newline pass at the end of each part of these keys.
  it.each(['lib:edX\n:one', 'lib:edX:one\n'])(
    'is, other than for the reference, a library with a newline: %j',
    (text) => {
      expect(LearningContextKey.tryParse(text)).toBeNull();
      expect(UsageKey.tryParse(`lb:${text.slice(4)}:problem:p\n`)).toBeNull();
    },
  );

  // They address no content of a course; the reference reads them through plugins.
  it.each([`aside-usage-v1:${BLOCK}::aside`, `aside-def-v2:def-v1$:${GUID}+type@t::aside`])(
    'is, other than for the reference, the key of an aside: %s',
    (text) => {
      expect(UsageKey.tryParse(text)).toBeNull();
    },
  );
});

describe('the old spellings (SPEC I-2)', () => {
  const old = {
    courses: ['edX/DemoX/2012', 'edX/DemoX/', 'slashes:edX+DemoX+2012'],
    blocks: ['location:a+b+c+html+d', 'i4x://edX/DemoX/html/d'],
  };

  it('are refused where only canonical keys are allowed', () => {
    const canonical = { allowDeprecated: false };
    expect(old.courses.filter((text) => CourseKey.tryParse(text, canonical))).toEqual([]);
    expect(old.courses.filter((text) => LearningContextKey.tryParse(text, canonical))).toEqual([]);
    expect(old.blocks.filter((text) => UsageKey.tryParse(text, canonical))).toEqual([]);
    expect(AssetKey.tryParse('/c4x/edX/DemoX/asset/logo.png', canonical)).toBeNull();
    expect(refusal(() => CourseKey.parse('edX/DemoX/2012', canonical)).key).toBe('edX/DemoX/2012');
  });

  it('do not take the canonical keys with them', () => {
    const canonical = { allowDeprecated: false };
    expect(CourseKey.parse(COURSE, canonical).toString()).toBe(COURSE);
    expect(UsageKey.parse(BLOCK, canonical).toString()).toBe(BLOCK);
    expect(AssetKey.parse(ASSET, canonical).toString()).toBe(ASSET);
    expect(LearningContextKey.parse('lib:edX:one', canonical).toString()).toBe('lib:edX:one');
  });

  it('are flagged, and print as they were written', () => {
    const course = CourseKey.parse('edX/DemoX/2012');
    expect([course.deprecated, course.toString()]).toEqual([true, 'edX/DemoX/2012']);
    const block = UsageKey.parse('i4x://edX/DemoX/html/intro@draft');
    expect([block.deprecated, block.branch, block.run, String(block)]).toEqual([
      true,
      'draft',
      null,
      'i4x://edX/DemoX/html/intro@draft',
    ]);
    expect(AssetKey.parse('/c4x/edX/DemoX/thumbnail/a-png.jpg').deprecated).toBe(true);
  });

  it('are not equal to the new spelling, except slashes:, which is that of the same key', () => {
    const course = CourseKey.parse('course-v1:edX+DemoX+2012');
    expect(CourseKey.parse('slashes:edX+DemoX+2012').equals(course)).toBe(true);
    expect(CourseKey.parse('edX/DemoX/2012').equals(course)).toBe(false);
  });

  it('become keys of today when they are mapped into a course of today', () => {
    const course = CourseKey.parse(COURSE);
    const block = UsageKey.parse('i4x://edX/DemoX/html/intro').mapIntoCourse(course);
    expect([block.toString(), block.deprecated]).toEqual([`block-v1:OpenedX+DemoX+2026+type@html+block@intro`, false]);
    expect(UsageKey.parse('location:a+b+c+html+d').mapIntoCourse(course).toString()).toBe(
      'block-v1:OpenedX+DemoX+2026+type@html+block@d',
    );
    expect(AssetKey.parse('/c4x/edX/DemoX/asset/a.png').mapIntoCourse(course).toString()).toBe(
      'asset-v1:OpenedX+DemoX+2026+type@asset+block@a.png',
    );
  });

  it('stay what they are where the new form has no place for their characters', () => {
    const course = CourseKey.parse(COURSE);
    expect(refusal(() => UsageKey.parse('i4x://edX/DemoX/html/100%').mapIntoCourse(course)).key).toBe('100%');
    expect(refusal(() => UsageKey.parse('i4x://edX/DemoX/a b/c').mapIntoCourse(course)).key).toBe('a b');
  });

  it('leave a course without a run, which still prints as something that can be read', () => {
    const { courseKey } = UsageKey.parse('i4x://edX/DemoX/html/intro');
    expect(courseKey.isCourseRun()).toBe(false);
    expect(CourseKey.parse(courseKey.toString()).course).toBe('DemoX');
  });
});

describe('a version (SPEC section 1, "version ids")', () => {
  it.each([GUID.toUpperCase(), GUID.slice(1), `${GUID}0`, LONG_GUID.slice(1), `${LONG_GUID}0`, 'draft', ''])(
    'is not %j',
    (version) => {
      expect(CourseKey.tryParse(`${COURSE}+version@${version}`)).toBeNull();
      expect(refusal(() => CourseKey.parse(COURSE).forVersion(version)).key).toBe(version);
    },
  );

  it('has 24 digits, or other than in the reference 32, and prints as it came', () => {
    for (const guid of [GUID, LONG_GUID]) {
      const text = `${COURSE}+branch@draft+version@${guid}`;
      expect(CourseKey.parse(text)).toMatchObject({ branch: 'draft', version: guid });
      expect(CourseKey.parse(text).toString()).toBe(text);
      expect(UsageKey.parse(BLOCK).forVersion(guid).toString()).toContain(`+version@${guid}+type@`);
    }
  });

  it('can stand alone, and then has neither course nor branches', () => {
    const key = CourseKey.parse(`course-v1:version@${GUID}`);
    expect(key).toMatchObject({ org: null, course: null, run: null, branch: null, version: GUID });
    expect(key.isCourseRun()).toBe(false);
    expect(key.equals(CourseKey.ofVersion(GUID))).toBe(true);
    expect(refusal(() => key.forBranch('draft')).key).toBe(key.toString());
    expect(refusal(() => key.versionAgnostic()).key).toBe(key.toString());
    expect(refusal(() => key.withoutBranchAndVersion()).key).toBe(key.toString());
    expect(key.makeUsageKey('html', 'a').toString()).toBe(`block-v1:version@${GUID}+type@html+block@a`);
  });
});

describe('what surprises in the reference (SPEC I-2)', () => {
  it('the key of a block is a course key if it says so: the block is dropped', () => {
    expect(CourseKey.parse(BLOCK.replace('block-v1', 'course-v1')).toString()).toBe(COURSE);
    expect(CourseKey.tryParse(BLOCK)).toBeNull();
    expect(CourseKey.parse('library-v1:edX+L+x').toString()).toBe('library-v1:edX+L');
  });

  it('a block may be without a type, and prints with the type None', () => {
    const key = UsageKey.parse('block-v1:a+b+c+block@x');
    expect([key.blockType, key.toString()]).toEqual(['None', 'block-v1:a+b+c+type@None+block@x']);
    expect(key.equals(UsageKey.parse(key.toString()))).toBe(true);
    expect(UsageKey.tryParse('lib-block-v1:a+b+block@x')).toBeNull();
  });

  it('letters of every script stand in every part, combining marks in none', () => {
    const text = 'block-v1:Universität+数学+٢٠٢٦+type@задача+block@א';
    expect(UsageKey.parse(text)).toMatchObject({ blockType: 'задача', blockId: 'א' });
    expect(UsageKey.parse(text)).toMatchObject({ org: 'Universität', course: '数学', run: '٢٠٢٦' });
    expect(UsageKey.tryParse(text.normalize('NFD'))).toBeNull();
  });

  it('a percent sign stands in assets and deprecated names, in no block', () => {
    expect(AssetKey.parse('asset-v1:a+b+c+type@asset+block@100%').path).toBe('100%');
    expect(UsageKey.parse('i4x://a/b/html/100%').blockId).toBe('100%');
    expect(UsageKey.tryParse('block-v1:a+b+c+type@html+block@100%')).toBeNull();
  });

  it('a version without a run drops the course when it is printed', () => {
    expect(CourseKey.parse(`course-v1:a+b+version@${GUID}`).toString()).toBe(`course-v1:version@${GUID}`);
  });

  it('an asset in a v1 library prints as a key that nobody reads', () => {
    const key = CourseKey.ofLibrary('edX', 'L').makeAssetKey('asset', 'a.png').toString();
    expect(key).toBe('asset-v1:edX+L+type@asset+block@a.png');
    expect(AssetKey.tryParse(key)).toBeNull();
  });
});

describe('a key made of its parts', () => {
  it.each([
    ['', 'b', 'c'],
    ['a', 'b c', 'c'],
    ['a', 'b', 'c+d'],
    ['a/b', 'b', 'c'],
    ['a', 'b', 'c\n'],
    ['a', 'b@c', 'd'],
    ['100%', 'b', 'c'],
  ])('is refused where it could not be read back: %j %j %j', (org, course, run) => {
    expect([org, course, run]).toContain(refusal(() => CourseKey.of(org, course, run)).key);
  });

  it.each([
    ['a b', 'x'],
    ['', 'x'],
    ['html', ''],
    ['html', 'a+b'],
    ['html', 'a%b'],
    ['html+block@y', 'x'],
  ])('is refused for a block of type %j with id %j', (type, id) => {
    expect([type, id]).toContain(refusal(() => CourseKey.parse(COURSE).makeUsageKey(type, id)).key);
  });

  it('is refused for branches that could not be read back', () => {
    for (const branch of ['', 'a b', 'a+b', 'a%b', 'draft\n']) {
      expect(refusal(() => CourseKey.parse(COURSE).forBranch(branch)).key).toBe(branch);
    }
  });

  it('is equal to the one that is read', () => {
    expect(CourseKey.of('OpenedX', 'DemoX', '2026').equals(CourseKey.parse(COURSE))).toBe(true);
    expect(CourseKey.parse(COURSE).makeUsageKey('vertical', 'intro').equals(UsageKey.parse(BLOCK))).toBe(true);
    expect(CourseKey.parse(COURSE).makeAssetKey('asset', 'logo.png').equals(AssetKey.parse(ASSET))).toBe(true);
    expect(CourseKey.ofLibrary('edX', 'L').equals(CourseKey.parse('library-v1:edX+L'))).toBe(true);
    expect(CourseKey.ofLibraryV2('edX', 'one').equals(LearningContextKey.parse('lib:edX:one'))).toBe(true);
  });

  it('is of the kind of its course', () => {
    const kinds = ['course-v1:a+b+c', 'library-v1:a+b', 'ccx-v1:a+b+c+ccx@7', 'lib:a:b', 'a/b/c'].map((text) =>
      LearningContextKey.parse(text).makeUsageKey('html', 'x').toString(),
    );
    expect(kinds).toEqual([
      'block-v1:a+b+c+type@html+block@x',
      'lib-block-v1:a+b+type@html+block@x',
      'ccx-block-v1:a+b+c+ccx@7+type@html+block@x',
      'lb:a:b:html:x',
      'i4x://a/b/html/x',
    ]);
    expect(kinds.map((text) => UsageKey.parse(text).toString())).toEqual(kinds);
  });
});

describe('a key', () => {
  it('cannot be changed', () => {
    for (const key of [CourseKey.parse(COURSE), UsageKey.parse(BLOCK), AssetKey.parse(ASSET)]) {
      expect(Object.isFrozen(key)).toBe(true);
      key.toString();
    }
    expect(() => Object.assign(UsageKey.parse(BLOCK), { blockId: 'other' })).toThrow(TypeError);
  });

  it('is its text in JSON and in templates', () => {
    const block = UsageKey.parse(BLOCK);
    expect(JSON.stringify({ block, course: block.courseKey })).toBe(`{"block":"${BLOCK}","course":"${COURSE}"}`);
    expect(`${block.courseKey}`).toBe(COURSE);
  });

  it('differs in any part', () => {
    const texts = [
      COURSE,
      `${COURSE}b`,
      COURSE.replace('DemoX', 'demox'),
      COURSE.replace('OpenedX', 'edX'),
      `${COURSE}+branch@draft`,
      `${COURSE}+version@${GUID}`,
      'library-v1:OpenedX+DemoX',
      'ccx-v1:OpenedX+DemoX+2026+ccx@1',
      'ccx-v1:OpenedX+DemoX+2026+ccx@2',
      'OpenedX/DemoX/2026',
    ];
    for (const [at, text] of texts.entries()) {
      const equal = texts.map((other) => CourseKey.parse(text).equals(CourseKey.parse(other)));
      expect(equal.indexOf(true)).toBe(at);
      expect(equal.lastIndexOf(true)).toBe(at);
    }
    expect(CourseKey.parse(COURSE).equals(null)).toBe(false);
    expect(UsageKey.parse(BLOCK).equals(UsageKey.parse(BLOCK.replace('vertical', 'html')))).toBe(false);
    expect(UsageKey.parse(BLOCK).equals(UsageKey.parse(BLOCK.replace('intro', 'Intro')))).toBe(false);
    expect(AssetKey.parse(ASSET).equals(AssetKey.parse(ASSET.replace('@asset', '@thumbnail')))).toBe(false);
  });

  it('goes to a branch without its version, and to a version on its branch', () => {
    const draft = UsageKey.parse(BLOCK).forBranch('draft').forVersion(GUID);
    expect([draft.branch, draft.version]).toEqual(['draft', GUID]);
    expect([draft.forBranch('published').branch, draft.forBranch('published').version]).toEqual(['published', null]);
    expect(draft.versionAgnostic().toString()).toBe(
      'block-v1:OpenedX+DemoX+2026+branch@draft+type@vertical+block@intro',
    );
    expect(draft.withoutBranchAndVersion().equals(UsageKey.parse(BLOCK))).toBe(true);
  });

  it('of a v2 library has no branches, versions or assets, and maps nowhere', () => {
    const library = CourseKey.ofLibraryV2('edX', 'one');
    const block = library.makeUsageKey('problem', 'p');
    expect(library.forBranch(null).equals(library)).toBe(true);
    expect(block.mapIntoCourse(library)).toBe(block);
    const refused = [
      () => library.forBranch('draft'),
      () => library.forVersion(GUID),
      () => library.makeAssetKey('asset', 'a.png'),
      () => block.mapIntoCourse(CourseKey.parse(COURSE)),
      () => UsageKey.parse(BLOCK).mapIntoCourse(library),
    ];
    expect(refused.map((act) => refusal(act).name)).toEqual(refused.map(() => 'InvalidKeyError'));
  });

  it('of a custom course stands on its course, whose assets it has', () => {
    const ccx = CourseKey.parse(COURSE).forCcx('12');
    expect(ccx.toString()).toBe('ccx-v1:OpenedX+DemoX+2026+ccx@12');
    expect(ccx.withoutCcx().toString()).toBe(COURSE);
    expect(ccx.makeAssetKey('asset', 'logo.png').toString()).toBe(ASSET);
    expect(ccx.isCourseRun()).toBe(true);
    for (const number of ['', 'a', '1+', '-1'])
      expect(refusal(() => CourseKey.parse(COURSE).forCcx(number)).key).toBe(number);
    expect(refusal(() => CourseKey.ofLibrary('edX', 'L').forCcx('1')).key).toBe('library-v1:edX+L');
  });
});

describe('the asset key of a file in the static folder (OLX 1c)', () => {
  it('is of the course itself, whatever branch or version is at hand', () => {
    const draft = CourseKey.parse(`${COURSE}+branch@draft+version@${GUID}`);
    expect(AssetKey.fromStaticPath(draft, 'images/Été 1.png').toString()).toBe(
      'asset-v1:OpenedX+DemoX+2026+type@asset+block@images_Été_1.png',
    );
  });

  it('can be that of a thumbnail', () => {
    expect(AssetKey.fromStaticPath(CourseKey.parse(COURSE), 'a-png.jpg', 'thumbnail').assetType).toBe('thumbnail');
  });

  it('is refused for no path at all, and for a version of no known course', () => {
    expect(refusal(() => AssetKey.fromStaticPath(CourseKey.parse(COURSE), '')).key).toBe('');
    expect(refusal(() => AssetKey.fromStaticPath(CourseKey.ofVersion(GUID), 'a.png')).key).toContain(GUID);
  });
});

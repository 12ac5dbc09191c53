import { InvalidKeyError, parseDefinitionLocator2013, parseLocator2013, tryParseLocator2013 } from './index.js';

const GUID = '519665f6223ebd6980884f2b';
const LONG_GUID = '0123456789abcdef0123456789abcdef';

describe('a locator of 2013 (seed 003, SPEC I-2)', () => {
  it.each([
    '',
    'edx://',
    'mitx',
    'mitx.6',
    'mitx..t1',
    '.6.t1',
    'mitx.6.',
    'branch/published',
    'branch/published/block/root',
    'block/root',
    'block/root/branch/draft',
    'mitx.6.t1/block/root/branch/draft',
    'mitx.6.t1/version/0123/block/root',
    `mitx.6.t1/version/${GUID}0`,
    'mitx.6.t1/branch/',
    'mitx.6.t1/block/',
    'mitx.6.t1/block/root/',
    'mitx.6.t1//branch/draft',
    'mitx.6.t1/branch/a b',
    'mitx.6.t1/branch/draft\n',
    'mitx.6.t1/other/draft',
    ' mitx.6.t1',
    'http://mitx.6.t1',
    'edx:/mitx.6.t1',
    'edx://edx://mitx.6.t1',
    'defx://mitx.6.t1',
    'mitx.6.t1+branch@draft',
    'mit+x.6.t1',
    'edX/DemoX/2012',
    'i4x://edX/DemoX/html/a',
    `version/${GUID}/branch/draft`,
    `course-v1:version@${GUID}/branch/draft`,
    `course-v1:a+b+version@${GUID}/branch/draft`,
    'course-v1:a+b+c+branch@draft/branch/published',
    `course-v1:a+b+c+version@${GUID}/version/${LONG_GUID}`,
    'mitx.6.\u0345',
    'mitx.6.t1/branch/\u0345',
  ])('is not %j', (text) => {
    expect(tryParseLocator2013(text)).toBeNull();
    expect(() => parseLocator2013(text)).toThrow(InvalidKeyError);
  });

  it.each([
    ['mitx.6.002x.t1_2014/branch/published', 'mitx', '6.002x', 't1_2014', 'published', null, null],
    ['edx://mitx.6.002x.t1_2014/branch/published', 'mitx', '6.002x', 't1_2014', 'published', null, null],
    ['mitx.6.002x.t1_2014/branch/published/block/root', 'mitx', '6.002x', 't1_2014', 'published', null, 'root'],
    [`version/${LONG_GUID}/block/root`, null, null, null, null, LONG_GUID, 'root'],
    [`edx://version/${LONG_GUID}/block/root`, null, null, null, null, LONG_GUID, 'root'],
    ['mitx.6.002x.t1_2013', 'mitx', '6.002x', 't1_2013', null, null, null],
  ])('is the one in the seed: %s', (text, org, course, run, branch, version, block) => {
    expect(parseLocator2013(text)).toMatchObject({ org, course, run, branch, version, block });
  });

  it('may name branch and version, as a lock', () => {
    const locator = parseLocator2013(`mit.eecs.6002x/branch/draft/version/${GUID}/block/a:b~c`);
    expect(locator).toMatchObject({
      org: 'mit',
      course: 'eecs',
      run: '6002x',
      branch: 'draft',
      version: GUID,
      block: 'a:b~c',
    });
    expect(locator.courseKey.toString()).toBe(`course-v1:mit+eecs+6002x+branch@draft+version@${GUID}`);
  });

  it('has its words and its guid in any case, its ids as they are', () => {
    expect(parseLocator2013(`EDX://MITx.6.T1/Branch/Draft/VERSION/${GUID.toUpperCase()}/bLOCK/Root`)).toMatchObject({
      org: 'MITx',
      run: 'T1',
      branch: 'Draft',
      version: GUID,
      block: 'Root',
    });
  });

  it('may have a slash behind the course, the branch or the version', () => {
    for (const text of ['a.b.c/', 'a.b.c/branch/d/', `a.b.c/version/${GUID}/`])
      expect(parseLocator2013(text).org).toBe('a');
  });

  it('may name its course by a key of today', () => {
    const locator = parseLocator2013('edx://course-v1:MITx+6.002x+2014/branch/published/block/root');
    expect(locator).toMatchObject({ org: 'MITx', course: '6.002x', run: '2014', branch: 'published', block: 'root' });
    expect(parseLocator2013('library-v1:MITx+L/branch/draft').courseKey.toString()).toBe(
      'library-v1:MITx+L+branch@draft',
    );
    expect(parseLocator2013(`course-v1:version@${GUID}/block/root`)).toMatchObject({ version: GUID, block: 'root' });
  });

  it('may say a branch or version twice if it is the same', () => {
    const key = `course-v1:a+b+c+branch@draft+version@${GUID}`;
    expect(parseLocator2013(`${key}/branch/draft/version/${GUID}`).courseKey.toString()).toBe(key);
    expect(parseLocator2013(`course-v1:a+b+c+version@${GUID}/branch/draft`).courseKey.toString()).toBe(key);
    expect(parseLocator2013(`course-v1:a+b+c+branch@draft/version/${GUID}`).courseKey.toString()).toBe(key);
  });

  it('names its course, branch and version in the key as well', () => {
    expect(parseLocator2013('mitx.6.002x.t1_2014/branch/published').courseKey.toString()).toBe(
      'course-v1:mitx+6.002x+t1_2014+branch@published',
    );
    expect(parseLocator2013(`version/${LONG_GUID}`).courseKey.toString()).toBe(`course-v1:version@${LONG_GUID}`);
  });
});

describe('a definition locator of 2013 (seed 003)', () => {
  it.each([
    '',
    'defx://',
    'defx://x',
    `defx://${GUID}0`,
    `defx://${GUID}\n`,
    `version/${GUID}`,
    `edx://${GUID}`,
    `defx:/${GUID}`,
  ])('is not %j', (text) => {
    expect(() => parseDefinitionLocator2013(text)).toThrow(InvalidKeyError);
  });

  it.each([LONG_GUID, `defx://${LONG_GUID}`, `DEFX://${LONG_GUID.toUpperCase()}`, `edx://version/${LONG_GUID}`])(
    'is %s',
    (text) => {
      expect(parseDefinitionLocator2013(text)).toBe(LONG_GUID);
    },
  );
});

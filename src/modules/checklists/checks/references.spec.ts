import { CourseKey } from '../../../common/opaque-keys/index.js';
import { parseReference } from './references.js';

const COURSE = CourseKey.of('O', 'C', 'R');

describe('what a text of a course refers to (SPEC C-11)', () => {
  it.each([
    '/static/',
    '/static/folder/',
    '/static/$image.png',
    '/static/${name}.png',
    '/static/{{ picture }}',
    '/static/js/capa/genex/genex.nocache.js',
    '/static/images/placeholder-faculty.png',
    'block-v1:O+C+Other+type@html+block@x',
    'block-v1:X+C+R+type@html+block@x',
    'block-v1:nonsense',
    'i4x://X/C/html/x',
    '/c4x/X/C/asset/a.png',
    'asset-v1:O+C+Other+type@asset+block@a.png',
    'asset-v1:O+C+R+type@thumbnail+block@a.jpg',
    '/courses/course-v1:O+C+Other/courseware/s/ss/',
    '/courses/nonsense/courseware/s/ss/',
    '/jump_to_id/',
  ])('is nothing that could be broken: %s', (text) => {
    expect(parseReference(text, COURSE)).toBeNull();
  });

  it.each([
    ['/static/a.png', 'a.png'],
    ['/static/folder/a b(1).png?raw#top', 'folder_a_b_1_.png'],
    ['/static/%C3%A4.png', 'ä.png'],
    ['/static/100%.png', '100%.png'],
    ['/static/a&amp;b.png', 'a_b.png'],
    ['/static/a.png&quot; alt=&quot;x', 'a.png'],
    ['asset-v1:O+C+R+type@asset+block@a.png', 'a.png'],
    ['asset-v1:O+C+R+type@asset+block@a.png,', 'a.png'],
    ['/c4x/O/C/asset/a.png', 'a.png'],
  ])('is a file: %s', (text, path) => {
    expect(parseReference(text, COURSE)).toEqual({ kind: 'asset', path });
  });

  it.each([
    ['block-v1:O+C+R+type@html+block@x', 'html@x'],
    ['block-v1:O+C+R+branch@draft+type@html+block@x.', 'html@x'],
    ['block-v1:O+C+R+type@html+block@x/handler/submit', 'html@x'],
    ['i4x://O/C/html/x', 'html@x'],
  ])('is a block: %s', (text, block) => {
    expect(parseReference(text, COURSE)).toEqual({ kind: 'block', block });
  });

  it.each([
    ['/jump_to_id/x', ['x']],
    ['/jump_to_id/x/', ['x']],
    ['/jump_to_id/a%20b', ['a b']],
    ['/courses/course-v1:O+C+R/courseware/s/ss/3', ['s', 'ss']],
    ['/courses/O/C/R/courseware/s/', ['s']],
  ])('is a block of any type: %s', (text, ids) => {
    expect(parseReference(text, COURSE)).toEqual({ kind: 'ids', ids });
  });
});

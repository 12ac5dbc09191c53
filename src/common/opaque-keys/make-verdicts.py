"""
Writes verdicts.fixture.json: what the reference libraries say of a few thousand valid, invalid and odd texts.

Run it only when the list or the reference changes, and read the difference before believing it:

    python3 -m venv venv && venv/bin/pip install edx-opaque-keys==4.0.0 edx-ccx-keys==2.0.2
    venv/bin/python -W ignore make-verdicts.py > verdicts.fixture.json
    npx prettier --write verdicts.fixture.json

The file has three parts:
  readings    a text, and per class that reads it (`CourseKey.from_string` and so on) the key: the implementing class,
              `str()`, and the parts that are not None. A class that is absent refuses the text.
  operations  a key, a method with its arguments, and `str()` of the result, or null if the method refuses.
  paths       a path in the static folder, and the asset path that Studio makes of it.
"""
import itertools
import json
import random
import sys
from importlib.metadata import version

from opaque_keys import InvalidKeyError
from opaque_keys.edx import keys
from opaque_keys.edx.locator import AssetLocator

GUID = '519665f6223ebd6980884f2b'
CLASSES = {
    name: getattr(keys, name)
    for name in (
        'CourseKey', 'LearningContextKey', 'UsageKey', 'AssetKey', 'DefinitionKey', 'CollectionKey', 'ContainerKey',
    )
}
PARTS = (
    'org', 'course', 'run', 'branch', 'version_guid', 'ccx', 'block_type', 'block_id', 'definition_id', 'slug',
    'collection_id', 'container_type', 'container_id',
)

# A form, a valid value for each of its parts, and which of the parts are in turn replaced by every odd value.
# (What one form has shown of a part is not asked again of a form that shares the grammar.)
FORMS = (
    ('course-v1:{}+{}+{}', ('edX', 'DemoX', '2026_T1'), (0, 1, 2)),
    ('course-v1:{}+{}+{}+branch@{}', ('edX', 'DemoX', '2026', 'draft'), (3,)),
    ('course-v1:{}+{}+{}+version@{}', ('edX', 'DemoX', '2026', GUID), (3,)),
    ('course-v1:{}+{}+{}+branch@{}+version@{}', ('edX', 'DemoX', '2026', 'draft', GUID), ()),
    ('course-v1:version@{}', (GUID,), (0,)),
    ('slashes:{}+{}+{}', ('edX', 'DemoX', '2026'), (2,)),
    ('library-v1:{}+{}', ('edX', 'Problems'), (0, 1)),
    ('library-v1:{}+{}+branch@{}+version@{}', ('edX', 'Problems', 'library', GUID), (2,)),
    ('library-v1:version@{}', (GUID,), ()),
    ('ccx-v1:{}+{}+{}+ccx@{}', ('edX', 'DemoX', '2026', '1'), (2, 3)),
    ('ccx-v1:{}+{}+{}+branch@{}+version@{}+ccx@{}', ('edX', 'DemoX', '2026', 'draft', GUID, '12'), (3, 4)),
    ('block-v1:{}+{}+{}+type@{}+block@{}', ('edX', 'DemoX', '2026', 'problem', '3fc5a1b2'), (0, 3, 4)),
    (
        'block-v1:{}+{}+{}+branch@{}+version@{}+type@{}+block@{}',
        ('edX', 'DemoX', '2026', 'draft', GUID, 'html', 'intro'),
        (4,),
    ),
    ('block-v1:version@{}+type@{}+block@{}', (GUID, 'html', 'intro'), ()),
    ('lib-block-v1:{}+{}+type@{}+block@{}', ('edX', 'Problems', 'problem', 'one'), (2, 3)),
    (
        'lib-block-v1:{}+{}+branch@{}+version@{}+type@{}+block@{}',
        ('edX', 'Problems', 'library', GUID, 'problem', 'one'),
        (),
    ),
    ('ccx-block-v1:{}+{}+{}+ccx@{}+type@{}+block@{}', ('edX', 'DemoX', '2026', '1', 'html', 'intro'), (4, 5)),
    ('asset-v1:{}+{}+{}+type@{}+block@{}', ('edX', 'DemoX', '2026', 'asset', 'logo.png'), (3, 4)),
    (
        'asset-v1:{}+{}+{}+branch@{}+type@{}+block@{}',
        ('edX', 'DemoX', '2026', 'draft', 'thumbnail', 'logo-png.jpg'),
        (),
    ),
    ('def-v1:{}+type@{}', (GUID, 'problem'), (0, 1)),
    ('lib:{}:{}', ('edX', 'problems'), (0, 1)),
    ('lb:{}:{}:{}:{}', ('edX', 'problems', 'problem', 'one'), (0, 1, 2, 3)),
    ('lib-collection:{}:{}:{}', ('edX', 'problems', 'hard-ones'), (2,)),
    ('lct:{}:{}:{}:{}', ('edX', 'problems', 'unit', 'one'), (2, 3)),
    ('location:{}+{}+{}+{}+{}', ('edX', 'DemoX', '2026', 'html', 'intro'), (0, 3, 4)),
    ('{}/{}/{}', ('edX', 'DemoX', '2012_Fall'), (0, 1, 2)),
    ('i4x://{}/{}/{}/{}', ('edX', 'DemoX', 'html', 'intro'), (0, 2, 3)),
    ('i4x://{}/{}/{}/{}@{}', ('edX', 'DemoX', 'html', 'intro', 'draft'), (4,)),
    ('/c4x/{}/{}/{}/{}', ('edX', 'DemoX', 'asset', 'logo.png'), (1, 2, 3)),
    ('/c4x/{}/{}/{}/{}@{}', ('edX', 'DemoX', 'thumbnail', 'logo-png.jpg', 'draft'), (4,)),
)

VALUES = (
    '', ' ', 'a b', ' a', 'a ', 'a\n', '\na', 'a\nb', 'a\r', 'a\tb', 'a\x00b', 'a\u00a0b', '\u2028', 'a\u200bb',
    'caf\u00e9', 'cafe\u0301', '\u65e5\u672c\u8a9e', '\u05d0\u05d1', '\u0663', '\u00b2', '\u2167', '\u0345', '\u2460',
    '\U0001f600', '\U0001d54f', '\ud800', 'a\u203fb', '%', 'a%20b', 'a+b', 'a++b', 'a@b', 'a:b', 'a::b', 'a/b', '/',
    '..', 'a.b', '~a', '-', '_', 'a,b', 'a;b', "a'b", 'a"b', 'a&b', 'a=b', 'a?b', 'a#b', 'a$b', 'a!b', 'a*b', 'a(b)',
    'a[b]', 'a|b', 'a\\b', 'a<b>', 'branch@x', 'type@x', 'block@x', 'None', '0',
)

# In the place of a guid.
GUIDS = (
    '', ' ', 'x', '0', GUID + '\n', GUID.upper(), GUID[:23], GUID + '0', GUID[:23] + 'g', GUID[:12], GUID[:22] + ' 2',
    GUID[:23] + '\u0661', '-' + GUID[1:], GUID + '+', 'branch@x', 'a/b',
)

CASES = (
    'ccx-v1:a+b+c+CCX@1', 'ccx-v1:a+b+c+BRANCH@d+Version@' + GUID.upper() + '+cCx@1', 'CCX-v1:a+b+c+ccx@1',
    'ccx-v1:a+b+c+ver\u017fion@' + GUID + '+ccx@1', 'ccx-v1:a+b+c+vers\u0130on@' + GUID + '+ccx@1',
    'ccx-v1:a+b+c+vers\u0131on@' + GUID + '+ccx@1', 'ccx-v1:a+b+c+ccx@\u0661\u0662', 'ccx-v1:a+b+c+ccx@\u00b2',
    'ccx-v1:a+b+c+ccx@1+TYPE@t+BLOC\u212a@b', 'ccx-block-v1:a+b+c+ccx@1+TYPE@t+BLOC\u212a@b',
    'ccx-block-v1:a+b+c+ccx@1+Type@T+Block@B', 'ccx-v1:version@' + GUID + '+ccx@1', 'ccx-v1:ccx@1',
    'ccx-v1:a+b+ccx@1', 'ccx-v1:a+b+version@' + GUID + '+ccx@1', 'ccx-block-v1:a+b+c+ccx@1+block@b',
    'ccx-block-v1:a+b+c+ccx@1+type@t', 'ccx-block-v1:a+b+c+type@t+block@b', 'ccx-v1:a+b+c+ccx@1+',
    'course-v1:a+b+c+Branch@d', 'COURSE-V1:a+b+c', 'Course-v1:a+b+c', 'block-v1:a+b+c+Type@t+block@b',
    'course-v1 :a+b+c', ' course-v1:a+b+c', 'course-v1:a+b+c ', 'course-v1:a+b+c\n', '\ncourse-v1:a+b+c',
    'course-v1:a+b+c\r\n', 'course-v1:a+b+c+', 'course-v1:+a+b+c', 'course-v1:a++b+c', 'course-v1:a+b+c+d',
    'course-v1:', 'course-v1', ':', '::', '', ' ', '\n', '/', '//', '///', 'a/b/c/d', 'a/b', 'edX/DemoX/',
    '/DemoX/2012', 'edX//2012', 'course-v1%3Aa%2Bb%2Bc', 'course-v1:a%2Bb%2Bc', 'course-v1:a b c', 'course-v2:a+b+c',
    'run-v1:a+b+c', 'unknown:a/b/c', 'a:b/c/d', 'i4x:edX/DemoX/html/intro', 'i4x:/edX/DemoX/html/intro',
    'I4X://edX/DemoX/html/intro', 'i4x://edX/DemoX/html', 'i4x://edX/DemoX/html/', 'i4x://edX/DemoX/html/a/b',
    'i4x://edX/DemoX/html/a@', '@i4x://a/b/c/d', ' i4x://edX/DemoX/html/intro', 'i4x://edX/DemoX/html/intro\n',
    'c4x/edX/DemoX/asset/logo.png', 'c4x://edX/DemoX/asset/logo.png', '//c4x/edX/DemoX/asset/logo.png',
    '/c4x/edX/DemoX/asset/', '/C4X/edX/DemoX/asset/a.png', '/asset-v1:a+b+c+type@asset+block@x',
    'asset-v1:a+b+c+type@asset+block', 'asset-v1:a+b+c+type@asset+block@', 'asset-v1:org+lib+type@asset+block@x',
    'asset-v1:version@' + GUID + '+type@asset+block@x', 'lib:', 'lib::', 'lib:a', 'lib:a:b:c', 'lib:a:b+c',
    'lb:a:b:c', 'lb:a:b:c:d:e', 'lib-collection:a:b', 'lib-collection:a:b:c:d', 'lct:a:b:c', 'lct:a:b:c:d:e',
    'def-v1:', 'def-v1:' + GUID, 'def-v1:' + GUID + '+', 'def-v1:' + GUID + '+type@', 'def-v1:' + GUID + '+block@x',
    'def-v1:' + GUID + '+type@a+block@b', 'location:a+b+c+d', 'location:a+b+c+d+e+f', 'location:a+b+c+type@d+block@e',
    'bundle-olx:22222222-2222-2222-2222-222222222222:studio-draft:problem:problem/324234.xml',
    'aside-usage-v1:block-v1:a+b+c+type@t+block@x::aside', 'aside-usage-v2:block-v1$:a+b+c+type@t+block@x::aside',
    'aside-def-v1:def-v1:' + GUID + '+type@t::aside', 'aside-def-v2:def-v1$:' + GUID + '+type@t::aside',
    'block-type-v1:xblock.v1:html', 'null', 'undefined', 'None', 'true', '{}', '[]', '0',
)

PATHS = (
    'logo.png', 'images/logo.png', '/images/logo.png', 'a b.png', 'a  b.png', 'a__b.srt', 'A(1).PDF', 'a+b&c.png',
    '100%.png', 'a%20b.png', 'caf\u00e9.png', 'cafe\u0301.png', '\u65e5\u672c/\u8a9e.png', '\U0001f600.png',
    '\U0001d54f.png', '../../etc/passwd', './a', 'a\\b.png', 'a:b~c.png', 'subs_x-Y_z.srt.sjson', '-', '%', 'a\nb',
    'a\n', '\ud800.png', '.hidden', 'a.b.c', "it's.png",
)


def reading(key):
    """One key as the fixture has it."""
    parts = {}
    for name in PARTS:
        value = getattr(key, name, None)
        if value is not None:
            parts[name] = str(value)
    row = {'class': type(key).__name__, 'str': str(key), 'parts': parts}
    if key.deprecated:
        row['deprecated'] = True
    return row


def readings(text):
    """The verdicts of all classes on one text."""
    verdicts = {}
    for name, cls in CLASSES.items():
        try:
            verdicts[name] = reading(cls.from_string(text))
        except InvalidKeyError:
            pass
    # What a course key is as a learning context is said once.
    if verdicts.get('LearningContextKey') == verdicts.get('CourseKey'):
        verdicts.pop('LearningContextKey', None)
    return {'text': text, **verdicts}


def texts():
    """All texts, some of them more than once."""
    yield from CASES
    for form, parts, odd in FORMS:
        yield form.format(*parts)
        for index in odd:
            for value in GUIDS if parts[index] == GUID else VALUES:
                yield form.format(*parts[:index], value, *parts[index + 1:])
    yield from incomplete()
    yield from mutated()


def incomplete():
    """Every choice of the segments of a locator, in order; and every order of a few."""
    segments = ('edX', 'DemoX', '2026', 'branch@draft', 'version@' + GUID, 'type@html', 'block@intro')
    namespaces = ('course-v1', 'slashes', 'library-v1', 'block-v1', 'lib-block-v1', 'asset-v1')
    for namespace, size in itertools.product(namespaces, range(len(segments) + 1)):
        for chosen in itertools.combinations(segments, size):
            yield f"{namespace}:{'+'.join(chosen)}"
    for namespace, order in itertools.product(('course-v1', 'block-v1'), itertools.permutations(segments[3:])):
        yield f"{namespace}:edX+DemoX+2026+{'+'.join(order)}"


def mutated():
    """Valid texts with one character taken out, put in or replaced. The seed makes the list the same every time."""
    chance = random.Random(2013)
    for form, parts, _ in FORMS:
        text = form.format(*parts)
        for _ in range(20):
            at = chance.randrange(len(text))
            other = chance.choice('+@:/%.~-_ \nA0\u00e9')
            before, after = text[:at], text[at + 1:]
            yield chance.choice((before + after, before + other + text[at:], before + other + after))


def operations():
    """Methods on valid keys."""
    argument_lists = {
        'for_branch': [['published'], ['draft'], [None], ['a b'], ['a%b'], ['']],
        'for_version': [[GUID], ['0' * 24], [None], ['0' * 23], ['x']],
        'version_agnostic': [[]],
        'make_usage_key': [['html', 'intro'], ['html', 'a%b'], ['html', 'a b'], ['html', ''], ['html', 'a:b~c']],
        'make_asset_key': [['asset', 'logo.png'], ['thumbnail', 'a%20b'], ['asset', 'a b'], ['asset', '']],
    }
    courses = ['course-v1:A+B+C', 'course-v1:A+B+C+branch@x', 'A/B/C', 'course-v1:version@' + 'a' * 24]
    for form, parts, _ in FORMS:
        text = form.format(*parts)
        # Keys whose class cannot copy itself in the reference (location:), and those without these methods.
        if text.startswith(('location:', 'def-v1:', 'lib:', 'lb:', 'lib-collection:', 'lct:')):
            continue
        key = next(k for k in map(parsed, [text] * 3, ('CourseKey', 'UsageKey', 'AssetKey')) if k is not None)
        for method, lists in argument_lists.items():
            for arguments in lists if hasattr(key, method) else []:
                yield operation(key, text, method, arguments)
        if text.startswith(('block-v1:', 'i4x:', 'asset-v1:', '/c4x')):
            for course in courses:
                yield operation(key, text, 'map_into_course', [parsed(course, 'CourseKey')])


def parsed(text, name):
    try:
        return CLASSES[name].from_string(text)
    except InvalidKeyError:
        return None


def operation(key, text, method, arguments):
    try:
        result = str(getattr(key, method)(*arguments))
    except InvalidKeyError:
        result = None
    shown = [str(argument) if isinstance(argument, keys.OpaqueKey) else argument for argument in arguments]
    return {'key': text, 'method': method, 'arguments': shown, 'result': result}


def main():
    rows = [readings(text) for text in dict.fromkeys(texts())]
    document = {
        'reference': {name: version(name) for name in ('edx-opaque-keys', 'edx-ccx-keys')},
        'readings': rows,
        'operations': list(operations()),
        'paths': [[path, AssetLocator.clean_keeping_underscores(path.replace('/', '_'))] for path in PATHS],
    }
    json.dump(document, sys.stdout, ensure_ascii=True, separators=(',', ':'))
    valid = sum(len(row) > 1 for row in rows)
    print(f'{len(rows)} texts, {valid} of them valid for some class', file=sys.stderr)


main()

/** SPEC I-2: every key is read, refused and printed as by the reference library, whose verdicts are in the fixture. */
import { readFileSync } from 'node:fs';

import {
  AssetKey,
  CollectionKey,
  ContainerKey,
  CourseKey,
  DefinitionKey,
  InvalidKeyError,
  LearningContextKey,
  UsageKey,
} from './index.js';

/** A key as the reference sees it. Parts that are None are left out. */
interface Verdict {
  readonly class: string;
  readonly str: string;
  readonly parts: Readonly<Record<string, string>>;
  readonly deprecated?: true;
}

type Parts = Readonly<Record<string, string | null>>;

interface Fixture {
  readonly readings: readonly ({ readonly text: string } & Readonly<Record<string, Verdict | undefined>>)[];
  readonly operations: readonly {
    readonly key: string;
    readonly method: string;
    readonly arguments: readonly (string | null)[];
    readonly result: string | null;
  }[];
  readonly paths: readonly (readonly [path: string, clean: string])[];
}

const fixture = JSON.parse(readFileSync(new URL('./verdicts.fixture.json', import.meta.url), 'utf8')) as Fixture;

/** The reference's names for our kinds; the old forms are implemented by the class of the new ones. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  'course-v1': 'CourseLocator',
  'library-v1': 'LibraryLocator',
  'ccx-v1': 'CCXLocator',
  lib: 'LibraryLocatorV2',
  'block-v1': 'BlockUsageLocator',
  'lib-block-v1': 'LibraryUsageLocator',
  'ccx-block-v1': 'CCXBlockUsageLocator',
  lb: 'LibraryUsageLocatorV2',
  location: 'DeprecatedLocation',
  'asset-v1': 'AssetLocator',
  'def-v1': 'DefinitionLocator',
  'lib-collection': 'LibraryCollectionLocator',
  lct: 'LibraryContainerLocator',
};

function verdictOfCourse(key: CourseKey): Verdict {
  const { org, course, run, branch, version, ccx } = key;
  const parts: Parts =
    key.namespace === 'lib' ? { org, slug: course } : { org, course, run, branch, version_guid: version, ccx };
  return verdict(key, parts);
}

function verdictOfBlock(key: UsageKey | AssetKey, type: string, id: string): Verdict {
  const { org, course, run, branch, version, ccx } = key;
  // The reference has the library of a v2 block in one piece, which is compared with the text.
  const context: Parts = key.namespace === 'lb' ? {} : { org, course, run, branch, version_guid: version, ccx };
  return verdict(key, { ...context, block_type: type, block_id: id });
}

function verdict(key: { readonly namespace: string; readonly deprecated?: boolean }, parts: Parts): Verdict {
  return {
    class: CLASS_NAMES[key.namespace] ?? key.namespace,
    str: String(key),
    parts: Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null)) as Verdict['parts'],
    ...(key.deprecated && { deprecated: true as const }),
  };
}

/** A library says None for a type that was not given; here it is the text that both print (see `NO_TYPE`). */
function typed(expected: Verdict | undefined): Verdict | null {
  if (!expected) return null;
  const typeless = 'block_id' in expected.parts && !('block_type' in expected.parts);
  return typeless ? { ...expected, parts: { ...expected.parts, block_type: 'None' } } : expected;
}

/** What this library refuses or reads on purpose against the reference, by rule: each has a test of its own below. */
function departs(text: string): boolean {
  return /^(aside-|bundle-olx)/.test(text) || (/^(lib|lb|lct|lib-collection):/.test(text) && text.includes('\n'));
}

function disagreements(
  name: string,
  read: (text: string) => Verdict | null,
): readonly { text: string; ours: Verdict | null; theirs: Verdict | null }[] {
  return fixture.readings
    .filter(({ text }) => !departs(text))
    .map((row) => ({ text: row.text, ours: read(row.text), theirs: typed(row[name]) }))
    .filter(({ ours, theirs }) => JSON.stringify(sorted(ours)) !== JSON.stringify(sorted(theirs)));
}

function sorted(value: Verdict | null): unknown {
  return value && { ...value, parts: Object.entries(value.parts).sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/**
 * The reference does not look at the version given to a deprecated key, which it never prints. Here a version is a guid
 * wherever it stands.
 */
function isVersionOfDeprecatedKey({ key, method, arguments: [version] }: Fixture['operations'][number]): boolean {
  return method === 'for_version' && !/^[a-z-]+-v1:|^slashes:/.test(key) && !/^[a-f0-9]{24}$/.test(version ?? '');
}

/** null for InvalidKeyError; any other error goes through and fails the test. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidKeyError) return null;
    throw error;
  }
}

describe('the verdicts of the reference library (SPEC I-2)', () => {
  it('are a few thousand, with every kind of key among the valid ones', () => {
    const classes = new Set(
      fixture.readings.flatMap(({ text: _, ...row }) => Object.values(row).map((v) => (v as Verdict).class)),
    );
    expect(fixture.readings.length).toBeGreaterThan(3000);
    expect([...classes]).toEqual(expect.arrayContaining(Object.values(CLASS_NAMES)));
  });

  it('are ours for CourseKey', () => {
    const read = (text: string) => {
      const key = orNull(() => CourseKey.parse(text));
      return key && verdictOfCourse(key);
    };
    expect(disagreements('CourseKey', read)).toEqual([]);
  });

  it('are ours for LearningContextKey', () => {
    const expected = fixture.readings.map((row) => row['LearningContextKey'] ?? row['CourseKey']);
    const wrong = fixture.readings.filter(({ text }, index) => {
      const key = orNull(() => LearningContextKey.parse(text));
      return !departs(text) && (key?.toString() ?? null) !== (expected[index]?.str ?? null);
    });
    expect(wrong).toEqual([]);
  });

  it('are ours for UsageKey', () => {
    const read = (text: string) => {
      const key = orNull(() => UsageKey.parse(text));
      return key && verdictOfBlock(key, key.blockType, key.blockId);
    };
    expect(disagreements('UsageKey', read)).toEqual([]);
  });

  it('are ours for AssetKey', () => {
    const read = (text: string) => {
      const key = orNull(() => AssetKey.parse(text));
      return key && verdictOfBlock(key, key.assetType, key.path);
    };
    expect(disagreements('AssetKey', read)).toEqual([]);
  });

  it('are ours for DefinitionKey', () => {
    const read = (text: string) => {
      const key = orNull(() => DefinitionKey.parse(text));
      return key && verdict(key, { definition_id: key.definitionId, block_type: key.blockType });
    };
    expect(disagreements('DefinitionKey', read)).toEqual([]);
  });

  it('are ours for CollectionKey', () => {
    const read = (text: string) => {
      const key = orNull(() => CollectionKey.parse(text));
      return key && verdict(key, { org: key.libraryKey.org, collection_id: key.collectionId });
    };
    expect(disagreements('CollectionKey', read)).toEqual([]);
  });

  it('are ours for ContainerKey', () => {
    const read = (text: string) => {
      const key = orNull(() => ContainerKey.parse(text));
      const parts = key && {
        org: key.libraryKey.org,
        container_type: key.containerType,
        container_id: key.containerId,
      };
      return key && parts && verdict(key, parts);
    };
    expect(disagreements('ContainerKey', read)).toEqual([]);
  });

  it('are the same from tryParse, which answers null where parse throws', () => {
    const readers = [CourseKey, LearningContextKey, UsageKey, AssetKey, DefinitionKey, CollectionKey, ContainerKey];
    const wrong = fixture.readings.filter(({ text }) =>
      readers.some((reader) => String(orNull(() => reader.parse(text))) !== String(reader.tryParse(text))),
    );
    expect(wrong).toEqual([]);
  });

  it('are ours for the asset path of a file in the static folder (OLX 1c)', () => {
    expect(fixture.paths.map(([path]) => [path, AssetKey.clean(path)])).toEqual(fixture.paths);
  });
});

describe('the methods of the reference library (SPEC I-2)', () => {
  const perform = (text: string, method: string, [first = null, second = null]: readonly (string | null)[]): string => {
    const key = CourseKey.tryParse(text) ?? UsageKey.tryParse(text) ?? AssetKey.parse(text);
    switch (method) {
      case 'for_branch':
        return key.forBranch(first).toString();
      case 'for_version':
        return key.forVersion(first).toString();
      case 'version_agnostic':
        return key.versionAgnostic().toString();
      case 'map_into_course':
        return (key as UsageKey | AssetKey).mapIntoCourse(CourseKey.parse(first ?? '')).toString();
      case 'make_usage_key':
        return (key as CourseKey).makeUsageKey(first ?? '', second ?? '').toString();
      case 'make_asset_key':
        return (key as CourseKey).makeAssetKey(first ?? '', second ?? '').toString();
      default:
        throw new Error(`The fixture has a method that is not tested: ${method}`);
    }
  };

  it.each(['for_branch', 'for_version', 'version_agnostic', 'map_into_course', 'make_usage_key', 'make_asset_key'])(
    '%s has the same results, and is refused for the same arguments',
    (name) => {
      const operations = fixture.operations.filter((op) => op.method === name && !isVersionOfDeprecatedKey(op));
      const ours = operations.map((operation) => ({
        ...operation,
        result: orNull(() => perform(operation.key, name, operation.arguments)),
      }));
      expect(operations.length).toBeGreaterThan(10);
      expect(ours.filter((our, index) => our.result !== operations[index]?.result)).toEqual([]);
    },
  );
});

import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable, NotExpandable } from '../../../../common/hypermedia/expandable.js';
import { type Read, READING, ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { BlockReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { Unsent } from '../../../../common/hypermedia/unsent.js';
import type { CourseKey } from '../../../../common/opaque-keys/index.js';
import { type BlockChange, changeCounts, type JsonValue, type KeptHere, usageKeyOf } from '../../../content/index.js';
import { ANY_JSON } from '../../dto/any-json.js';
import { BlockChangeResponse } from '../../dto/block-change.response.js';
import { ChangeCountsResponse } from '../../dto/change-counts.response.js';
import { MAX_TOLD_CHANGES } from '../../dto/content-changes.response.js';
import {
  copiedAssets,
  CopiedAssetResponse,
  TOLD,
  UnmappedReferenceResponse,
  unmappedReferences,
} from '../../dto/xblock-copy.response.js';
import type { UpstreamUpdate } from '../upstream-plans.service.js';
import type { UpstreamReading } from '../upstreams.service.js';

const STATES = ['current', 'behind', 'gone'] as const;
const KEPT = ['place', 'order', 'block'] as const;
const MANY = 'there may be a hundred of them. Follow the url of one.';

/** A field that stays as it was made here. */
export class KeptFieldResponse {
  /** What the source has, with references as they would be here; null where it has no own value. */
  @ApiProperty({ oneOf: ANY_JSON })
  readonly upstream: JsonValue;

  /** Own value here; null where there is none. */
  @ApiProperty({ oneOf: ANY_JSON })
  readonly here: JsonValue;
}

/** What an update would do to one block, and what it would leave. */
@ApiExtraModels(KeptFieldResponse)
export class UpstreamChangeResponse extends BlockChangeResponse {
  /** The block of the source that it follows; null where that is gone. */
  @ApiProperty({ type: BlockReference, nullable: true })
  readonly source: BlockReference | null;

  /** Fields that differ from the source and stay, because they were changed here or stand in `downstream_customized`. To take one all the same, name it in `replace`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { $ref: getSchemaPath(KeptFieldResponse) } })
  readonly kept?: Record<string, KeptFieldResponse>;

  /** What else stays: `place`: the source has moved it, and so has somebody here; `order`: the same of its children's order; `block`: the source has removed it, and something was made of it or below it here; from the update on it is the course's own. */
  @ApiPropertyOptional({ enum: KEPT, isArray: true })
  readonly stays?: (typeof KEPT)[number][];
}

/** What a link builder has to know beside what is sent. */
export interface UpstreamSight {
  /** Version in which the block itself last changed. */
  readonly edited: string;
  /** Version of the course that was read. */
  readonly here: string;
  /** Course of the source, with the branch that is followed if it is a certain one; null where it is gone. */
  readonly sourceCourse: CourseKey | null;
}

export const upstreamSight = new Unsent<UpstreamSight>('UpstreamResponse.from');

/** Where a block comes from, and what bringing it level would do (ADR 0025). */
export class UpstreamResponse extends ResourceResponse {
  /** The block that takes updates. */
  @NotExpandable('it is the block below whose address this stands.')
  @Minimal()
  readonly block: BlockReference;

  /** The setting `upstream` of the block, as it stands. */
  @ApiProperty({
    example: 'block-v1:Courseware+Tides101+2026+version@6745f5a0c2b1d3e4f5a6b7c8+type@html+block@welcome',
  })
  @Minimal()
  readonly upstream: string;

  /** The block that it follows; null where the setting names nothing that a block here could follow, such as a block of a content library. */
  @Expandable('block', { nullable: true })
  @Minimal()
  readonly source: BlockReference | null;

  /** `current`: the source is what it was when the block was last brought level; `behind`: it is not; `gone`: there is no such source any more, or not for you, or it is not a block of this type. */
  @ApiProperty({ enum: STATES })
  @Minimal()
  readonly state: (typeof STATES)[number];

  /** Version of the source's course that the block was last brought level with; null where nobody has said. */
  @ApiProperty({ type: String, nullable: true, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string | null;

  /** Version of the source's course that an update takes; null where the source is gone. */
  @ApiProperty({ type: String, nullable: true, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly current_version: string | null;

  /** What an update would do, and leave, block by block, 100 at most; the counts are of all. */
  @ApiProperty({ type: [UpstreamChangeResponse], maxItems: MAX_TOLD_CHANGES })
  @NotExpandable(MANY)
  @Shown()
  readonly changes: UpstreamChangeResponse[];

  /** How many blocks an update would change. */
  @Shown()
  readonly counts: ChangeCountsResponse;

  /** Of how many blocks something would stay as it was made here. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  @Shown()
  readonly kept_blocks: number;

  /** Blocks of the source that were removed here, 100 at most: they stay away, unless everything is replaced. */
  @ApiProperty({ type: [BlockReference], maxItems: TOLD })
  @NotExpandable(MANY)
  @Shown()
  readonly removed_here: BlockReference[];

  /** Files of the source to which refers what would be taken, 100 at most. */
  @ApiProperty({ type: [CopiedAssetResponse], maxItems: TOLD })
  @Shown()
  readonly assets: CopiedAssetResponse[];

  /** What would refer to something of the other course, 100 at most. */
  @ApiProperty({ type: [UnmappedReferenceResponse], maxItems: TOLD })
  @NotExpandable(MANY)
  @Shown()
  readonly unmapped_references: UnmappedReferenceResponse[];

  /** @param update what an update would do; null where the source is gone */
  static from(
    reading: UpstreamReading,
    update: UpstreamUpdate | null,
    urls: ApiUrls,
  ): Unlinked<UpstreamResponse> & Read {
    const { key, access, link, value } = reading;
    const source = update === null ? null : reading.source!;
    const sourceCourse = link && (source === null ? link.source.courseKey : link.source.courseKey.forVersion(null));
    return {
      [READING]: { address: key.courseKey, access },
      ...upstreamSight.with({
        edited: reading.edited,
        here: reading.here.guid,
        sourceCourse: source && sourceCourse,
      }),
      block: BlockReference.from(key, urls),
      upstream: value,
      source: link && BlockReference.from(link.source, urls),
      state: update === null ? ('gone' as const) : update.plan.isLevel ? ('current' as const) : ('behind' as const),
      version: link?.version ?? null,
      current_version: source?.guid ?? null,
      ...toldOf(update, { address: key.courseKey, sourceCourse }, urls),
    };
  }
}

type Told = Pick<
  UpstreamResponse,
  'changes' | 'counts' | 'kept_blocks' | 'removed_here' | 'assets' | 'unmapped_references'
>;

function toldOf(
  update: UpstreamUpdate | null,
  { address, sourceCourse }: { readonly address: CourseKey; readonly sourceCourse: CourseKey | null },
  urls: ApiUrls,
): Told {
  if (update === null || sourceCourse === null)
    return {
      changes: [],
      counts: changeCounts([]),
      kept_blocks: 0,
      removed_here: [],
      assets: [],
      unmapped_references: [],
    };
  const { plan, assets } = update;
  const source = (block: string | undefined) =>
    block === undefined ? null : BlockReference.from(usageKeyOf(sourceCourse, block), urls);
  return {
    changes: withKept(plan.changes, plan.kept)
      .slice(0, MAX_TOLD_CHANGES)
      .map(({ change, kept }) => ({
        ...BlockChangeResponse.from(change, { before: address, after: address }, urls),
        source: source(plan.sources.get(change.block)),
        ...(kept && Object.keys(kept.fields).length > 0 && { kept: kept.fields }),
        ...(kept && KEPT.some((reason) => kept[reason]) && { stays: KEPT.filter((reason) => kept[reason]) }),
      })),
    counts: changeCounts(plan.changes),
    kept_blocks: plan.kept.size,
    removed_here: plan.removedHere.slice(0, TOLD).map((block) => source(block)!),
    assets: copiedAssets(assets, { source: sourceCourse, target: address }, urls),
    unmapped_references: unmappedReferences(plan.unmapped, address, urls),
  };
}

/** What changes, and after it what only stays. */
function withKept(
  changes: readonly BlockChange[],
  kept: ReadonlyMap<string, KeptHere>,
): { change: BlockChange; kept: KeptHere | undefined }[] {
  const changed = new Set(changes.map(({ block }) => block));
  const others = [...kept].filter(([block]) => !changed.has(block));
  return [
    ...changes.map((change) => ({ change, kept: kept.get(change.block) })),
    ...others.map(([block, each]) => ({ change: unchanged(block, each.displayName), kept: each })),
  ];
}

function unchanged(block: string, displayName: string | null): BlockChange {
  return { block, displayName, kinds: [], from: null, to: null, before: null, after: null };
}

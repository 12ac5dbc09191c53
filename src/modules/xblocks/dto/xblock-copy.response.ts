import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { BlockReference } from '../../../common/hypermedia/references.response.js';
import { AssetKey, type CourseKey } from '../../../common/opaque-keys/index.js';
import type { CopiedAsset } from '../../assets/index.js';
import { type UnmappedReference, usageKeyOf } from '../../content/index.js';
import type { XblockCopy } from '../xblock-copies.service.js';

/** Most files and most references that are named. */
export const TOLD = 100;

/** A file of the source course to which copied blocks refer. */
export class CopiedAssetResponse {
  /** Asset key in the source's course. */
  readonly source: string;

  /** Asset key in this course. */
  readonly asset_key: string;

  /** Where it is described. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;

  /** `added`: it came along; `present`: the course had the same file; `renamed`: under its name the course has another file, and the copied blocks now refer to this one. */
  @ApiProperty({ enum: ['added', 'present', 'renamed'] })
  readonly outcome: CopiedAsset['outcome'];
}

/** A reference in a copy to something of the source's course that did not come along. */
export class UnmappedReferenceResponse {
  /** The copy. */
  readonly block: BlockReference;

  /** The field in which it stands. */
  readonly field: string;

  /** As it stands there. */
  readonly reference: string;
}

/** What a copy was made of. */
export class XblockCopyResponse {
  /** The block that was copied; the platform calls it `source_usage_key`. */
  readonly source: BlockReference;

  /** How many blocks were made. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly blocks: number;

  /** The files to which the copied blocks refer, 100 at most. Only from another course. */
  @ApiProperty({ type: [CopiedAssetResponse], maxItems: TOLD })
  readonly assets: CopiedAssetResponse[];

  /** What the copies still refer to in the other course, 100 at most: mend it, or copy that as well. */
  @ApiProperty({ type: [UnmappedReferenceResponse], maxItems: TOLD })
  readonly unmapped_references: UnmappedReferenceResponse[];

  /** @param address the course with the branch that was written to */
  static from({ source, copies, assets, unmapped }: XblockCopy, address: CourseKey, urls: ApiUrls): XblockCopyResponse {
    return {
      source: BlockReference.from(source, urls),
      blocks: copies.size,
      assets: copiedAssets(assets, { source: source.courseKey, target: address }, urls),
      unmapped_references: unmappedReferences(unmapped, address, urls),
    };
  }
}

/** Files that come along, with their keys in both courses; the first hundred. */
export function copiedAssets(
  assets: readonly CopiedAsset[],
  { source, target }: { readonly source: CourseKey; readonly target: CourseKey },
  urls: ApiUrls,
): CopiedAssetResponse[] {
  const [from, to] = [source.withoutBranchAndVersion(), target.withoutBranchAndVersion()];
  return assets.slice(0, TOLD).map(({ path, copy, outcome }) => {
    const key = AssetKey.of(to, 'asset', copy);
    return { source: String(AssetKey.of(from, 'asset', path)), asset_key: String(key), url: urls.asset(key), outcome };
  });
}

/** @param address the course with the branch on which the copies are */
export function unmappedReferences(
  unmapped: readonly UnmappedReference[],
  address: CourseKey,
  urls: ApiUrls,
): UnmappedReferenceResponse[] {
  return unmapped.slice(0, TOLD).map(({ block, field, reference }) => ({
    block: BlockReference.from(usageKeyOf(address, block), urls),
    field,
    reference: reference.slice(0, 300),
  }));
}

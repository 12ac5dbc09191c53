import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import { CourseParameter } from '../../../common/pagination/key-parameters.js';
import { ASSET_KINDS, type AssetKind } from '../asset-kinds.js';
import { assetCollection } from '../assets.collection.js';

/** Filters of the assets of one course; they narrow and never widen what the caller may see. */
export class ListAssetsQuery extends assetCollection.Query {
  /** The course whose assets to list; required. */
  @CourseParameter('The course whose assets to list: one at a time, so it is required, under any of its names.', {
    required: true,
  })
  readonly course: string;

  /** Only files of this kind. */
  @ApiPropertyOptional({ enum: ASSET_KINDS })
  @IsOptional()
  @IsIn(ASSET_KINDS)
  readonly kind?: AssetKind;

  /** Only files whose media type begins so: `image/png`, or `image/` for all images. */
  @ApiPropertyOptional({ example: 'image/' })
  @IsOptional()
  @Matches(/^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{0,127}$/, {
    message: 'content_type must be a media type such as image/png, or its beginning such as image/',
  })
  readonly content_type?: string;

  /** Only locked files, or only unlocked ones. Locked files are listed for those who may read the course’s content. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly locked?: boolean;
}

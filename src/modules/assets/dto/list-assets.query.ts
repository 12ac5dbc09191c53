import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength, ValidateBy, ValidateIf } from 'class-validator';
import { DeprecatedParameter } from '../../../common/openapi/deprecation.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { Orderings } from '../../../common/pagination/ordering.js';
import { PageQuery } from '../../../common/pagination/page.query.js';
import { ASSET_KINDS, type AssetKind } from '../asset-kinds.js';

/** The orders of a course's assets; the path is unique in a course. */
export const assetOrderings = new Orderings(
  { display_name: 'lower(a.display_name)', date_added: 'a.created', size: 'a.size' },
  'display_name',
  'a.path',
);

const COURSE_NAMES = ['course', 'course_key', 'course_id'] as const;

/** A bad key in a query is the client's fault: 400 (SPEC section 1 "bad key"). So is none: there is no list of all courses' assets. */
const IsTheCourse = () =>
  ValidateBy({
    name: 'isTheCourse',
    validator: {
      validate: (value, args) => {
        const key = typeof value === 'string' ? CourseKey.tryParse(value) : null;
        const others = COURSE_NAMES.map((name) => (args?.object as Partial<ListAssetsQuery>)[name]);
        return key !== null && others.every((other) => other === undefined || other === value);
      },
      defaultMessage: (args) =>
        `${args?.property} must be the key of one course, such as course-v1:Org+Number+Run, its + written as %2B; assets are listed for one course at a time`,
    },
  });

/** Filters of the assets of one course; they narrow and never widen what the caller may see. */
export class ListAssetsQuery extends PageQuery {
  /** The course whose assets to list; required. */
  @ApiProperty({ required: true, example: 'course-v1:Courseware+Tides101+2026' })
  @ValidateIf(
    (query: ListAssetsQuery, value) => value !== undefined || (query.course_key ?? query.course_id) === undefined,
  )
  @IsTheCourse()
  readonly course?: string;

  /** The same as `course`. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsOptional()
  @IsTheCourse()
  readonly course_key?: string;

  /** The same as `course`. Deprecated: an id is not what it holds. */
  @DeprecatedParameter({ since: '2026-11-21', use: '`course`' })
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsOptional()
  @IsTheCourse()
  readonly course_id?: string;

  /** Order of the results. */
  @assetOrderings.SortOrder()
  readonly sort_order?: string;

  /** Order of the results, with a leading minus to reverse it. Wins over `sort_order`. */
  @assetOrderings.Ordering()
  readonly ordering?: string;

  /** Words that must all stand in the display name; upper and lower case are the same. */
  @ApiPropertyOptional({ example: 'tide chart' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly text_search?: string;

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

/** The course that a validated query is about. */
export function courseOfQuery({ course, course_key, course_id }: ListAssetsQuery): CourseKey {
  return CourseKey.parse((course ?? course_key ?? course_id)!);
}

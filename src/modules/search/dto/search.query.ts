import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { CourseParameter } from '../../../common/pagination/key-parameters.js';
import { queryOf, SearchText } from '../../../common/pagination/page.query.js';
import { DRAFT, PUBLISHED } from '../../content/index.js';
import { RESULT_TYPES, resultOrderings, type ResultType } from '../search-result.js';

/** What to search for, and where. */
export class SearchQuery extends queryOf(resultOrderings, 'names and texts') {
  /** Words to find; required. */
  @ApiProperty({
    type: String,
    required: true,
    maxLength: 500,
    example: 'tides',
    description:
      'Whole words to find, all of them in the text, or in the name; upper and lower case are the same. `"exact words"`, `or` and `-without` work.',
  })
  // Takes the place of the base's @IsOptional: here it has to be sent.
  @ValidateIf(() => true)
  @Matches(/\S/, { message: 'text_search is required: the words to find' })
  @SearchText()
  override readonly text_search: string = '';

  /** Only courses, or only blocks. */
  @ApiPropertyOptional({ enum: RESULT_TYPES })
  @IsOptional()
  @IsIn(RESULT_TYPES)
  readonly type?: ResultType;

  /** Only this course and its blocks. */
  @CourseParameter('Only this course and its blocks.')
  readonly course?: string;

  /** Only courses of this organization and their blocks; upper and lower case are the same. */
  @ApiPropertyOptional({ example: 'Courseware' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly org?: string;

  /** Only blocks of this type. */
  @ApiPropertyOptional({ example: 'problem' })
  @IsOptional()
  @Matches(/^[\w.-]{1,255}$/, { message: 'block_type must be the name of a block type, such as problem' })
  readonly block_type?: string;

  /** `published`, or `draft` for the courses whose team you are on. */
  @ApiPropertyOptional({ enum: [PUBLISHED, DRAFT], default: PUBLISHED })
  @IsOptional()
  @IsIn([PUBLISHED, DRAFT])
  readonly branch: string = PUBLISHED;
}

import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { IsCourseKey } from '../../../../common/validation/is-key.js';
import { IsStorableText } from '../../../../common/validation/is-storable-text.js';
import { DryRun, Message } from '../../../../common/validation/write-members.js';
import {
  type AnyOperationDto,
  CopyOperationDto,
  CreateOperationDto,
  DeleteOperationDto,
  MoveOperationDto,
  OperationDto,
  UpdateOperationDto,
} from './operations.dto.js';

/** Most operations of one batch. */
export const MAX_OPERATIONS = 1000;

const TYPES = {
  create: CreateOperationDto,
  update: UpdateOperationDto,
  move: MoveOperationDto,
  copy: CopyOperationDto,
  delete: DeleteOperationDto,
};

/** Many changes of one course that are made together, or not at all. */
@ApiExtraModels(...Object.values(TYPES))
export class CreateBatchDto {
  /** The course run; may name a branch and a version that it has to be at. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsCourseKey({ run: true })
  readonly course: string;

  /** Branch that is written to; absent: that of the course key, or the draft. */
  @ApiPropertyOptional({ example: 'draft' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 100 })
  readonly branch?: string;

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;

  /** What is done, in this order: each operation sees what those before it have made. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MAX_OPERATIONS,
    items: {
      oneOf: Object.values(TYPES).map((type) => ({ $ref: getSchemaPath(type) })),
      discriminator: {
        propertyName: 'op',
        mapping: Object.fromEntries(Object.entries(TYPES).map(([op, type]) => [op, getSchemaPath(type)])),
      },
    },
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_OPERATIONS)
  @ValidateNested({ each: true })
  @Type(() => OperationDto, {
    discriminator: {
      property: 'op',
      subTypes: Object.entries(TYPES).map(([name, value]) => ({ name, value })),
    },
    keepDiscriminatorProperty: true,
  })
  readonly operations: AnyOperationDto[];
}

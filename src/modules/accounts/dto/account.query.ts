import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';

/** The parameters of one account. */
export class AccountQuery extends OmitType(ShapeQuery, ['view'] as const) {
  /** `shared`: your own account as others see it. `minimal`: just the name; `full`: everything that you may see. */
  @ApiPropertyOptional({ enum: ['minimal', 'default', 'full', 'shared'] })
  @IsOptional()
  @IsIn(['minimal', 'default', 'full', 'shared'])
  readonly view?: 'minimal' | 'default' | 'full' | 'shared';
}

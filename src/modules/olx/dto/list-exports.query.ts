import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { exportCollection } from '../exports.collection.js';

/** Which archives to list. */
export class ListExportsQuery extends exportCollection.Query {
  /** Only those of this branch. */
  @ApiPropertyOptional({ example: 'draft' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly branch?: string;
}

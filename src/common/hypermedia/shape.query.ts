import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { ShapeRequest } from './shape.js';

/** The parameters by which a client chooses what it is sent; every readable resource takes them (SPEC R-3). */
export class ShapeQuery implements ShapeRequest {
  /** Keep just these members, comma-separated; nested as `fields=display_name,outline(root)`. */
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly fields?: string;

  /** Add these optional members, comma-separated. */
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly requested_fields?: string;

  /** Put the details of related objects in place of references, comma-separated. */
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly expand?: string;

  /** `json` or `html`, in place of what `Accept` asks for: for links in a browser, which cannot set a header. */
  @ApiPropertyOptional({ enum: ['json', 'html'] })
  @IsOptional()
  @IsIn(['json', 'html'])
  readonly format?: 'json' | 'html';

  /** `minimal`: the members that a list or a menu needs; `full`: everything. */
  @ApiPropertyOptional({ enum: ['minimal', 'default', 'full'] })
  @IsOptional()
  @IsIn(['minimal', 'default', 'full'])
  readonly view?: 'minimal' | 'default' | 'full';
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { EXPORT_FORMATS, type ExportFormat } from '../export-report.js';

/** What to export. */
export class CreateExportDto {
  /** This branch alone, plainly; absent: the published tree with the drafts beside it, as Studio exports. */
  @ApiPropertyOptional({ example: 'draft' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  @Matches(/^[\p{L}\p{N}_.~-]+$/u, { message: 'branch must be the name of a branch' })
  readonly branch?: string;

  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'tar.gz' })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  readonly format?: ExportFormat;
}

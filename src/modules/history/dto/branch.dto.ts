import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { VERSION_GUID } from '../version-guid.pipe.js';

/** Where a branch points. */
export class MoveBranchDto {
  /** A version of the course, whichever branch it was made on: 24 hexadecimal digits. */
  @ApiProperty({ pattern: VERSION_GUID.source, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Matches(VERSION_GUID, { message: 'version must be the 24 hexadecimal digits of a version' })
  readonly version: string;
}

/** A merge patch of a branch (RFC 7396): what is absent stays. */
export class PatchBranchDto {
  /** A version of the course, whichever branch it was made on: 24 hexadecimal digits. */
  @ApiPropertyOptional({ pattern: VERSION_GUID.source, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @IfPresent()
  @Matches(VERSION_GUID, { message: 'version must be the 24 hexadecimal digits of a version' })
  readonly version?: string;
}

/** A new branch (SPEC section 13). */
export class CreateBranchDto extends MoveBranchDto {
  /** Letters, digits and any of `_ - ~ . :`, at most 100. Not what looks like a version. */
  @ApiProperty({ example: 'spring-rewrite', maxLength: 100 })
  @IsString()
  @MaxLength(1000)
  readonly name: string;
}

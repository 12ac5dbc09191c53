import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsUsername } from '../../../common/validation/is-username.js';
import { Message } from '../../../common/validation/write-members.js';
import { BLOCK_VISIBILITIES, type StoredVisibility, VISIBILITIES, type Visibility } from '../access-policy.js';
import { UNLOCK_KEY_MAX_LENGTH, UNLOCK_KEY_MIN_LENGTH } from '../unlock-key.js';

const MAX_DOMAINS = 100;
const MAX_USERNAMES = 1000;
const MAX_APPLICATIONS = 100;

/** A host name (RFC 1123) of two labels or more. */
const DOMAIN = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const CLIENT_ID = /^[\x21-\x7e]{1,255}$/;
/** What a header can carry as it is: visible ASCII, and blanks between. */
const HEADER_SAFE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const inLowerCase = Transform(({ value }: { value: unknown }) =>
  Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'string' ? item.toLowerCase() : item)) : value,
);

/** The members that every policy may have. Absent in a PUT: none; in a merge patch: kept. Null: none. */
export class PolicyMembersDto {
  /** Whoever has a verified e-mail address at one of these domains: at exactly this one, not below it. With `enrolled` and `restricted`. */
  @ApiPropertyOptional({ type: [String], nullable: true, maxItems: MAX_DOMAINS, example: ['example.org'] })
  @IsOptional()
  @inLowerCase
  @IsArray()
  @ArrayMaxSize(MAX_DOMAINS)
  @Matches(DOMAIN, { each: true, message: 'each item of $property must be a domain such as example.org, without @' })
  readonly email_domains?: string[] | null;

  /** These people, whether or not they have an account yet. With `enrolled` and `restricted`. */
  @ApiPropertyOptional({ type: [String], nullable: true, maxItems: MAX_USERNAMES, example: ['andya'] })
  @IsOptional()
  @inLowerCase
  @IsArray()
  @ArrayMaxSize(MAX_USERNAMES)
  @IsUsername({ each: true })
  readonly usernames?: string[] | null;

  /** Whoever brings this key, as `?unlock_key=` or `X-Unlock-Key`. Kept as a hash and never shown. With `enrolled` and `restricted`. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: UNLOCK_KEY_MIN_LENGTH,
    maxLength: UNLOCK_KEY_MAX_LENGTH,
    writeOnly: true,
    example: 'spring-tide-2026',
  })
  @IsOptional()
  @IsString()
  @MinLength(UNLOCK_KEY_MIN_LENGTH)
  @MaxLength(UNLOCK_KEY_MAX_LENGTH)
  @Matches(HEADER_SAFE, { message: '$property must be visible ASCII characters, with blanks only between them' })
  readonly unlock_key?: string | null;

  /** OAuth2 client ids: whoever acts through one of these applications. With `enrolled` and `restricted`. */
  @ApiPropertyOptional({ type: [String], nullable: true, maxItems: MAX_APPLICATIONS, example: ['grader'] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_APPLICATIONS)
  @Matches(CLIENT_ID, { each: true, message: 'each item of $property must be a client id' })
  readonly applications?: string[] | null;

  /** From when on. Before it nobody but the course team. */
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: '2026-09-01T08:00:00Z' })
  @IsOptional()
  @IsInstant()
  readonly from?: Date | null;

  /** Until just before when. */
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: '2027-01-31T00:00:00Z' })
  @IsOptional()
  @IsInstant()
  readonly until?: Date | null;
}

/** A whole policy of a course's information or content. */
export class CoursePolicyDto extends PolicyMembersDto {
  /** Who is let in. */
  @ApiProperty({ enum: VISIBILITIES })
  @IsIn(VISIBILITIES)
  readonly visibility: Visibility;
}

/** A whole policy of a block. */
export class BlockPolicyDto extends PolicyMembersDto {
  /** Who is let in; `inherit`: whoever the parent lets in. */
  @ApiProperty({ enum: BLOCK_VISIBILITIES })
  @IsIn(BLOCK_VISIBILITIES)
  readonly visibility: StoredVisibility;
}

/** Changes of a policy of a course (RFC 7396). */
export class CoursePolicyPatchDto extends PolicyMembersDto {
  /** Who is let in. */
  @ApiPropertyOptional({ enum: VISIBILITIES })
  @IfPresent()
  @IsIn(VISIBILITIES)
  readonly visibility?: Visibility;
}

/** Changes of a policy of a block (RFC 7396). */
export class BlockPolicyPatchDto extends PolicyMembersDto {
  /** Who is let in; `inherit`: whoever the parent lets in. */
  @ApiPropertyOptional({ enum: BLOCK_VISIBILITIES })
  @IfPresent()
  @IsIn(BLOCK_VISIBILITIES)
  readonly visibility?: StoredVisibility;
}

/** Why, for the record. */
class WithMessageDto {
  @Message()
  readonly message?: string | null;
}

/** Both policies of a course (SPEC section 13). */
export class ReplaceCourseAccessPolicyDto extends WithMessageDto {
  /** Who sees its information, and that there is such a course. */
  @ApiProperty({ type: CoursePolicyDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => CoursePolicyDto)
  readonly information: CoursePolicyDto;

  /** Who reads its published blocks. */
  @ApiProperty({ type: CoursePolicyDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => CoursePolicyDto)
  readonly content: CoursePolicyDto;
}

/** A merge patch of a course's policies; null: back to the default. */
export class PatchCourseAccessPolicyDto extends WithMessageDto {
  /** Who sees its information, and that there is such a course. */
  @ApiPropertyOptional({ type: CoursePolicyPatchDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CoursePolicyPatchDto)
  readonly information?: CoursePolicyPatchDto | null;

  /** Who reads its published blocks. */
  @ApiPropertyOptional({ type: CoursePolicyPatchDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CoursePolicyPatchDto)
  readonly content?: CoursePolicyPatchDto | null;
}

/** The policy of a block (SPEC section 13). */
export class ReplaceBlockAccessPolicyDto extends WithMessageDto {
  /** Who reads the block, of those whom its ancestors let in. */
  @ApiProperty({ type: BlockPolicyDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => BlockPolicyDto)
  readonly content: BlockPolicyDto;
}

/** A merge patch of a block's policy; null: back to `inherit`. */
export class PatchBlockAccessPolicyDto extends WithMessageDto {
  /** Who reads the block, of those whom its ancestors let in. */
  @ApiPropertyOptional({ type: BlockPolicyPatchDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BlockPolicyPatchDto)
  readonly content?: BlockPolicyPatchDto | null;
}

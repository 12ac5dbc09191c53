import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { CourseParameter, UserParameter } from '../../../../common/pagination/key-parameters.js';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { IsEmailAddress } from '../../../../common/validation/is-email-address.js';
import { IsCourseKey } from '../../../../common/validation/is-key.js';
import { IsStorableText } from '../../../../common/validation/is-storable-text.js';
import { IsUsername } from '../../../../common/validation/is-username.js';
import { ENROLLMENT_MODES } from '../../enrollment-modes.js';
import { invitationCollection } from '../invitations.collection.js';

/** Who is to be let into which course: either `email` or `username`. */
export class CreateInvitationDto {
  /** The course run. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsCourseKey({ run: true })
  readonly course_key: string;

  /** By e-mail address, with or without an account. It lets in whoever has shown that the address is theirs. */
  @ApiPropertyOptional({ format: 'email', maxLength: 254, example: 'ada@example.org' })
  @IfPresent()
  @IsEmailAddress()
  readonly email?: string;

  /** By username. */
  @ApiPropertyOptional({ example: 'ada' })
  @IfPresent()
  @IsUsername()
  readonly username?: string;

  /** A mode that it opens beside those that are open to all. */
  @ApiPropertyOptional({ enum: ENROLLMENT_MODES })
  @IfPresent()
  @IsIn(ENROLLMENT_MODES)
  readonly mode?: string;

  /** Whether the person is to be enrolled when they next sign in, without asking for it. */
  @ApiPropertyOptional({ default: false })
  @IfPresent()
  @IsBoolean()
  readonly auto_enroll?: boolean;

  /** Why, for the history of the enrollment that comes of it. */
  @IfPresent()
  @ApiPropertyOptional()
  @IsStorableText({ max: 500 })
  readonly reason?: string;
}

/** Which invitations to list. Filters narrow what the caller may see and never widen it. */
export class ListInvitationsQuery extends invitationCollection.Query {
  /** Only invitations to this course. */
  @CourseParameter('Only invitations to this course.')
  readonly course?: string;

  /** Only invitations of this account that name it. */
  @UserParameter('Only invitations that name this account.')
  readonly user?: string;

  /** Only invitations of this address. */
  @ApiPropertyOptional({ format: 'email', maxLength: 254, example: 'ada@example.org' })
  @IsOptional()
  @IsEmailAddress()
  readonly email?: string;
}

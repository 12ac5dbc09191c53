import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IsLanguageCode, IsSocialLink, SOCIAL_PLATFORMS } from '../profile-fields.js';

/** A language that a person speaks. */
export class LanguageProficiencyMember {
  /** ISO 639-1 in lower case, or `zh_HANS` or `zh_HANT`. */
  @ApiProperty({ example: 'en' })
  @IsLanguageCode()
  readonly code: string;
}

/** A page of the person on a platform. */
export class SocialLinkMember {
  /** Which platform. */
  @ApiProperty({ enum: Object.keys(SOCIAL_PLATFORMS), example: 'linkedin' })
  @IsIn(Object.keys(SOCIAL_PLATFORMS))
  readonly platform: string;

  /** An https address on that platform. */
  @ApiProperty({ format: 'uri', maxLength: 500, example: 'https://www.linkedin.com/in/andya' })
  @IsSocialLink()
  readonly social_link: string;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import type { Profile } from '../profile.js';
import {
  GENDERS,
  IsCountry,
  IsState,
  IsYearOfBirth,
  LEVELS_OF_EDUCATION,
  MAX_BIO_LENGTH,
  MAX_LANGUAGES,
  MAX_PLACE_LENGTH,
  MAX_TEXT_LENGTH,
  SOCIAL_PLATFORMS,
} from '../profile-fields.js';
import { LanguageProficiencyMember, SocialLinkMember } from './profile-members.dto.js';

/** What people say of themselves beside their name. Null takes a member back. */
export class ProfileDto {
  /** About the person, in their own words. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'I teach oceanography.' })
  @IsOptional()
  @IsStorableText({ max: MAX_BIO_LENGTH })
  readonly bio?: string | null;

  /** ISO 3166-1 alpha-2. Another country than US takes `state` back. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'US' })
  @IsOptional()
  @IsCountry()
  readonly country?: string | null;

  /** Of the United States; only with the country US. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'MA' })
  @IsOptional()
  @IsState()
  readonly state?: string | null;

  /** Where the person lives. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: MAX_PLACE_LENGTH })
  readonly city?: string | null;

  /** Female, male, other. */
  @ApiPropertyOptional({ type: String, nullable: true, enum: [...GENDERS, null] })
  @IsOptional()
  @IsIn(GENDERS)
  readonly gender?: string | null;

  /** What the person wants to learn. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: MAX_TEXT_LENGTH })
  readonly goals?: string | null;

  /** Decides whether the person is a minor. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, example: 1990 })
  @IsOptional()
  @IsYearOfBirth()
  readonly year_of_birth?: number | null;

  /** `p` doctorate, `m` master, `b` bachelor, `a` associate, `hs`, `jhs`, `el` school, `none`, `other`. */
  @ApiPropertyOptional({ type: String, nullable: true, enum: [...LEVELS_OF_EDUCATION, null] })
  @IsOptional()
  @IsIn(LEVELS_OF_EDUCATION)
  readonly level_of_education?: string | null;

  /** Where letters reach the person. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: MAX_TEXT_LENGTH })
  readonly mailing_address?: string | null;

  /** The languages that the person speaks; all of them, each once. */
  @ApiPropertyOptional({ type: [LanguageProficiencyMember], maxItems: MAX_LANGUAGES })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(MAX_LANGUAGES)
  @ArrayUnique((one: Partial<LanguageProficiencyMember> | null) => one?.code)
  // A list inside the list would pass as an object without members.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => LanguageProficiencyMember)
  readonly language_proficiencies?: LanguageProficiencyMember[];

  /** Where the person is to be found elsewhere; all of it, each platform once. */
  @ApiPropertyOptional({ type: [SocialLinkMember], maxItems: Object.keys(SOCIAL_PLATFORMS).length })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(Object.keys(SOCIAL_PLATFORMS).length)
  @ArrayUnique((one: Partial<SocialLinkMember> | null) => one?.platform)
  // A list inside the list would pass as an object without members.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SocialLinkMember)
  readonly social_links?: SocialLinkMember[];
}

/** What the body says of the profile; what it does not say is absent. */
export function profileChanges(dto: ProfileDto): Partial<Profile> {
  const all: { [Name in keyof Profile]: Profile[Name] | undefined } = {
    bio: dto.bio,
    country: dto.country,
    state: dto.state,
    city: dto.city,
    gender: dto.gender,
    goals: dto.goals,
    yearOfBirth: dto.year_of_birth,
    levelOfEducation: dto.level_of_education,
    mailingAddress: dto.mailing_address,
    languageProficiencies: dto.language_proficiencies?.map(({ code }) => ({ code })),
    socialLinks: dto.social_links?.map(({ platform, social_link }) => ({ platform, social_link })),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

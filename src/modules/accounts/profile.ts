/** A language that a person speaks. */
export interface LanguageProficiency {
  /** As edX has them: ISO 639-1, and `zh_HANS`, `zh_HANT`. */
  readonly code: string;
}

/** Where a person is to be found elsewhere. */
export interface SocialLink {
  readonly platform: string;
  /** An absolute https URL on the platform's own host. */
  readonly social_link: string;
}

/** What a person may say of themselves. Null and empty lists: nothing. */
export interface Profile {
  readonly bio: string | null;
  readonly country: string | null;
  readonly state: string | null;
  readonly city: string | null;
  readonly gender: string | null;
  readonly goals: string | null;
  readonly yearOfBirth: number | null;
  readonly levelOfEducation: string | null;
  readonly mailingAddress: string | null;
  readonly languageProficiencies: readonly LanguageProficiency[];
  readonly socialLinks: readonly SocialLink[];
}

/** Of somebody who has said nothing. */
export const EMPTY_PROFILE: Profile = {
  bio: null,
  country: null,
  state: null,
  city: null,
  gender: null,
  goals: null,
  yearOfBirth: null,
  levelOfEducation: null,
  mailingAddress: null,
  languageProficiencies: [],
  socialLinks: [],
};

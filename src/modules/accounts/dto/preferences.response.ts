import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { OtherMembers } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { PREFERENCE_SCHEMA } from '../preference-input.js';
import type { OwnedPreferences } from '../preferences.service.js';

/** Whose preferences, and at which revision. */
export const ownedPreferences = new Unsent<OwnedPreferences>('PreferencesResponse.from');

/** What an account prefers: its members are the preferences, flat, as clients of Open edX read them. */
@OtherMembers(PREFERENCE_SCHEMA)
export class PreferencesResponse extends ResourceResponse {
  static from(this: void, owned: OwnedPreferences): Unlinked<PreferencesResponse> {
    return { ...ownedPreferences.with(owned), ...Object.fromEntries(owned.preferences) };
  }
}

import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { OtherMembers } from '../../../common/hypermedia/shape.js';
import { PREFERENCE_SCHEMA } from '../preference-input.js';
import type { OwnedPreferences } from '../preferences.service.js';

/** Whose preferences, and at which revision. Under a symbol, so that it is never sent. */
const OWNED = Symbol('courseware:owned-preferences');

/** What an account prefers: its members are the preferences, flat, as clients of Open edX read them. */
@OtherMembers(PREFERENCE_SCHEMA)
export class PreferencesResponse extends ResourceResponse {
  static from(this: void, owned: OwnedPreferences): Unlinked<PreferencesResponse> {
    return { [OWNED]: owned, ...Object.fromEntries(owned.preferences) };
  }
}

/** @throws Error for a representation that {@link PreferencesResponse.from} has not made */
export function ownedOf(response: object): OwnedPreferences {
  const owned = (response as { [OWNED]?: OwnedPreferences })[OWNED];
  if (!owned) throw new Error('Preferences are represented by PreferencesResponse.from.');
  return owned;
}

import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { NothingDone } from '../../common/hypermedia/outcome.js';
import { VersionResponse } from './dto/version.response.js';
import type { Restored } from './restorations.service.js';

/** What a restoration answers with: the new version, or, of one that made none, the head. */
export const restoredVersion =
  (urls: ApiUrls) =>
  ({ view, isMade }: Restored): object => {
    const response = VersionResponse.from(view, urls);
    return isMade ? response : new NothingDone(response);
  };

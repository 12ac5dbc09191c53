import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { NothingDone } from '../../common/hypermedia/outcome.js';
import { Preview } from '../../common/hypermedia/preview.js';
import { DRAFT, PUBLISHED } from '../content/index.js';
import { ContentChangesResponse, told } from '../xblocks/index.js';
import { PublicationResponse } from './dto/publication.response.js';
import type { Publication } from './publication.js';
import type { Published } from './publisher.service.js';
import type { DiscardPreview } from './unpublished-changes.service.js';

/** What was published or scheduled; 200 where everything was so already. */
export function answerTo(
  publication: Publication,
  urls: ApiUrls,
): Unlinked<PublicationResponse> | NothingDone<PublicationResponse> {
  const response = PublicationResponse.from(publication, urls);
  return publication.id === null ? new NothingDone(response) : response;
}

/** What publishing or taking off would change. What comes is to be read in the draft, what goes on the published branch. */
export function previewOf({ version, changes }: Pick<Published, 'version' | 'changes'>, urls: ApiUrls): Preview {
  const sides = { before: version.courseKey.forBranch(PUBLISHED), after: version.courseKey.forBranch(DRAFT) };
  return new Preview({ ...ContentChangesResponse.from(version, [], urls), ...told(changes, sides, urls) });
}

/** What discarding would change, the other way round. */
export function discardPreviewOf({ head, changes }: DiscardPreview, urls: ApiUrls): Preview {
  const sides = { before: head.courseKey.forBranch(DRAFT), after: head.courseKey.forBranch(PUBLISHED) };
  return new Preview({ ...ContentChangesResponse.from(head, [], urls), ...told(changes, sides, urls) });
}

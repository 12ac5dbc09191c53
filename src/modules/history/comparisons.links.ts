import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { type ComparedBlockResponse, comparedKey } from './dto/compared-block.response.js';

/** One block of a comparison: its states on both sides, and its own history. */
export const comparedBlockLinks: LinkBuilder<ComparedBlockResponse> = {
  url: (response, { urls }) => {
    const { change, before, after } = comparedKey(response);
    return urls.xblock(change.after ? after : before);
  },
  links: (response, context) => {
    const { urls } = context;
    const { change, before, after } = comparedKey(response);
    return linksOf({
      self: { href: comparedBlockLinks.url(response, context) },
      before: change.before && { href: urls.xblock(before), title: 'The block before' },
      after: change.after && { href: urls.xblock(after), title: 'The block after' },
      'version-history': { href: urls.blockVersions(response.id), title: 'What became of it, and by whom' },
    });
  },
};

import { createHash } from 'node:crypto';
import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { fieldsOf, knownBlockTypes } from '../../content/index.js';
import type { XblockTypeResponse, XblockTypeSummaryResponse } from './dto/xblock-type.response.js';

/** Changes with a release that changes the catalogue, and never otherwise. */
const CATALOGUE = createHash('sha256')
  .update(JSON.stringify(knownBlockTypes().map((each) => [each, fieldsOf(each.type)])))
  .digest('base64url')
  .slice(0, 16);

/** A type in the list. */
export const xblockTypeSummaryLinks: LinkBuilder<XblockTypeSummaryResponse> = {
  url: ({ type }, { urls }) => urls.xblockType(type),
  links: ({ type }, { urls }) =>
    linksOf({
      self: { href: urls.xblockType(type) },
      collection: { href: urls.xblockTypes(), title: 'All types of blocks' },
    }),
};

/** A type with its fields. */
export const xblockTypeLinks: LinkBuilder<XblockTypeResponse> = {
  ...(xblockTypeSummaryLinks as LinkBuilder<XblockTypeResponse>),
  version: () => CATALOGUE,
};

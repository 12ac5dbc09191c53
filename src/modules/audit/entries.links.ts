import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import type { AuditEntryResponse } from './dto/audit-entry.response.js';

/** One entry. It never changes, but who sees all of it may: its address is for some. */
export const auditEntryLinks: LinkBuilder<AuditEntryResponse> = {
  url: ({ uuid }, { urls }) => urls.auditEntry(uuid),
  version: ({ uuid }) => uuid,
  circumstances: ({ address }) => [address ?? ''],
  links: ({ uuid, request_id: id }, { urls }) =>
    linksOf({
      self: { href: urls.auditEntry(uuid) },
      collection: { href: urls.auditEntries() },
      related: id !== null && { href: urls.auditEntries({ request_id: id }), title: 'All that came of this request' },
    }),
};

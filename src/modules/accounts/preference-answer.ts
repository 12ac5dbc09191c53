import { HttpStatus } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ifNoneMatch, strongEtag } from '../../common/http/etag.js';
import { primitiveAsSent } from '../../common/http/json-body.js';
import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { versionOfValue } from './preference-input.js';
import type { PreferenceValue } from './preferences.entity.js';
import type { OwnedPreference } from './preferences.service.js';

/**
 * Tells the version of what a PUT has set, so that the next If-Match needs no GET; only when what was sent is what is
 * kept, byte for byte, as RFC 9110 9.3.4 asks.
 */
export function tagPreference(value: PreferenceValue, request: FastifyRequest, reply: FastifyReply): void {
  if (primitiveAsSent(request) === JSON.stringify(value)) void reply.header('etag', strongEtag(versionOfValue(value)));
}

/**
 * The answer that a single value is (seeds/001 "PUT": a resource that is one primitive). It has no members for `url` and
 * `links`, so that its `Link` header leads on; everything else is as for other resources (SPEC R-12).
 */
export function answerPreference(
  { username, value }: OwnedPreference,
  request: FastifyRequest,
  reply: FastifyReply,
  urls: ApiUrls,
): string | undefined {
  const etag = strongEtag(versionOfValue(value));
  void reply
    .header('etag', etag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'Accept, Authorization, Cookie')
    .header('link', `<${urls.preferences(username)}>; rel="collection"`);
  if (ifNoneMatch(request.headers['if-none-match'], etag)) {
    void reply.status(HttpStatus.NOT_MODIFIED);
    return undefined;
  }
  void reply.type('application/json; charset=utf-8');
  return JSON.stringify(value);
}

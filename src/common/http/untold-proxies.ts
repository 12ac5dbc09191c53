import type { FastifyInstance } from 'fastify';

/**
 * Says once in the log that a proxy seems to stand in front which the service was not told of: its callers then share one
 * address, and with it one limit (SPEC R-16). Anybody may send the header, so that it is no more than a hint.
 */
export function warnOfProxies(fastify: FastifyInstance): void {
  let isSaid = false;
  fastify.addHook('onRequest', async (request) => {
    if (isSaid || request.headers['x-forwarded-for'] === undefined) return;
    isSaid = true;
    request.log.warn(
      'A request brought X-Forwarded-For, which is ignored because TRUST_PROXY is not set. If a proxy of yours stands in front of this service, set TRUST_PROXY, or all who are not signed in share one rate limit.',
    );
  });
}

import type { FastifyRequest } from 'fastify';

/** What strategies are given. Passport hangs members on it; Fastify's request stays as it is. */
export interface PassportRequest {
  readonly headers: FastifyRequest['headers'];
  readonly request: FastifyRequest;
}

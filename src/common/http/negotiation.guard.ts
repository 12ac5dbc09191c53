import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { AppError } from '../errors/app-error.js';
import { formatOf, readsOnly } from '../html/accept.js';
import { REPRESENTATION } from '../hypermedia/returns.js';
import { CONSUMES, PRODUCES } from './consumes.js';

const JSON_TYPES = ['application/json'];
/** What reads of representations are available as: HtmlInterceptor makes the pages. */
const READ_TYPES = ['application/json', 'text/html'];

/** Holds `Accept` and `Content-Type` against what the route declares (SPEC section 1 "formats", R-6: 406 and 415). */
@Injectable()
export class NegotiationGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.checkAccept(request, this.producedBy(context.getHandler(), request.method));
    this.checkContentType(
      request,
      this.reflector.get<string[] | undefined>(CONSUMES, context.getHandler()) ?? JSON_TYPES,
    );
    return true;
  }

  private producedBy(handler: ReturnType<ExecutionContext['getHandler']>, method: string): string[] {
    const isPage = readsOnly(method) && this.reflector.get<object | undefined>(REPRESENTATION, handler) !== undefined;
    return this.reflector.get<string[] | undefined>(PRODUCES, handler) ?? (isPage ? READ_TYPES : JSON_TYPES);
  }

  private checkAccept(request: FastifyRequest, produces: string[]): void {
    // Validated with the other parameters; where it is taken it wins over the header.
    if (produces === READ_TYPES && formatOf(request.query)) return;
    if (produces.includes('*/*') || new Negotiator(request).mediaType([...produces, 'application/problem+json']))
      return;
    throw new AppError(
      'not_acceptable',
      `This is available as ${produces.join(' or ')}, but the request accepts only "${request.headers.accept}".`,
    );
  }

  private checkContentType(request: FastifyRequest, consumes: string[]): void {
    const sent = request.headers['content-type'];
    if (sent && consumes.includes('multipart/form-data')) refuseWithoutBoundary(sent);
    const hasBody =
      Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
    if (!hasBody || ['GET', 'HEAD', 'DELETE'].includes(request.method)) return;
    const type = sent?.split(';', 1)[0]!.trim().toLowerCase();
    if (type !== undefined && consumes.includes(type)) return;
    const accepts = request.method === 'PATCH' ? 'accept-patch' : 'accept-post';
    throw new AppError(
      'unsupported_media_type',
      `The body must be ${consumes.join(' or ')}, but is "${sent ?? 'not declared'}". Set Content-Type.`,
      {
        headers: { [accepts]: consumes.join(', ') },
      },
    );
  }
}

/**
 * The parser of multipart bodies only throws when it cannot tell the parts from each other (RFC 2046 5.1.1).
 * @throws AppError malformed_body
 */
function refuseWithoutBoundary(contentType: string): void {
  if (!/^\s*multipart\/form-data\b/i.test(contentType) || /;\s*boundary=("[^"]+"|[^\s;"]+)/i.test(contentType)) return;
  throw new AppError(
    'malformed_body',
    'Content-Type is multipart/form-data without a boundary. Leave the header to the library that writes the form.',
  );
}

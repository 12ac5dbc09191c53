import type { OpenAPIObject } from '@nestjs/swagger';
import { shapedModels } from '../hypermedia/returns.js';
import { operationsOf } from './extensions.js';

interface ResponseObject {
  description: string;
  content?: Record<string, { schema?: { $ref?: string; type?: string; properties?: { results?: object } } }>;
}

/**
 * Adds the page to every read of a representation (SPEC section 1 "formats"), and the redirect that spares the address of
 * a page the empty fields of the form which led there: a form cannot leave them out by itself.
 */
export function offerPages(document: OpenAPIObject): void {
  for (const { method, operation } of operationsOf(document)) {
    const responses = operation.responses as Record<string, ResponseObject>;
    const read = method === 'get' ? responses['200'] : undefined;
    const schema = read?.content?.['application/json']?.schema;
    if (!read?.content || !schema || !(isShaped(schema.$ref) || schema.properties?.results)) continue;
    read.content['text/html'] = { schema: { type: 'string' } };
    responses['302'] ??= { description: 'For browsers only: the same page without the empty parameters of a form.' };
  }
}

function isShaped(ref: string | undefined): boolean {
  return ref !== undefined && shapedModels.has(ref.split('/').at(-1)!);
}

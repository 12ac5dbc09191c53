import type { OpenAPIObject } from '@nestjs/swagger';
import { shapedModels } from '../hypermedia/returns.js';
import { otherMembers } from '../hypermedia/shape.js';

/** Says of responses that have members beside the declared ones what these are (SPEC R-14). After the minimal variants are made. */
export function allowOtherMembers(document: OpenAPIObject): void {
  const schemas = document.components!.schemas as Record<string, object>;
  for (const [name, model] of shapedModels) {
    const additionalProperties = otherMembers(model);
    if (additionalProperties === undefined) continue;
    for (const variant of [name, `${name.replace(/Response$/, '')}MinimalResponse`])
      if (schemas[variant]) Object.assign(schemas[variant], { additionalProperties });
  }
}

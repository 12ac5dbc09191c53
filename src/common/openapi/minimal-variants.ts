import type { OpenAPIObject } from '@nestjs/swagger';
import { shapedModels } from '../hypermedia/returns.js';
import { minimalNames } from '../hypermedia/shape.js';

type SchemaObject = {
  properties?: Record<string, object>;
  required?: string[];
  not?: { properties: Record<string, object>; required: string[] };
  type?: 'object';
  description?: string;
};

/** Every representation has it, and none of the minimal ones (SPEC ). */
const MARK = 'links';

/**
 * Adds to each shaped representation what `view=minimal` leaves of it (SPEC R-14 "minimal and full variants"): its own
 * schema, and the choice wherever a client can ask for it.
 *
 * The two are told apart by `links`, which the minimal one must not have: so no body fits both, and a member that is
 * missing by mistake is found. A typed client needs no cast: `'links' in body` narrows to the whole representation.
 */
export function offerMinimalVariants(document: OpenAPIObject): void {
  const schemas = (document.components!.schemas ??= {}) as Record<string, SchemaObject>;
  const refs = new Map<string, string>();
  for (const [name, model] of shapedModels) {
    const whole = schemas[name];
    if (!whole?.properties) continue;
    const kept = minimalNames(model);
    const variant = `${name.replace(/Response$/, '')}MinimalResponse`;
    schemas[variant] = {
      type: 'object',
      description: 'What `view=minimal` sends: nothing but these members, so no `links`.',
      properties: Object.fromEntries(Object.entries(whole.properties).filter(([property]) => kept.has(property))),
      required: (whole.required ?? []).filter((property) => kept.has(property)),
      not: { properties: { [MARK]: {} }, required: [MARK] },
    };
    refs.set(`#/components/schemas/${name}`, `#/components/schemas/${variant}`);
  }
  for (const item of Object.values(document.paths)) {
    // Writes take no view.
    for (const response of Object.values(item.get?.responses ?? {})) {
      const schema = (response as { content?: Record<string, { schema?: SchemaObject }> }).content?.[
        'application/json'
      ];
      if (schema?.schema) schema.schema = withVariants(schema.schema, refs) as SchemaObject;
    }
  }
}

/** The schema of an answer, with a choice where it is, or is a page of, something that has a minimal variant. */
function withVariants(schema: object, refs: ReadonlyMap<string, string>): object {
  const { $ref, properties } = schema as { $ref?: string; properties?: { results?: { items?: object } } };
  const variant = $ref && refs.get($ref);
  if (variant) return { anyOf: [{ $ref }, { $ref: variant }] };
  const items = properties?.results?.items;
  return items
    ? { ...schema, properties: { ...properties, results: { ...properties.results, items: withVariants(items, refs) } } }
    : schema;
}

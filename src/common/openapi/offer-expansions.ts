import type { OpenAPIObject } from '@nestjs/swagger';
import { MAX_EXPANSION_DEPTH } from '../hypermedia/expansion.js';
import { EXPANDABLE } from '../hypermedia/returns.js';
import { type OperationObject, operationsOf } from './extensions.js';
import { EXPANDS } from '../hypermedia/expandable.js';

/** Says at each operation what its `expand` takes. */
export function describeExpansions(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document) as {
    operation: OperationObject & { [EXPANDABLE]?: string[] };
  }[]) {
    const paths = operation[EXPANDABLE] ?? [];
    delete operation[EXPANDABLE]; // it has done its work
    for (const parameter of operation.parameters ?? [])
      if ('name' in parameter && parameter.name === 'expand')
        parameter.description = `Puts the details of related objects in place of references, comma-separated; nested by dots, ${MAX_EXPANSION_DEPTH} deep. ${paths.length > 0 ? `Possible here: ${paths.map((path) => `\`${path}\``).join(', ')}.` : 'Nothing can be expanded here.'}`;
  }
}

interface Schema {
  readonly description?: string;
  readonly properties?: Record<string, Schema & { [EXPANDS]?: string }>;
  readonly [keyword: string]: unknown;
}

/** Where a reference may be expanded, the schema is a choice of the reference and of what `?expand=` puts there (SPEC R-14). */
export function offerExpansions(document: OpenAPIObject): void {
  for (const schema of Object.values(document.components!.schemas!) as Schema[]) {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (property[EXPANDS] !== undefined) schema.properties![name] = withExpansion(property, property[EXPANDS]);
    }
  }
}

function withExpansion(property: Schema, expanded: string): Schema {
  const text = JSON.stringify(property);
  const reference = /"(#\/components\/schemas\/\w+Reference)"/.exec(text)![1]!;
  const isNullable = /"null"|"nullable":true/.test(text);
  return {
    description: `${property.description ?? ''} \`expand\` puts the details here.`.trim(),
    anyOf: [
      { $ref: reference },
      { $ref: `#/components/schemas/${expanded}` },
      ...(isNullable ? [{ type: 'null' }] : []),
    ],
  };
}

import type { OpenAPIObject } from '@nestjs/swagger';
import { EXPANDS } from '../hypermedia/expandable.js';

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

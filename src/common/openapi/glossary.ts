import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './extensions.js';

/** Members that mean the same wherever they stand; for those whose class does not say it. */
const MEMBERS: Readonly<Record<string, string>> = {
  url: 'Absolute URL of this representation, or of what the object names.',
  links: 'Where the caller may go from here: relation → link. Only what this caller may do is offered.',
  href: 'Absolute URL.',
  method: 'HTTP method; GET when absent.',
  title: 'What it is, for people.',
  username: 'Name of the account.',
  course_key: 'Key of the course run.',
  usage_key: 'Key of the block.',
  asset_key: 'Key of the file.',
  definition_key: 'Key of the content, apart from any course.',
  next: 'The next page, or null.',
  previous: 'The page before, or null.',
  count: 'Results on all pages.',
  num_pages: 'Pages in all.',
  results: 'The results of this page.',
};

/** Keys in paths: what they are, and one of the demo course. */
const PATH_PARAMETERS: Readonly<Record<string, { description: string; example?: string }>> = {
  course_key: { description: 'Key of the course run.', example: 'course-v1:Courseware+Tides101+2026' },
  usage_key: {
    description: 'Key of the block; may carry a branch or a version.',
    example: 'block-v1:Courseware+Tides101+2026+type@course+block@course',
  },
  asset_key: {
    description: 'Key of the file.',
    example: 'asset-v1:Courseware+Tides101+2026+type@asset+block@course-card.png',
  },
  definition_key: { description: 'Key of the content.' },
  username: { description: 'Name of the account, or `me`.', example: 'me' },
  id: { description: 'Its UUID, as lists and `Location` name it.' },
};

/** Names that mean the same in every path. */
const EXAMPLES_OF_KEYS = new Set(['asset_key', 'course_key', 'usage_key']);

interface Described {
  description?: string;
  $ref?: string;
}
interface SchemaObject extends Described {
  default?: unknown;
  properties?: Record<string, SchemaObject>;
  items?: SchemaObject;
}

/** Gives every member of a schema a description: its class's own, or what its name means everywhere (SPEC R-14). */
export function describeMembers(document: OpenAPIObject): void {
  const schemas = Object.values(document.components?.schemas ?? {}) as SchemaObject[];
  const inline = operationsOf(document).flatMap(({ operation }) =>
    Object.values(
      operation.responses as Record<string, { content?: Record<string, { schema?: SchemaObject }> }>,
    ).flatMap(({ content }) => Object.values(content ?? {}).flatMap(({ schema }) => (schema ? [schema] : []))),
  );
  for (const schema of [...schemas, ...inline])
    for (const [name, member] of Object.entries(schema.properties ?? {}))
      if (!member.$ref && member.description === undefined && MEMBERS[name]) member.description = MEMBERS[name];
}

/**
 * Says in words what an absent member of a request means. As `default`, generators of typed clients take it for a member
 * that is always there, and demand it.
 */
export function describeDefaults(document: OpenAPIObject): void {
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {}) as [string, SchemaObject][]) {
    if (!name.endsWith('Dto')) continue;
    for (const member of Object.values(schema.properties ?? {})) {
      if (member.default === undefined) continue;
      member.description = `${member.description ?? ''} \`${String(member.default)}\` when absent.`.trim();
      delete member.default;
    }
  }
}

/** Gives keys in paths a description and an example, where the route has none; and answers without words some. */
export function describeParameters(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if (!('in' in parameter) || parameter.in !== 'path') continue;
      const { description, example } = PATH_PARAMETERS[parameter.name] ?? {};
      parameter.description ??= description;
      // Wins over the route's own, which nothing holds against the demo course; this one a test sends.
      if (example && EXAMPLES_OF_KEYS.has(parameter.name)) {
        parameter.example = example;
        delete (parameter.schema as { example?: unknown } | undefined)?.example;
      }
    }
    for (const [status, response] of Object.entries(operation.responses) as [string, Described][])
      if (!response.$ref && !response.description)
        response.description = status === '204' ? 'Done; there is nothing to send.' : `${operation.summary}.`;
  }
}

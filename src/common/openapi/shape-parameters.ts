import type { OpenAPIObject } from '@nestjs/swagger';
import { shapedModels } from '../hypermedia/returns.js';
import { memberNames, minimalNames, onRequestNames } from '../hypermedia/shape.js';
import { operationsOf, type OperationObject } from './extensions.js';

interface Parameter {
  readonly name: string;
  description?: string;
  example?: unknown;
  schema?: { example?: unknown };
}

type Model = Parameters<typeof memberNames>[0];

/**
 * Says at each operation which names its `fields` and `requested_fields` know, with an example that it takes
 * (SPEC R-3, R-14): the query class is one for all resources, and no name is a member of them all but `url`.
 */
export function describeShapes(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    const model = modelOf(operation);
    if (!model) continue;
    for (const parameter of (operation.parameters ?? []) as Parameter[]) {
      const names = namesFor(parameter.name, model);
      if (!names) continue;
      delete parameter.schema?.example;
      delete parameter.example;
      parameter.description = `${parameter.description ?? ''} ${namesInWords(names)}`.trim();
      if (names.length > 0) parameter.example = exampleOf(parameter.name, names, model);
    }
  }
}

function modelOf({ responses }: OperationObject): Model | undefined {
  const [, name] = /"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(responses['200'] ?? {})) ?? [];
  return [...shapedModels].find(([model]) => model === name)?.[1];
}

function namesFor(parameter: string, model: Model): string[] | undefined {
  if (parameter === 'fields') return [...memberNames(model)].sort();
  return parameter === 'requested_fields' ? [...onRequestNames(model)].sort() : undefined;
}

function namesInWords(names: readonly string[]): string {
  return names.length === 0 ? 'There are none here.' : `Here: ${names.map((name) => `\`${name}\``).join(', ')}.`;
}

/** What anyone would ask for: the least, or the first of what there is to add. */
function exampleOf(parameter: string, names: readonly string[], model: Model): string {
  return parameter === 'fields' ? [...minimalNames(model)].sort().slice(0, 3).join(',') : names[0]!;
}

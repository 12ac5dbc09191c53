import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './extensions.js';

/** One request and its answer, taken from a running service by `npm run openapi:examples`. */
export interface RecordedExample {
  readonly operation_id: string;
  /** What the example shows, in a few words. */
  readonly summary: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response?: { readonly status: number; readonly body?: unknown };
}

interface MediaObject {
  schema?: object;
  examples?: Record<string, { summary: string; value: unknown }>;
}

/**
 * Adds the recorded requests and answers to their operations (SPEC R-14). An installation without `docs/` serves a
 * document without them: they explain and bind nobody.
 */
export function addExamples(document: OpenAPIObject, examples = recordedExamples()): void {
  for (const { operation } of operationsOf(document)) {
    const id = operation.operationId!.replace(/_alternate$/, '');
    for (const [name, { operation_id, summary, request, response }] of examples) {
      // A file with a request alone is new: its answer is taken from a service that must start first.
      if (operation_id !== id || !response) continue;
      const answer = operation.responses[response.status] as { content?: Record<string, MediaObject> } | undefined;
      if (response.body !== undefined) add(answer?.content?.['application/json'], name, summary, response.body);
      const body = operation.requestBody as { content?: Record<string, MediaObject> } | undefined;
      if (request.body !== undefined)
        for (const media of Object.values(body?.content ?? {})) add(media, name, summary, request.body);
    }
  }
}

function add(media: MediaObject | undefined, name: string, summary: string, value: unknown): void {
  if (media) media.examples = { ...media.examples, [name]: { summary, value } };
}

/** Name (`courses_list.minimal` → `minimal`) → example, of every file in docs/api/examples/. */
export function recordedExamples(): [string, RecordedExample][] {
  const folder = exampleFolder();
  if (folder === null) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      file.split('.').slice(1, -1).join('_') || 'default',
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as RecordedExample,
    ]);
}

/** docs/api/examples beside package.json: this file stands three levels below it in src/, four in dist/. */
function exampleFolder(): string | null {
  const candidates = [3, 4].map((levels) =>
    path.join(import.meta.dirname, ...Array<string>(levels).fill('..'), 'docs/api/examples'),
  );
  return candidates.find((folder) => existsSync(folder)) ?? null;
}

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RecordedExample } from '../../../src/common/openapi/examples.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import {
  type DocumentedMedia,
  type OpenapiDocument,
  OpenapiValidator,
  type Operation,
} from '../../support/openapi-validator.js';
import { type Callers, importSample } from './sample-course.js';

interface ExampleFile extends RecordedExample {
  readonly as: keyof Callers;
  readonly variables?: Readonly<Record<string, { readonly path: string; readonly member: string }>>;
}

const FOLDER = 'docs/api/examples';
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (file: string) => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as ExampleFile;
const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const OPERATIONS: Operation[] = Object.values(DOCUMENT.paths).flatMap((item) => Object.values(item));

/** Every place of the document that has examples: where, the schema, the examples. */
function documented(): [string, DocumentedMedia][] {
  const shared = Object.entries(DOCUMENT.components.responses ?? {}).map(([name, response]) => ({ name, response }));
  const own = OPERATIONS.flatMap(({ operationId, responses, requestBody }) => [
    ...Object.entries(responses).map(([status, response]) => ({ name: `${operationId} ${status}`, response })),
    { name: `${operationId} body`, response: requestBody ?? {} },
  ]);
  return [...shared, ...own].flatMap(({ name, response }) =>
    Object.entries(response.content ?? {}).flatMap(([type, media]): [string, DocumentedMedia][] =>
      media.examples ? [[`${name} ${type}`, media]] : [],
    ),
  );
}

/**
 * What a value is made of, apart from what it says: objects by their members, lists by their first item. Null matches
 * anything, because what is absent in one installation may be there in another.
 */
function differences(recorded: unknown, answered: unknown, at = ''): string[] {
  if (recorded === null || answered === null || recorded === undefined || answered === undefined) return [];
  if (Array.isArray(recorded) || Array.isArray(answered)) {
    if (!Array.isArray(recorded) || !Array.isArray(answered)) return [`${at} is a list only once`];
    return differences(recorded[0], answered[0], `${at}[0]`);
  }
  if (typeof recorded !== typeof answered) return [`${at} was ${typeof recorded} and is ${typeof answered}`];
  if (typeof recorded !== 'object') return [];
  const [had, has] = [recorded as Record<string, unknown>, answered as Record<string, unknown>];
  const names = [...new Set([...Object.keys(had), ...Object.keys(has)])];
  return names.flatMap((name) =>
    name in had && name in has
      ? differences(had[name], has[name], `${at}.${name}`)
      : [`${at}.${name} is ${name in had ? 'gone' : 'new'}`],
  );
}

describe('the examples of openapi.json (SPEC R-14)', () => {
  it.each(documented())('are what the schema says: %s', (_where, { schema, examples }) => {
    const validator = new OpenapiValidator(DOCUMENT);
    const faults = Object.entries(examples!).flatMap(([name, { value }]) =>
      validator.against(schema!, JSON.stringify(value)).map((fault) => `${name}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('are there for every answer that has a body in JSON, but for what cannot be taken from the demo', () => {
    const without = OPERATIONS.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) =>
        /^2/.test(status) && content?.['application/json'] && !content['application/json'].examples
          ? [`${operationId} ${status}`]
          : [],
      ),
    );
    // May only become shorter: they need an archive, a task, the secret of a client, a password or a session.
    expect(without.sort()).toEqual([
      // People allow applications something on a page.
      'authorizations_retrieve 200',
      // The report of a task.
      'bulk_enrollment_problems_list 200',
      'bulk_enrollment_problems_retrieve 200',
      // It would take somebody out of every course.
      'edx_enrollment_unenroll 200',
      // Its requests find what the example of POST has made.
      'enrollments_replace 201',
      'imports_create 202',
      'login_refresh 200',
      'oauth2_token_create 200',
      'oauth2_token_introspect 200',
      // Needs a picture.
      'profile_image_replace 200',
      'session_begin 200',
      'sessions_retrieve 200',
      'task_retrieve 200',
      // Of a delivery, which is below a webhook: two keys that differ.
      'webhook_deliveries_retrieve 200',
      'webhook_redeliveries_create 202',
    ]);
  });

  it('show both variants of what has a minimal one', () => {
    const variants = documented().filter(([, { schema }]) => JSON.stringify(schema).includes('MinimalResponse"'));
    const lacking = variants.filter(
      ([where, { examples }]) => !where.startsWith('task_') && !(examples!['default'] && examples!['minimal']),
    );
    expect(lacking.map(([where]) => where)).toEqual([]);
    expect(variants.length).toBeGreaterThan(5);
  });
});

describe('the requests of the examples (SPEC R-14)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  }, 120_000);
  afterAll(async () => service?.close());

  /** Path and body, with keys that differ from one installation to the next taken from another answer. */
  async function filled({ request, variables }: ExampleFile, client: TestClient) {
    let target = request.path;
    const body = request.body === undefined ? undefined : { ...(request.body as Record<string, unknown>) };
    for (const [name, { path: source, member }] of Object.entries(variables ?? {})) {
      let value: unknown;
      // Once it says so: tasks take a moment.
      while (value === undefined) {
        const answer = (await client(source)).body;
        value = member.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], answer);
      }
      target = target.replace(`{${name}}`, String(value));
      if (body && name in body) body[name] = value;
    }
    return { target, body };
  }

  it.each(FILES)('are still answered as %s says; `npm run openapi:examples` renews it', async (file) => {
    const example = read(file);
    const client = callers[example.as];
    const { method, headers } = example.request;
    const { target, body } = await filled(example, client);
    const answer = await client(target, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBe(example.response!.status);
    expect(differences(example.response!.body, answer.body)).toEqual([]);
  });

  it('would be found if they were not: a member that is gone, new, or of another type', () => {
    expect(differences({ a: [{ b: 1 }], c: 'x' }, { a: [{ b: 'y', d: null }] })).toEqual([
      '.a[0].b was number and is string',
      '.a[0].d is new',
      '.c is gone',
    ]);
  });

  it('belong to operations that exist', () => {
    const names = new Set(OPERATIONS.map(({ operationId }) => operationId));
    expect(FILES.map((file) => read(file).operation_id).filter((name) => !names.has(name))).toEqual([]);
    expect(FILES.length).toBeGreaterThan(20);
  });
});

import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { OpenapiDocument } from '../../support/openapi-validator.js';
import { importSample } from '../contract/sample-course.js';
import { type Scene, type Write, WRITES } from '../contract/write-fixtures.js';
import { type Documented, OPERATIONS, sendWrite } from './requests.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument & {
  readonly components: { readonly schemas: Record<string, { readonly properties?: object }> };
};

/** What would be worth most to whoever could set it. */
const COVETED = [
  'is_staff',
  'is_superuser',
  'user_id',
  'owner_id',
  'id',
  'uuid',
  'revision',
  'password_hash',
  'is_deleted',
];

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: object;
}

/** Members that the document offers to who writes. */
function offered({ operation }: Documented): Set<string> {
  const contents = Object.values(operation.requestBody?.content ?? {});
  const names = (schema: Schema | undefined): string[] => {
    if (!schema) return [];
    const named = schema.$ref ? DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)!] : undefined;
    return [...Object.keys(schema.properties ?? {}), ...names(named), ...(schema.allOf ?? []).flatMap(names)];
  };
  return new Set(contents.flatMap(({ schema }) => names(schema as Schema | undefined)));
}

/** Operations with a body of members; single values, maps and files have none that could be columns. */
const operations = Object.entries(WRITES).filter(([id, { single, open, bare }]) => {
  const operation = OPERATIONS.get(id);
  return operation && operation.method !== 'DELETE' && !single && !open && !bare && offered(operation).size > 0;
});

describe('a member that is a column and no part of the resource (SPEC section 1, operations.md C1)', () => {
  let service: TestApp;
  let scene: Scene;
  let columns: string[];

  beforeAll(async () => {
    service = await startTestApp();
    scene = { service, callers: await importSample(service) };
    await service.as('admin-2', { isStaff: true })('/api/');
    // Columns are named in snake_case, members of entities in camelCase.
    const names = service.dataSource.entityMetadatas.flatMap(({ columns: all }) =>
      all.flatMap(({ propertyName, databaseName }) => [propertyName, databaseName]),
    );
    columns = [...new Set(names)];
  });
  afterAll(async () => service?.close());

  const stateOf = async ({ client, target, state, effects }: Write): Promise<unknown> => {
    if (state) return state();
    if (effects) return effects();
    return (await client(target)).text;
  };

  it('is tried for every operation with a body of members', () => {
    expect(operations.length).toBeGreaterThan(15);
    expect(columns).toEqual(expect.arrayContaining(COVETED.filter((name) => name !== 'is_deleted')));
  });

  it.each(operations)('is refused and changes nothing: %s', async (id, fixture) => {
    const documented = OPERATIONS.get(id)!;
    const write = await fixture.make(scene);
    if (typeof write.body !== 'object' || write.body === null) return;
    const others = columns.filter((name) => !offered(documented).has(name));
    const headers: Record<string, string> = fixture.demands ? { 'if-match': '*' } : {};
    const send = (more: object) =>
      sendWrite(
        write.client,
        documented,
        { target: write.target, body: { ...(write.body as object), ...more } },
        headers,
      );
    const before = await stateOf(write);
    const { status, body } = await send(Object.fromEntries(others.map((name) => [name, true])));
    expect([status, body.error_code]).toEqual([400, 'invalid_input']);
    expect(others.filter((name) => !(name in body.field_errors))).toEqual([]);
    for (const name of COVETED.filter((one) => others.includes(one)))
      for (const value of [1, true, '1']) expect([name, (await send({ [name]: value })).status]).toEqual([name, 400]);
    expect(await stateOf(write)).toEqual(before);
  });
});

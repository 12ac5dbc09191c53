import { readFileSync } from 'node:fs';
import { type DocumentedParameter, type OpenapiDocument, resolved } from '../../support/openapi-validator.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([route, item]) =>
  Object.entries(item).map(([method, operation]) => ({ route, method, operation })),
);
const nameOf = ({ route, method }: { route: string; method: string }) => `${method.toUpperCase()} ${route}`;

/** Exceptions may only become fewer: a test fails when one is not needed any more. */
const WITHOUT_DESCRIPTION = ['GET /health/', 'GET /ready/'];
const MEMBERS_WITHOUT_DESCRIPTION =
  /^CourseApi(Course|CourseDetail|Image)Response\.(end|enrollment_end|enrollment_start|invitation_only|large|mobile_available|raw|short_description|small|start)$/;

type Schema = Readonly<Record<string, unknown>> & { properties?: Record<string, Schema> };
const SCHEMAS = Object.entries(DOCUMENT.components.schemas) as [string, Schema][];

describe('openapi.json is complete (SPEC R-14)', () => {
  it('describes every operation', () => {
    const silent = OPERATIONS.filter(({ operation }) => !operation.description).map(nameOf);
    expect(silent).toEqual(WITHOUT_DESCRIPTION);
  });

  it('describes every section', () => {
    const used = new Set(OPERATIONS.flatMap(({ operation }) => operation.tags ?? []));
    expect((DOCUMENT.tags ?? []).map(({ name }) => name).sort()).toEqual([...used].sort());
    expect((DOCUMENT.tags ?? []).filter(({ description }) => !description)).toEqual([]);
  });

  it('describes every parameter, and every member of every schema', () => {
    const parameters = OPERATIONS.flatMap((one) =>
      (one.operation.parameters ?? []).map((parameter): [string, DocumentedParameter] => [
        nameOf(one),
        resolved(DOCUMENT, parameter),
      ]),
    );
    expect(parameters.filter(([, { description }]) => !description)).toEqual([]);
    const members = SCHEMAS.flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).map(([member, schema]): [string, Schema] => [`${name}.${member}`, schema]),
    );
    const silent = members.filter(([, schema]) => !schema['description'] && !schema['$ref']).map(([name]) => name);
    expect(silent.filter((name) => !MEMBERS_WITHOUT_DESCRIPTION.test(name))).toEqual([]);
  });

  it('names the members of every object, or says that they are free', () => {
    const open = SCHEMAS.filter(
      ([, schema]) => schema['type'] === 'object' && !schema.properties && schema['additionalProperties'] === undefined,
    );
    expect(open.map(([name]) => name)).toEqual([]);
  });

  it('writes null as a type, as OpenAPI 3.1 does', () => {
    expect(JSON.stringify(DOCUMENT)).not.toContain('"nullable"');
  });

  it.each(['401', '406', '429', '431', '500', '503'])('has %s at every operation under /api/', (status) => {
    const lacking = OPERATIONS.filter(
      ({ route, operation }) => route.startsWith('/api/') && !operation.responses[status],
    );
    expect(lacking.map(nameOf)).toEqual([]);
  });

  it('has 404 and 414 wherever a key stands in the path, and 408, 413 and 415 wherever there is a body (R-6)', () => {
    const lacks = (statuses: string[]) => (one: (typeof OPERATIONS)[number]) =>
      statuses.some((status) => !one.operation.responses[status]);
    const keyed = OPERATIONS.filter(({ route }) => route.includes('{'));
    const bodied = OPERATIONS.filter(({ operation }) => operation.requestBody);
    expect(keyed.filter(lacks(['404', '414'])).map(nameOf)).toEqual([]);
    expect(bodied.filter(lacks(['408', '413', '415'])).map(nameOf)).toEqual([]);
    expect([keyed.length > 5, bodied.length > 1]).toEqual([true, true]);
  });

  it('sends the id of the request and the version with every answer (R-10, R-16)', () => {
    const lacking = OPERATIONS.flatMap((one) =>
      Object.entries(one.operation.responses).flatMap(([status, response]) => {
        const { headers = {} } = resolved(DOCUMENT, response);
        return 'X-Request-ID' in headers && 'X-API-Version' in headers ? [] : [`${nameOf(one)} ${status}`];
      }),
    );
    expect(lacking).toEqual([]);
  });

  it('says where a new thing is: Location with every 201 and 202 (R-6)', () => {
    const made = OPERATIONS.flatMap((one) =>
      ['201', '202'].flatMap((status) =>
        one.operation.responses[status] ? [[nameOf(one), one.operation.responses[status].headers] as const] : [],
      ),
    );
    expect(made.filter(([, headers]) => !headers?.['Location'])).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
  });

  it('takes If-None-Match wherever it answers 304 (R-12)', () => {
    const lacking = OPERATIONS.filter(({ operation }) => {
      const names = (operation.parameters ?? []).map((one) => resolved(DOCUMENT, one).name.toLowerCase());
      return operation.responses['304'] && !names.includes('if-none-match');
    });
    expect(lacking.map(nameOf)).toEqual([]);
  });

  it('has no operations without a resource, as few as can be (R-15)', () => {
    expect(OPERATIONS.filter(({ operation }) => operation['x-verb']).map(nameOf)).toEqual([]);
  });
});

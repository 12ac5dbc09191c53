import { readFileSync } from 'node:fs';
import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, ValidateNested } from 'class-validator';
import { Access } from '../../../src/common/auth/access.js';
import { PageQuery } from '../../../src/common/pagination/page.query.js';
import { IsInstant } from '../../../src/common/validation/is-instant.js';
import { IsCourseKey } from '../../../src/common/validation/is-key.js';
import { IsStorableText } from '../../../src/common/validation/is-storable-text.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import { plant, type PlantedApp } from './planted-app.js';
import { importSample } from './sample-course.js';

interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** Requests that are on their way at the same time. */
const AT_ONCE = 6;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => METHODS.includes(method))
    .map(([method, operation]) => [method, path, operation] as const),
);

/** Where the document has no example. */
const EXAMPLES: Readonly<Record<string, string>> = {
  usage_key: 'block-v1:Courseware+Tides101+2026+type@course+block@course',
  id: '0190a000-0000-7000-8000-000000000000',
};

/** Texts that a parser, a regular expression, a number column or a search syntax could stumble over; percent-encoded. */
const NASTY: readonly string[] = [
  '',
  ...['%00', 'a%00b', '%ED%A0%80', '%FF%FE', '%C0%AE', '%E2%80%AE', '%F0%9F%8C%8A', '%0D%0AX-Evil:%201'],
  ...[
    '99999999999999999999999999',
    '-1',
    '9223372036854775808',
    '2147483648',
    '1e300',
    '1e400',
    '-0',
    'NaN',
    'Infinity',
  ],
  ...['0x10', '1.5', '١٢', 'true', 'null', '[]', '%7B%7D', '%22', '%27', '%5C', '%5C%5C%27', '%25', '_', '*', '%3F'],
  ...['%26%7C%21', '%3A%2A', '%28%28%28', '%22a%20-%22b', 'or', '-', '-or%20-', '%3C-%3E', '%2B', ',', ',,,,', '...'],
  ...['2026-02-30', '2026-02-30T25:00:00Z', '294277-01-01T00:00:00Z', '0000-00-00'],
  ...['__proto__', 'constructor', 'toString', '..%2F..%2Fetc%2Fpasswd', '%27%3B+DROP+TABLE+courses%3B--', '$%7Bx%7D'],
  ...['a'.repeat(501), 'a%20'.repeat(125), '%28'.repeat(500), '%F0%9F%8C%8A'.repeat(250), 'a,'.repeat(1000)],
];

/** For a parameter that another operation has as well, declared alike, and where everything was tried already. */
const NASTY_IN_SHORT = NASTY.filter((_, index) => index % 8 === 1);

/** What no UTF-8 decoder takes; in a path, the server refuses it before there is an operation. */
const NO_UTF8 = /%(ED|FF|C0)/;

const NASTY_JSON: readonly string[] = [
  ...['null', 'true', '0', '-0', '1e400', '1e300', '-1', '1.5', '9223372036854775808', '""', '"\\u0000"', '"\\ud800"'],
  ...['[]', '[[]]', '{}', '{"__proto__":{"a":1}}', '[null]', '[{}]', '"2026-02-30T00:00:00Z"', '"2026-01-01T00:00:00"'],
  ...['"2016-12-31T23:59:60Z"', '"294277-01-01T00:00:00Z"', `"${'a'.repeat(100_000)}"`, `[${'1,'.repeat(5000)}1]`],
  ...[`${'['.repeat(200)}${']'.repeat(200)}`, `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
];

describe('hostile input to every operation of the document (SPEC R-6, R-9, R-14)', () => {
  let service: TestApp;
  let admin: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    ({ admin } = await importSample(service));
  });
  afterAll(async () => service?.close());

  const tried = new Set<string>();

  /** Everything for a parameter that was not tried yet, a sample for others. */
  function valuesFor(parameter: object): readonly string[] {
    const key = JSON.stringify(parameter);
    const values = tried.has(key) ? NASTY_IN_SHORT : NASTY;
    tried.add(key);
    return values;
  }

  /** The client fails for a status or a body that the document does not have; what fails is collected, not thrown. */
  async function failuresOf(requests: readonly [target: string, init?: RequestInit][]): Promise<string[]> {
    const failures: string[] = [];
    const left = requests.values();
    const work = async () => {
      for (const [target, init] of left) {
        const fault = await admin(target, init).then(
          ({ status }) => (status >= 500 ? String(status) : null),
          (error: unknown) => (error as Error).message.slice(0, 300),
        );
        if (fault !== null) failures.push(`${init?.method ?? 'GET'} ${target.slice(0, 160)}: ${fault}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return failures;
  }

  const targetOf = (
    path: string,
    { parameters = [] }: Operation,
    given: Readonly<Record<string, string>> = {},
  ): string =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const example = parameters.find((parameter) => parameter.name === name)?.schema?.example;
      return given[name] ?? encodeURIComponent(String(example ?? EXAMPLES[name]));
    });

  it.each(OPERATIONS.filter(([method, , { parameters }]) => method === 'get' && parameters?.length))(
    'in the query is never a failure of the service: %s %s',
    async (_, path, operation) => {
      const base = targetOf(path, operation);
      const required = operation.parameters!.find(
        ({ name, in: place }) => place === 'query' && name.startsWith('course'),
      );
      const parameters = operation.parameters!.filter(({ in: place }) => place === 'query');
      const queries = parameters.flatMap((parameter) => {
        const course =
          required && required.name !== parameter.name
            ? `&${required.name}=${encodeURIComponent(String(required.schema?.example))}`
            : '';
        return valuesFor(parameter).map((value) => `${base}?${parameter.name}=${value}${course}`);
      });
      const shapes = parameters.flatMap(({ name }) => [
        `${base}?${name}=1&${name}=2`,
        `${base}?${name}[a]=1`,
        `${base}?${name}`,
      ]);
      expect(await failuresOf([...queries, ...shapes].map((target) => [target]))).toEqual([]);
    },
  );

  it.each(OPERATIONS.filter(([, path]) => path.includes('{') && path !== '/{asset_key}'))(
    'in the path is never a failure of the service: %s %s',
    async (method, path, operation) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const targets = names.flatMap((name) =>
        NASTY.filter((value) => value !== '' && value !== '...' && value.length < 2000 && !NO_UTF8.test(value)).map(
          (value) => targetOf(path, operation, { [name]: value }),
        ),
      );
      expect(await failuresOf(targets.map((target) => [target, { method: method.toUpperCase() }]))).toEqual([]);
    },
  );

  const WITH_JSON = OPERATIONS.filter(([, , { requestBody }]) =>
    Object.keys(requestBody?.content ?? {}).some((type) => type.endsWith('json')),
  );

  it.each(WITH_JSON)(
    'in the members of a body is never a failure of the service: %s %s',
    async (method, path, operation) => {
      const [type, { schema }] = Object.entries(operation.requestBody!.content).find(([name]) =>
        name.endsWith('json'),
      )!;
      const model = schema?.$ref ? DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)!] : schema;
      const bodies = Object.keys(model?.properties ?? {}).flatMap((name) =>
        NASTY_JSON.map((value) => `{${JSON.stringify(name)}:${value}}`),
      );
      const requests = [...bodies, ...NASTY_JSON].map((body): [string, RequestInit] => [
        targetOf(path, operation),
        { method: method.toUpperCase(), body, headers: { 'content-type': type } },
      ]);
      expect(await failuresOf(requests)).toEqual([]);
    },
  );

  it('was tried everywhere', () => {
    expect(OPERATIONS.length).toBeGreaterThan(20);
    expect(OPERATIONS.some(([method]) => method === 'post')).toBe(true);
  });
});

class Item {
  @IsStorableText({ max: 5 })
  readonly name: string;
}

class PlantedBody {
  @IsOptional()
  @IsInstant()
  readonly start?: Date;

  @IsOptional()
  @IsCourseKey()
  readonly course_key?: string;

  @IsOptional()
  @IsInt()
  readonly page?: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Item)
  readonly items?: Item[];
}

@Controller('api/planted/v1/inputs')
@Access('service.view_page')
class PlantedInputs {
  @Post()
  @HttpCode(200)
  create(@Body() { start, ...rest }: PlantedBody, @Query() query: PageQuery): object {
    return { ...rest, start: start?.toISOString(), asked: query.page, isQuery: query instanceof PageQuery };
  }
}

describe('a body and a query together (SPEC R-9)', () => {
  let planted: PlantedApp;

  beforeAll(async () => {
    planted = await plant(PlantedInputs);
    await planted.app.init();
  });
  afterAll(async () => planted?.close());

  const post = (query: string, payload: string) =>
    planted.app.inject({
      method: 'POST',
      url: `/api/planted/v1/inputs/${query}`,
      headers: { host: 'localhost', 'content-type': 'application/json' },
      payload,
    });

  it('have their faults reported all at once, by path', async () => {
    const answer = await post(
      '?page_size=0&nothing=1&page=y',
      '{"start":"2026-02-30T00:00:00Z","course_key":"x","zebra":1,"page":"x","items":[{"name":"right"},{"nmae":1},{"name":"\\u0000"}]}',
    );
    const { field_errors: faults } = answer.json<{ field_errors: Record<string, { developer_message: string }> }>();
    expect(answer.statusCode).toBe(400);
    expect(Object.keys(faults).sort()).toEqual([
      'course_key',
      'items[1].name',
      'items[1].nmae',
      'items[2].name',
      'nothing',
      'page',
      'page_size',
      'start',
      'zebra',
    ]);
    expect(faults['page']!.developer_message).toMatch(/it is "x"\..*it is "y"\./);
  });

  it.each([
    ['the body alone', '?page=2', '{"course_key":"x"}', ['course_key']],
    ['the query alone', '?page=-1', '{"course_key":"a/b/c"}', ['page']],
  ])('have a fault of %s reported', async (_, query, payload, expected) => {
    const answer = await post(query, payload);
    expect(answer.statusCode).toBe(400);
    expect(Object.keys(answer.json<{ field_errors: object }>().field_errors)).toEqual(expect.arrayContaining(expected));
  });

  it('reach the route as instances of their classes, dates as UTC (R-5)', async () => {
    const answer = await post('?page=3', '{"start":"2026-09-01T10:00:00+02:00","items":[{"name":"a"}]}');
    expect(answer.json()).toEqual({
      start: '2026-09-01T08:00:00.000Z',
      items: [{ name: 'a' }],
      asked: 3,
      isQuery: true,
    });
  });

  it.each(['null', '1', '"text"', '[]', '[[]]'])('are refused when the body is no object: %s', async (payload) => {
    const answer = await post('', payload);
    expect([answer.statusCode, answer.json<{ error_code: string }>().error_code]).toEqual([400, 'malformed_body']);
  });
});

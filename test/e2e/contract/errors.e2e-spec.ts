import { existsSync, readFileSync } from 'node:fs';
import { Controller, Get } from '@nestjs/common';
import { Access } from '../../../src/common/auth/access.js';
import { ERROR_CATALOGUE } from '../../../src/common/errors/error-catalogue.js';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../../support/app.js';
import { plant, type PlantedApp } from './planted-app.js';
import { type Callers, COURSES, importSample, SAMPLE, SAMPLE_COURSE } from './sample-course.js';

const CODES = Object.keys(ERROR_CATALOGUE);
const PAGE = 'docs/api/errors.md';
const SECRET = 'password=hunter2';

@Controller('api/planted/v1/failures')
@Access('service.view_page')
class FailingController {
  @Get()
  fail(): never {
    throw new TypeError(`Cannot read ${SECRET} of SELECT * FROM users`);
  }

  @Get('strange')
  throwNoError(): never {
    // Whatever is thrown, also by a library that does not know better.
    throw { statusCode: 400.5, toString: () => SECRET };
  }
}

describe('errors (SPEC section 1 "error body", R-8)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  it('are documented one by one, and nothing else is', () => {
    const text = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
    const rows = [...text.matchAll(/^(?:\|\s*|#+\s*)`?([a-z]+(?:_[a-z]+)+|conflict)`?(?=\s|\||$)/gm)].map(
      ([, code]) => code!,
    );
    expect([...new Set(rows)].sort()).toEqual(CODES.toSorted());
  });

  it.each(CODES)('have a page that says more: %s', async (code) => {
    const answer = await callers.nobody(`/api-docs/errors/${code}/`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.text).toContain(code);
  });

  it('have no page for a code that does not exist, such as those of every JavaScript object', async () => {
    for (const code of ['nothing', '__proto__', 'constructor', 'toString']) {
      expect((await callers.nobody(`/api-docs/errors/${code}/`)).status).toBe(404);
    }
  });

  const PROVOKED: [string, number, () => Promise<TestResponse>][] = [
    ['invalid_input', 400, () => callers.nobody(`${COURSES}?page=x`)],
    ['authentication_required', 401, () => callers.nobody('/api/task/v1/tasks/')],
    ['authentication_failed', 401, () => callers.nobody(COURSES, { headers: { authorization: 'Bearer nonsense' } })],
    [
      'permission_denied',
      403,
      () => callers.learner(`${SAMPLE_COURSE}imports/`, { method: 'POST', body: new FormData() }),
    ],
    ['not_enrolled', 403, () => callers.outsider(`/api/xblock/v1/xblocks/${SAMPLE.makeUsageKey('course', 'course')}/`)],
    ['not_found', 404, () => callers.nobody(`${COURSES}course-v1:a+b+c/`)],
    ['not_found', 404, () => callers.nobody('/api/nothing/v1/')],
    ['not_found', 404, () => callers.nobody('/nothing')],
    ['method_not_allowed', 405, () => callers.nobody(COURSES, { method: 'DELETE' })],
    ['not_acceptable', 406, () => callers.nobody(COURSES, { headers: { accept: 'image/png' } })],
    ['unsupported_media_type', 415, () => callers.admin(`${SAMPLE_COURSE}imports/`, { method: 'POST', body: 'text' })],
  ];

  it.each(PROVOKED)('%s (%i) has both vocabularies in one flat object', async (code, status, provoke) => {
    const { body, ...answer } = await provoke();
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      status,
      'application/json; charset=utf-8',
      'no-store',
    ]);
    expect(body).toMatchObject({
      error_code: code,
      developer_message: expect.stringContaining(`${service.config.publicUrl}/api-docs/errors/${code}/`),
      user_message: expect.stringMatching(/\w \w/),
      type: expect.stringMatching(/^https?:\/\//),
      title: expect.stringMatching(/\w/),
      status,
      detail: expect.stringMatching(/\w \w/),
      instance: expect.stringMatching(/^\/[^?]*$/),
      request_id: answer.headers.get('x-request-id'),
    });
    expect(Object.keys(body.field_errors ?? {})).toEqual(Object.keys(body.errors ?? {}));
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
  });

  it.each([
    ['application/problem+json', 'application/problem+json'],
    ['application/problem+json, application/json;q=0.5', 'application/problem+json'],
    ['application/json, application/problem+json;q=0.5', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
  ])('are for Accept: %s sent as %s', async (accept, type) => {
    const answer = await callers.nobody('/api/nothing/v1/', { headers: { accept } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, `${type}; charset=utf-8`]);
  });

  describe('that hide something (SPEC R-7)', () => {
    const MISSING = CourseKey.of('Courseware', 'Tides101', '2027');
    const anonymous = ({ text, headers, status }: TestResponse, key: CourseKey) => {
      const ofRequest = ['date', 'x-request-id', 'traceparent', 'ratelimit', 'content-length'];
      const kept = [...headers].filter(([name]) => !ofRequest.includes(name));
      return {
        status,
        headers: kept,
        text: text.replaceAll(key.run!, 'RUN').replace(headers.get('x-request-id')!, 'ID'),
      };
    };

    it.each([
      ['course', (key: CourseKey) => `${COURSES}${key.forBranch('draft')}/`],
      [
        'block',
        (key: CourseKey) => `/api/xblock/v1/xblocks/${key.forBranch('draft').makeUsageKey('course', 'course')}/`,
      ],
      [
        'page of children',
        (key: CourseKey) =>
          `/api/xblock/v1/xblocks/${key.forBranch('draft').makeUsageKey('course', 'course')}/children/`,
      ],
      ['old version', (key: CourseKey) => `${COURSES}${key.forVersion('0'.repeat(24))}/`],
    ])(
      'say of the draft of a %s, to those who may not read it, what they say of one that is missing',
      async (_, target) => {
        for (const client of [callers.learner, callers.outsider, callers.nobody]) {
          const [hidden, missing] = [await client(target(SAMPLE)), await client(target(MISSING))];
          expect(anonymous(hidden, SAMPLE)).toEqual(anonymous(missing, MISSING));
          expect([401, 404]).toContain(hidden.status);
        }
      },
    );

    it('say of a block for the team only what they say of one that is missing', async () => {
      const target = (id: string) => `/api/xblock/v1/xblocks/${SAMPLE.makeUsageKey('html', id)}/`;
      const hidden = await callers.learner(target('notes-for-the-team'));
      const missing = await callers.learner(target('notes-for-the-tea'));
      const strip = ({ status, text, headers }: TestResponse) => [
        status,
        text.replaceAll(/notes-for-the-team?/g, 'NAME').replace(headers.get('x-request-id')!, 'ID'),
      ];
      expect(strip(hidden)).toEqual(strip(missing));
      expect(hidden.status).toBe(404);
      expect((await callers.admin(target('notes-for-the-team'))).status).toBe(200);
    });
  });
});

describe('a failure of the service itself (SPEC R-6)', () => {
  let planted: PlantedApp;

  beforeAll(async () => {
    planted = await plant(FailingController);
    await planted.app.init();
  });
  afterAll(async () => planted?.close());

  it.each(['/api/planted/v1/failures/', '/api/planted/v1/failures/strange/'])(
    'is a 500 that tells nothing of its cause: %s',
    async (url) => {
      const answer = await planted.app.inject({ url, headers: { host: 'localhost' } });
      expect([answer.statusCode, answer.json<{ error_code: string }>().error_code]).toEqual([500, 'internal_error']);
      expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(
        /hunter2|SELECT|TypeError|\.ts|node_modules|\bat /,
      );
    },
  );
});

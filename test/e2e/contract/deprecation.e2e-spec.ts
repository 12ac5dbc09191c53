import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { Access } from '../../../src/common/auth/access.js';
import { NotFoundError } from '../../../src/common/errors/app-error.js';
import { Deprecated, DeprecatedParameter } from '../../../src/common/openapi/deprecation.js';
import { DeprecationHeaders } from '../../../src/common/openapi/deprecation-headers.js';
import { buildDocument } from '../../../src/common/openapi/document.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { plant, type PlantedApp } from './planted-app.js';

class TidesQuery {
  @DeprecatedParameter({ since: '2026-03-01', use: '`place`' })
  @IsOptional()
  @IsString()
  readonly site?: string;

  @IsOptional()
  @IsInt()
  readonly place?: number;
}

@Controller('api/planted/v1')
@Access('service.view_page')
class TidesController {
  @Get('old_tides')
  @Deprecated({ since: '2026-01-01', sunset: '2027-06-30', use: '/api/planted/v1/tides/' })
  @ApiOperation({ operationId: 'old_tides_list', description: 'Tides.' })
  list(@Query() _query: TidesQuery): string[] {
    return [];
  }

  @Get('old_tides/:id')
  @Deprecated({ since: '2026-01-01', use: '/api/planted/v1/tides/' })
  retrieve(): never {
    throw new NotFoundError('tide');
  }

  @Post('old_tides')
  @Deprecated({ since: '2026-01-01', use: '/api/planted/v1/tides/' })
  create(): void {}

  @Get('tides')
  current(@Query() _query: TidesQuery): string[] {
    return [];
  }
}

const IN_2026 = '@1767225600'; // 1 January
const ORIGIN = 'http://localhost:8000';

describe('what is deprecated (SPEC R-10)', () => {
  let planted: PlantedApp;
  const get = (
    url: string,
    init: { method?: 'GET' | 'HEAD' | 'POST'; headers?: Record<string, string>; payload?: string } = {},
  ) => planted.app.inject({ url, ...init });

  beforeAll(async () => {
    planted = await plant(TidesController);
    await planted.app.init();
    await planted.app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => planted?.close());

  it('says since when, until when, where it is explained and what takes its place (RFC 9745, RFC 8594)', async () => {
    const { headers } = await get('/api/planted/v1/old_tides/');
    expect(headers).toMatchObject({ deprecation: IN_2026, sunset: 'Wed, 30 Jun 2027 00:00:00 GMT' });
    expect(headers.link).toBe(
      `<${ORIGIN}/api-docs/deprecation/>; rel="deprecation"; type="text/html", <${ORIGIN}/api/planted/v1/tides/>; rel="successor-version"`,
    );
  });

  it.each([
    ['HEAD', '/api/planted/v1/old_tides/', {}, 200],
    ['GET', '/api/planted/v1/old_tides/7/', {}, 404],
    ['GET', '/api/planted/v1/old_tides/?unknown=1', {}, 400],
    ['GET', '/api/planted/v1/old_tides/', { accept: 'image/png' }, 406],
    ['GET', '/api/planted/v1/old_tides/', { authorization: 'Bearer wrong' }, 401],
    ['POST', '/api/planted/v1/old_tides/', { 'content-type': 'application/json' }, 400],
  ] as const)('says so on errors and without a body too: %s %s %j is %i', async (method, url, headers, status) => {
    const answer = await get(url, { method, headers, ...(method === 'POST' && { payload: '{"broken' }) });
    expect([answer.statusCode, answer.headers['deprecation']]).toEqual([status, IN_2026]);
  });

  it('says nothing where nothing deprecated was used', async () => {
    for (const url of [
      '/api/planted/v1/tides/',
      '/api/planted/v1/tides/?place=1',
      '/api/',
      '/api/planted/v1/nothing/',
    ]) {
      const { headers } = await get(url);
      expect([url, headers['deprecation'], headers['sunset']]).toEqual([url, undefined, undefined]);
    }
  });

  it('says so of a parameter only when it is used, also when its value is wrong', async () => {
    expect((await get('/api/planted/v1/tides/?site=x')).headers['deprecation']).toBe('@1772323200');
    const refused = await get('/api/planted/v1/tides/?site=x&place=nowhere');
    expect([refused.statusCode, refused.headers['deprecation']]).toEqual([400, '@1772323200']);
  });

  it('of several names the oldest date', async () => {
    expect((await get('/api/planted/v1/old_tides/?site=x')).headers['deprecation']).toBe(IN_2026);
  });

  it('stands in the document as deprecated, with its end and its successor', () => {
    const { paths } = buildDocument(planted.app);
    const operation = paths['/api/planted/v1/old_tides/']!.get!;
    expect(operation).toMatchObject({ deprecated: true, 'x-sunset': '2027-06-30' });
    expect(operation.description).toMatch(/^Deprecated since 2026-01-01.*2027-06-30.*\/api\/planted\/v1\/tides\//);
    expect(operation.responses['200']).toHaveProperty('headers.Sunset');
    expect(paths['/api/planted/v1/tides/']!.get!.parameters).toContainEqual(
      expect.objectContaining({ name: 'site', deprecated: true }),
    );
  });

  it('is listed for the page that explains it', () => {
    const all = planted.app.get(DeprecationHeaders).list();
    expect(all.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['GET /api/planted/v1/old_tides/{id}/', 'GET /api/planted/v1/tides/?site']),
    );
  });

  it.each([{ since: 'soon' }, { since: '2026-02-30x' }, { since: '2026-01-01', sunset: '2025-01-01' }])(
    'cannot be declared with dates that make no sense: %j',
    (days) => {
      expect(() => Deprecated({ ...days, use: 'nothing' })).toThrow(/day|sunset/);
    },
  );
});

describe('the query parameter course_id of the assets', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  it('still works and is deprecated; course and course_key are not (SPEC R-10)', async () => {
    const ask = (name: string) => service.as(null)(`/api/asset/v1/assets/?${name}=course-v1:None%2BSuch%2BCourse`);
    expect((await ask('course_id')).headers.get('deprecation')).toMatch(/^@\d+$/);
    expect((await ask('course')).headers.get('deprecation')).toBeNull();
    expect((await ask('course_key')).headers.get('deprecation')).toBeNull();
  });

  it('stands on the page that its Link leads to', async () => {
    const { headers } = await service.as(null)('/api/asset/v1/assets/?course_id=course-v1:None%2BSuch%2BCourse');
    const [, url] = /<([^>]*)>; rel="deprecation"/.exec(headers.get('link')!)!;
    const page = await service.as(null)(url!);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('GET /api/asset/v1/assets/?course_id')]);
  });
});

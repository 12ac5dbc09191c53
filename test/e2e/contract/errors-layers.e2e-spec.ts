import { jest } from '@jest/globals';
import { Readable } from 'node:stream';
import {
  type CallHandler,
  type CanActivate,
  Controller,
  Get,
  type ExecutionContext,
  Logger,
  type NestInterceptor,
  type PipeTransform,
  Query,
  StreamableFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { map, type Observable, throwError } from 'rxjs';
import { QueryFailedError } from 'typeorm';
import { Access } from '../../../src/common/auth/access.js';
import { AppError } from '../../../src/common/errors/app-error.js';
import { plant, type PlantedApp } from './planted-app.js';

const SECRET = 'password=hunter2 of SELECT * FROM users';

class FailingGuard implements CanActivate {
  canActivate(): boolean {
    throw new TypeError(SECRET);
  }
}

class FailingPipe implements PipeTransform {
  transform(): never {
    throw new TypeError(SECRET);
  }
}

class FailingBefore implements NestInterceptor {
  intercept(): Observable<unknown> {
    throw new TypeError(SECRET);
  }
}

class FailingAfter implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map(() => {
        throw new TypeError(SECRET);
      }),
    );
  }
}

@Controller('api/planted/v1/layers')
@Access('service.view_page')
class FailingLayers {
  @Get('error')
  error(): never {
    throw new TypeError(SECRET);
  }

  @Get('rejection')
  async rejection(): Promise<never> {
    await Promise.resolve();
    throw new TypeError(SECRET);
  }

  @Get('observable')
  observable(): Observable<never> {
    return throwError(() => new TypeError(SECRET));
  }

  @Get('text')
  text(): never {
    throw SECRET;
  }

  @Get('nothing')
  nothing(): never {
    throw undefined;
  }

  @Get('null')
  null(): never {
    throw null;
  }

  @Get('status')
  status(): never {
    throw { statusCode: 599, message: SECRET };
  }

  @Get('hostile')
  hostile(): never {
    // Whatever looks at it fails.
    throw new Proxy(new Error(SECRET), {
      get() {
        throw new TypeError(SECRET);
      },
    });
  }

  @Get('guard')
  @UseGuards(FailingGuard)
  guard(): void {}

  @Get('pipe')
  pipe(@Query('a', FailingPipe) _: string): void {}

  @Get('before')
  @UseInterceptors(FailingBefore)
  before(): void {}

  @Get('after')
  @UseInterceptors(FailingAfter)
  after(): object {
    return {};
  }

  @Get('bigint')
  bigint(): object {
    return { secret: SECRET, size: 1n };
  }

  @Get('circle')
  circle(): object {
    const secret: Record<string, unknown> = { password: SECRET };
    secret['itself'] = secret;
    return secret;
  }

  @Get('getter')
  getter(): object {
    return {
      get secret(): never {
        throw new TypeError(SECRET);
      },
    };
  }

  @Get('stream')
  stream(): StreamableFile {
    return new StreamableFile(
      new Readable({
        read() {
          this.destroy(new TypeError(SECRET));
        },
      }),
    );
  }

  @Get('database')
  database(): never {
    throw new QueryFailedError('SELECT', [], Object.assign(new Error(SECRET), { code: '42P01', table: 'users' }));
  }

  @Get('in-a-hook')
  inAHook(): object {
    return {};
  }

  @Get(['on-send', 'on-send-once'])
  onSend(): object {
    return {};
  }

  @Get('busy')
  busy(): never {
    throw new AppError('service_unavailable', 'The store does not answer.', {
      headers: { 'retry-after': '7' },
      cause: new Error(SECRET),
    });
  }
}

describe('every layer speaks the one error body (SPEC section 1 "error body", R-6, R-8)', () => {
  let planted: PlantedApp;
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

  beforeAll(async () => {
    planted = await plant(FailingLayers);
    const fastify = planted.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    fastify.addHook('preHandler', async ({ url }) => {
      if (url.includes('in-a-hook')) throw new TypeError(SECRET);
    });
    fastify.addHook('onSend', async ({ url }, { statusCode }) => {
      if (url.endsWith('on-send/') || (url.includes('on-send-once') && statusCode === 200)) throw new TypeError(SECRET);
    });
    await planted.app.init();
  });
  afterAll(async () => {
    logged.mockRestore();
    await planted?.close();
  });

  const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    planted.app.inject({ method, url: `/api/planted/v1/layers/${url}/`, headers: { host: 'localhost', ...headers } });

  it.each([
    'error',
    'rejection',
    'observable',
    'text',
    'nothing',
    'null',
    'status',
    'hostile',
    'guard',
    'pipe',
    'before',
    'after',
    'bigint',
    'circle',
    'getter',
    'stream',
    'database',
    'in-a-hook',
    'on-send-once',
  ])(
    'where it fails in %s: a 500 that tells nothing, with its cause in the log under its request id',
    async (layer) => {
      logged.mockClear();
      const answer = await get(layer, { 'accept-language': 'de', 'x-request-id': `of-${layer}` });
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
        500,
        'application/json; charset=utf-8',
        'no-store',
      ]);
      expect(answer.json()).toMatchObject({
        error_code: 'internal_error',
        user_message: expect.stringMatching(/^Bei uns/),
        status: 500,
        instance: `/api/planted/v1/layers/${layer}/`,
        request_id: `of-${layer}`,
      });
      expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(/hunter2|SELECT|TypeError|node_modules|\bat /);
      expect(logged.mock.calls.flat()).toContainEqual(expect.objectContaining({ request_id: `of-${layer}` }));
    },
  );

  it('also where no answer can be sent at all, because a hook fails on each: in English, past the hooks', async () => {
    logged.mockClear();
    const answer = await get('on-send', { 'x-request-id': 'of-on-send' });
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['x-request-id']]).toEqual([
      500,
      'application/json; charset=utf-8',
      'of-on-send',
    ]);
    expect(answer.json()).toMatchObject({ error_code: 'internal_error', status: 500, request_id: 'of-on-send' });
    expect(answer.body).not.toMatch(/hunter2|SELECT/);
    expect(logged.mock.calls.flat()).toContainEqual(expect.objectContaining({ request_id: 'of-on-send' }));
  });

  it('as problem+json for who names it, and without a body for HEAD', async () => {
    const problem = await get('error', { accept: 'application/problem+json' });
    expect(problem.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const head = await get('error', {}, 'HEAD');
    expect([head.statusCode, head.body]).toEqual([500, '']);
  });

  it('with the headers that belong to the error', async () => {
    const answer = await get('busy');
    expect([answer.statusCode, answer.headers['retry-after'], answer.body.includes('hunter2')]).toEqual([
      503,
      '7',
      false,
    ]);
  });
});

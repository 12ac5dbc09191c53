import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AccessGuard } from '../../../src/common/auth/access.guard.js';
import { Access } from '../../../src/common/auth/access.js';
import { PageQuery } from '../../../src/common/pagination/page.query.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { blindInputs, controllersOf, inputsOf } from './controllers.js';
import { plant, type PlantedApp } from './planted-app.js';

@Controller('api/planted/v1/open')
class UndeclaredController {
  @Get()
  read(): string {
    return 'open to everybody by mistake';
  }
}

/** What is left at run time of a DTO that was imported as a type alone. */
type Forgotten = object;
class WithoutValidators {
  readonly anything?: string;
}

@Controller('api/planted/v1/blind')
@Access('service.view_page')
class BlindController {
  @Get()
  list(@Query() _query: Forgotten): void {}

  @Post()
  create(@Body() _body: WithoutValidators, @Query() _query: PageQuery): void {}
}

describe('every route', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  it('says who may call it (SPEC section 8)', () => {
    const guards = service.app
      .get(DiscoveryService)
      .getProviders()
      .map(({ instance }) => instance as unknown);
    const guard = guards.find((instance) => instance instanceof AccessGuard);
    expect(guard?.undeclaredRoutes()).toEqual([]);
    expect(controllersOf(service.app).length).toBeGreaterThan(8);
  });

  it('takes bodies and queries through a class with validators (SPEC R-9)', () => {
    const controllers = controllersOf(service.app);
    expect(blindInputs(controllers)).toEqual([]);
    expect(inputsOf(controllers).size).toBeGreaterThan(8);
  });

  it('would be found if it did not: a type alone, or a class without validators (SPEC R-9)', () => {
    expect(blindInputs([BlindController])).toEqual(['BlindController.list @Query 0', 'BlindController.create @Body 0']);
  });
});

describe('a route that does not say who may call it', () => {
  let planted: PlantedApp | undefined;

  afterEach(async () => planted?.close());

  it('does not start, and is named (SPEC section 8)', async () => {
    planted = await plant(UndeclaredController);
    await expect(planted.app.init()).rejects.toThrow(/UndeclaredController\.read/);
  });
});

describe('every entity', () => {
  const entities = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.entit(y|ies)\.ts$/.test(name),
  );

  it.each(entities)('says whether it holds personal data: %s (OEP-30)', (name) => {
    expect(readFileSync(path.join('src', name), 'utf8')).toMatch(/\bPII\b/);
  });

  it('was looked at', () => {
    expect(entities.length).toBeGreaterThan(7);
  });
});

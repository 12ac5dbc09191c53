import { readFileSync } from 'node:fs';
import { Controller, Get } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { Access } from '../../../src/common/auth/access.js';
import { ApiDirectory } from '../../../src/common/openapi/api-directory.js';
import { APIS } from '../../../src/common/openapi/apis.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { OpenapiDocument } from '../../support/openapi-validator.js';
import { plant, type PlantedApp } from './planted-app.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
/** `course/v1` of every path under /api/. */
const IN_DOCUMENT = [
  ...new Set(Object.keys(DOCUMENT.paths).flatMap((route) => /^\/api\/([^/]+\/v\d+)\//.exec(route)?.slice(1) ?? [])),
].sort();
const CATALOG = '/.well-known/api-catalog';

@Controller('api/planted/v3/things')
@Access('service.view_page')
@ApiExtension('x-support-level', 'stable')
class ForgottenController {
  @Get()
  list(): string[] {
    return [];
  }

  @Get(':thing')
  @ApiExtension('x-support-level', 'experimental')
  retrieve(): string {
    return '';
  }
}

describe('the entry /api/ (SPEC section 2, R-2, R-11)', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  it('has every API of the document, and the document every API of the entry', async () => {
    const { body } = await service.as(null)('/api/');
    const listed = body.apis.map(({ name, version }: Record<string, string>) => `${name}/${version}`).sort();
    expect(listed).toEqual(IN_DOCUMENT);
    expect(listed.length).toBeGreaterThan(5);
  });

  it('says in words what each is for: every API is declared in apis.ts, and nothing there is a ghost', () => {
    expect(Object.keys(APIS).sort()).toEqual(IN_DOCUMENT);
    for (const [api, { description, path, template }] of Object.entries(APIS)) {
      expect([api, description]).toEqual([api, expect.stringMatching(/^[A-Z].+\.$/)]);
      const plain = (path ?? template)!.replace(/\{\?\w+\}/, '');
      expect([api, Object.keys(DOCUMENT.paths)]).toEqual([api, expect.arrayContaining([plain])]);
    }
  });

  it('leads to each API by an absolute URL that answers, or tells how to build one', async () => {
    const { body } = await service.as('reader')('/api/');
    for (const { name, url, url_template } of body.apis) {
      expect([name, (url === null) !== (url_template === null)]).toEqual([name, true]);
      expect([name, url ?? url_template]).toEqual([
        name,
        expect.stringContaining(`${service.config.publicUrl}/api/${name}/`),
      ]);
      if (url !== null) expect([url, (await service.as('reader')(url)).status]).toEqual([url, 200]);
    }
  });

  it('says of each API the support level of its least reliable operation', async () => {
    const { body } = await service.as(null)('/api/');
    const LEVELS = ['stable', 'provisional', 'experimental'];
    for (const { name, version, support_level } of body.apis) {
      const levels = Object.entries(DOCUMENT.paths)
        .filter(([route]) => route.startsWith(`/api/${name}/${version}/`))
        .flatMap(([, item]) => Object.values(item).map((operation) => LEVELS.indexOf(operation['x-support-level']!)));
      expect([name, support_level]).toEqual([name, LEVELS[Math.max(...levels)]]);
    }
  });

  it('offers a token to whoever has none, and the account and tasks only to those who have one', async () => {
    const links = async (name: string | null) => Object.keys((await service.as(name)('/api/')).body.links);
    expect(await links(null)).toEqual(expect.arrayContaining(['token', 'api-catalog']));
    expect(await links(null)).not.toEqual(expect.arrayContaining(['account']));
    expect(await links('reader')).toEqual(expect.arrayContaining(['account', 'tasks']));
    expect(await links('reader')).not.toEqual(expect.arrayContaining(['token']));
  });

  it.each(['/', '/api/', CATALOG])(
    'names the catalogue in the Link header of %s, for GET and HEAD (RFC 9727)',
    async (at) => {
      for (const method of ['GET', 'HEAD']) {
        const { headers } = await service.as(null)(at, { method });
        expect([method, headers.get('link')]).toEqual([
          method,
          expect.stringContaining(`<${CATALOG}>; rel="api-catalog"`),
        ]);
      }
    },
  );
});

describe('/.well-known/api-catalog (RFC 9727)', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  it('is a link set, whichever way one asks', async () => {
    for (const accept of ['*/*', 'application/linkset+json', 'application/json']) {
      const { status, headers } = await service.as(null)(CATALOG, { headers: { accept } });
      expect([accept, status, headers.get('content-type')]).toEqual([
        accept,
        200,
        expect.stringMatching(/^application\/linkset\+json; profile="https:\/\/www\.rfc-editor\.org\/info\/rfc9727"/),
      ]);
    }
    expect((await service.as(null)(CATALOG, { headers: { accept: 'text/csv' } })).status).toBe(406);
  });

  it('has for every API its description, its documentation and its health, which all answer', async () => {
    const { body } = await service.as(null)(CATALOG);
    const [catalog, ...apis] = body.linkset;
    expect(catalog.anchor).toBe(service.config.publicUrl + CATALOG);
    expect(catalog.item.map(({ href }: { href: string }) => href)).toEqual(
      apis.map(({ anchor }: { anchor: string }) => anchor),
    );
    expect(apis.map(({ anchor }: { anchor: string }) => /\/api\/(\w+\/v\d+)\/$/.exec(anchor)?.[1]).sort()).toEqual(
      IN_DOCUMENT,
    );
    const targets = apis.flatMap((api: Record<string, { href: string }[]>) =>
      ['service-desc', 'service-doc', 'status'].map((relation) => api[relation]![0]!.href.split('#')[0]!),
    );
    for (const href of new Set<string>(targets))
      expect([href, (await service.as(null)(href)).status]).toEqual([href, 200]);
  });
});

describe('an API that nobody declared', () => {
  let planted: PlantedApp | undefined;

  afterEach(async () => planted?.close());

  it('is listed all the same, at the level of its least reliable operation (SPEC R-11)', async () => {
    planted = await plant(ForgottenController);
    await planted.app.init();
    expect(planted.app.get(ApiDirectory).list()).toContainEqual(
      expect.objectContaining({ name: 'planted', version: 'v3', supportLevel: 'experimental' }),
    );
    expect(APIS['planted/v3']).toBeUndefined();
  });
});

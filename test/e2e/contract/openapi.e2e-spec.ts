import { isOpen } from '../../../src/common/auth/access.js';
import type { PermissionName } from '../../../src/common/auth/permissions.js';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type Answer,
  type OpenapiDocument,
  OpenapiValidator,
  type Operation,
  resolved,
} from '../../support/openapi-validator.js';

const run = promisify(execFile);
const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const OPERATIONS: [string, string, Operation][] = Object.entries(DOCUMENT.paths).flatMap(([route, item]) =>
  Object.entries(item).map(([method, operation]): [string, string, Operation] => [method, route, operation]),
);
const PROBLEM = '#/components/schemas/ProblemResponse';
/** They speak OAuth2's errors (RFC 6749 5.2). */
const OF_OAUTH_CLIENTS = ['/oauth2/access_token', '/oauth2/introspect', '/oauth2/revoke_token'];

describe('openapi.json (SPEC R-14)', () => {
  it('is what the service generates: `npm run openapi` after a change of the API', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'courseware-openapi-'));
    try {
      await run(process.execPath, ['--no-warnings', path.resolve('scripts/openapi.mjs')], { cwd: folder });
      const generated = JSON.parse(readFileSync(path.join(folder, 'openapi.json'), 'utf8')) as unknown;
      expect(DOCUMENT).toEqual(generated);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('passes the linter, with the exceptions of redocly.yaml and no other', async () => {
    const cli = path.resolve('node_modules/@redocly/cli/bin/cli.js');
    const lint = run(process.execPath, [cli, 'lint', 'openapi.json', '--format', 'json'], {
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    }).catch((error: { stdout: string }) => error);
    const { problems } = JSON.parse((await lint).stdout) as { problems: { ruleId: string; message: string }[] };
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  it('is OpenAPI 3.1, and has every operation under a name of its own', () => {
    expect(DOCUMENT.openapi).toMatch(/^3\.1\./);
    const names = OPERATIONS.map(([, , { operationId }]) => operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('has only URLs of the one form under /api/ (SPEC R-10, section 1 "trailing slash")', () => {
    const paths = Object.keys(DOCUMENT.paths).filter((route) => route.startsWith('/api') && route !== '/api/');
    expect(paths.filter((route) => !/^\/api\/[a-z][a-z0-9_]*\/v[0-9]+\/(?:[a-z0-9_{},]+\/)*$/.test(route))).toEqual([]);
    expect(paths.length).toBeGreaterThan(10);
  });

  describe.each(OPERATIONS)('%s %s', (method, route, operation) => {
    it('has a summary and a tag', () => {
      expect(operation.summary).toMatch(/\S/);
      expect(operation.tags).toHaveLength(1);
    });

    it('has its support level, when it is part of the API (SPEC R-11)', () => {
      const levels = ['stable', 'provisional', 'experimental', ...(route.startsWith('/api/') ? [] : [undefined])];
      expect(levels).toContain(operation['x-support-level']);
    });

    it('demands a token unless it is open to anyone (SPEC section 8)', () => {
      const demanded =
        operation.security?.length && operation.security.every((scheme) => Object.keys(scheme).length > 0);
      expect(Boolean(demanded)).toBe(!isOpen(operation['x-access'] as PermissionName));
    });

    it('answers every 4xx and 5xx with the one error body (SPEC section 1)', () => {
      const errors = Object.entries(operation.responses)
        .filter(([status]) => /^[45]/.test(status))
        .map(([status, response]) => [status, resolved(DOCUMENT, response)] as const);
      const others = errors
        .filter(([, { content }]) => content?.['application/json']?.schema?.$ref !== PROBLEM)
        .map(([status]) => status);
      const exceptions = OF_OAUTH_CLIENTS.includes(route)
        ? Object.keys(operation.responses).filter((status) => /^[45]/.test(status))
        : route === '/ready/'
          ? ['503']
          : // Open edX's front ends read a bare text there (operations.md A5.6).
            route === '/login_refresh'
            ? ['401']
            : [];
      expect(others).toEqual(exceptions);
      expect(errors.length).toBeGreaterThan(1);
    });

    it('has path parameters that are text, each described in the path', () => {
      const named = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(parameters.map(({ name }) => name).sort()).toEqual(named.sort());
      expect(parameters.map(({ schema }) => schema.type)).toEqual(named.map(() => 'string'));
    });

    it('can be answered with what its schemas say (they compile)', () => {
      for (const status of Object.keys(operation.responses)) {
        const target = route.replace(/\{\w+\}/g, 'asset-v1:x');
        const answer = {
          method: method.toUpperCase(),
          target,
          status: Number(status),
          contentType: 'application/json',
          text: '0',
        };
        expect(() => new OpenapiValidator(DOCUMENT).faults(answer)).not.toThrow();
      }
    });
  });
});

describe('the validator that holds answers against openapi.json (SPEC R-14)', () => {
  const validator = new OpenapiValidator(DOCUMENT);
  const entry = { name: 'Courseware', api_version: '1.0.0', apis: [], url: 'http://localhost/api/', links: {} };
  const answer = (changes: Partial<Answer> & { body?: unknown }): Answer => ({
    method: 'GET',
    target: '/api/',
    status: 200,
    contentType: 'application/json; charset=utf-8',
    text: JSON.stringify(changes.body ?? entry),
    ...changes,
  });
  const { apis: _apis, ...withoutApis } = entry;
  const { apis: _, links: __, ...minimal } = entry;

  it.each<[string, Partial<Answer> & { body?: unknown }, RegExp]>([
    ['a status that is not documented', { status: 418 }, /418 is not documented/],
    ['a member that is missing', { body: withoutApis }, /'apis'/],
    ['a member that no schema names', { body: { ...entry, secret: 1 } }, /additional properties.*secret/],
    ['a member of the wrong type', { body: { ...entry, apis: {} } }, /\/apis must be array/],
    ['a URL that is none', { body: { ...entry, url: 'nowhere' } }, /\/url must match format "uri"/],
    ['the minimal form when it was not asked for', { body: minimal }, /'apis'/],
    ['the whole form when the minimal one was', { target: '/api/?view=minimal' }, /additional properties/],
    ['another media type', { contentType: 'text/plain' }, /but is "text\/plain"/],
    ['an error without its code', { status: 404, target: '/api/nothing/', body: { status: 404 } }, /error_code/],
    ['an address that is not in the document', { target: '/api/nothing/v1/' }, /is not in the document/],
    ['a method that is not in the document', { method: 'PUT' }, /PUT is not documented/],
    ['a 304 with a body', { target: '/api/course/v1/courses/course-v1:a+b+c/', status: 304 }, /without a body/],
  ])('finds %s', (_name, changes, fault) => {
    expect(validator.faults(answer(changes)).join('\n')).toMatch(fault);
  });

  it.each<[string, Partial<Answer> & { body?: unknown }]>([
    ['what is documented', {}],
    ['the minimal form where it was asked for', { target: '/api/?view=minimal', body: minimal }],
    ['a part where a part was asked for', { target: '/api/?fields=name', body: { name: 'Courseware' } }],
    ['what is not part of the document at all', { target: '/api-docs/', contentType: 'text/html' }],
  ])('lets pass %s', (_name, changes) => {
    expect(validator.faults(answer(changes))).toEqual([]);
  });
});

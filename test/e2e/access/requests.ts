import { readFileSync } from 'node:fs';
import type { PermissionName } from '../../../src/common/auth/permissions.js';
import { AssetKey, CourseKey, UsageKey } from '../../../src/common/opaque-keys/index.js';
import type { TestClient, TestResponse } from '../../support/app.js';
import type { OpenapiDocument, Operation } from '../../support/openapi-validator.js';
import type { Write } from '../contract/write-fixtures.js';
import type { Place } from './people.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One operation of the document, and where it is. */
export interface Documented {
  readonly id: string;
  readonly method: string;
  /** With `{names}`. */
  readonly path: string;
  readonly access: PermissionName;
  readonly operation: Operation;
}

export const OPERATIONS: ReadonlyMap<string, Documented> = new Map(
  Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const { operationId: id } = operation;
      const access = operation['x-access'] as PermissionName;
      return [[id, { id, method: method.toUpperCase(), path, access, operation }] as const];
    }),
  ),
);

/** The path parameters of a target, by the path of its operation. */
export function parametersOf({ path }: Documented, target: string): Readonly<Record<string, string>> {
  const [pathname] = target.split('?');
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${pattern}$`).exec(decodeURIComponent(pathname!))?.groups ?? {};
}

/** Which course and organization a request is about. */
export function placeOf(documented: Documented, target: string, body: unknown): Place {
  const parameters = parametersOf(documented, target);
  const sent = (typeof body === 'object' ? body : null) as {
    course_key?: string;
    code?: string;
    org?: string;
    course_details?: { course_id?: string };
    course?: string;
    parent?: string;
  } | null;
  const inBody = sent?.course_key ?? sent?.course_details?.course_id ?? sent?.course ?? courseOfBlock(sent?.parent);
  const key = courseOf(
    { ...parameters, course_key: parameters['course_key'] ?? inBody },
    new URLSearchParams(target.split('?')[1] ?? ''),
  );
  const org = key?.org ?? parameters['org'] ?? sent?.code ?? sent?.org ?? null;
  const isSent = sent?.course_key ?? sent?.course ?? sent?.parent;
  const isNamed = !('enrollment_id' in parameters) && !('edx_enrollment_id' in parameters) && !isSent;
  return { courseKey: key && String(key.withoutBranchAndVersion()), org, namesCourse: key !== null && isNamed };
}

function courseOfBlock(key: string | undefined): string | undefined {
  const block = key === undefined ? null : UsageKey.tryParse(key);
  return block ? String(block.courseKey.withoutBranchAndVersion()) : undefined;
}

function courseOf(names: Record<string, string | undefined>, query: URLSearchParams): CourseKey | null {
  const { usage_key, asset_key, enrollment_id } = names;
  if (usage_key !== undefined) return UsageKey.parse(usage_key).courseKey;
  if (asset_key !== undefined) return AssetKey.tryParse(asset_key)?.courseKey ?? null;
  const key =
    names['course_key'] ??
    (enrollment_id ?? names['edx_enrollment_id'])?.split(',')[1] ??
    query.get('course') ??
    query.get('course_id');
  return key ? CourseKey.parse(key) : null;
}

/** Sends a write as its fixture has it. */
export function sendWrite(
  client: TestClient,
  { method }: Documented,
  { target, body }: Pick<Write, 'target' | 'body'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<TestResponse> {
  if (typeof body === 'function') return client(target, { method, headers, body: (body as () => FormData)() });
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return client(target, {
    method,
    headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { startTestApp, type TestApp, type TestResponse } from '../../support/app.js';
import type { OpenapiDocument } from '../../support/openapi-validator.js';
import { type Callers, importSample, SAMPLE, SAMPLE_COURSE } from '../contract/sample-course.js';
import { type FuzzedRequest, type Keys, RequestArbitraries, type Target } from './arbitraries.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const TARGETS: Target[] = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => METHODS.includes(method))
    .map(([method, operation]) => ({ method, path, operation })),
);

/** How many requests each operation gets of each kind: `FUZZ_RUNS`. Which ones: `FUZZ_SEED`, which a failure prints. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 60);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_121);

/** What no schema can tell: the Blocks API wants to know whose view it is (research/endpoints.md A.2). */
const ALWAYS: Readonly<Record<string, Record<string, string>>> = {
  course_blocks_list: { all_blocks: 'true' },
  course_blocks_list_v2: { all_blocks: 'true' },
  course_blocks_retrieve: { all_blocks: 'true' },
  course_blocks_retrieve_v2: { all_blocks: 'true' },
};

/** What the document cannot make valid: an archive, and the secret of a client. */
const WITHOUT_VALID = new Set([
  'imports_create',
  'oauth2_authorization_create',
  'oauth2_authorization_retrieve',
  'oauth2_token_create',
  'oauth2_token_introspect',
  'oauth2_token_revoke',
]);

/**
 * What no schema tells: which passwords people choose too often, which lists of a policy have a meaning beside its visibility,
 * which modes a course offers, that dates are in order, that a name is more than spaces and a place not beyond the end, and Open edX's own dialect. The hostile half is for them as well.
 */
const OF_RULES = new Set([
  'account_create',
  'session_begin',
  'courses_create',
  'course_access_policy_replace',
  'course_access_policy_update',
  'block_access_policy_replace',
  'block_access_policy_update',
  'bulk_enrollments_create',
  'checklists_create',
  'checklists_replace',
  'checklists_update',
  'course_modes_create',
  'course_modes_replace',
  'course_modes_update',
  'edx_enrollment_create',
  'enrollments_create',
  'enrollments_replace',
  'enrollments_update',
  'invitations_create',
  // Which URLs are public, which texts are cursors, and that an organization exists.
  'events_list',
  'webhooks_create',
  'webhooks_replace',
  'webhooks_update',
  'webhook_replays_create',
  'webhook_secrets_create',
  'organizations_create',
  'organizations_replace',
  'organizations_update',
]);

/** What a valid request may be answered with (SPEC R-6): the state, or the caller, may not allow it. */
const OF_VALID = [200, 201, 202, 204, 206, 304, 401, 403, 404, 409, 412];

const CALLERS = ['admin', 'instructor', 'learner', 'outsider', 'nobody'] as const satisfies readonly (keyof Callers)[];

describe('generated requests to every operation of the document (SPEC R-6, R-14)', () => {
  let service: TestApp;
  let callers: Callers;
  let keys: Keys;

  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT_READS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_SIGN_IN: '0' });
    callers = await importSample(service);
    keys = await keysOf(callers);
  }, 120_000);
  afterAll(async () => service?.close());

  /** Sends it; the client throws where the answer is not what the document says. */
  async function send(caller: keyof Callers, { method, target, headers, body }: FuzzedRequest): Promise<TestResponse> {
    const answer = await callers[caller](target, { method, headers, ...(body !== undefined && { body }) });
    expect(answer.status).toBeLessThan(500);
    expectSaneHeaders(answer);
    return answer;
  }

  const arbitraries = ({ operation }: Target) =>
    new RequestArbitraries(DOCUMENT, keys, ALWAYS[operation.operationId] ?? {});

  const named = TARGETS.map((target) => [target.operation.operationId, target] as const);

  it.each(named)(
    'that are hostile are refused as documented, and fail nothing: %s',
    async (_, target) => {
      const property = fc.asyncProperty(
        fc.constantFrom(...CALLERS),
        arbitraries(target).mutated(target),
        async (caller, request) => void (await send(caller, request)),
      );
      await fc.assert(property, { seed, numRuns, endOnFailure: false });
    },
    120_000,
  );

  it.each(named.filter(([name]) => !WITHOUT_VALID.has(name) && !OF_RULES.has(name)))(
    'that are as documented are not refused: %s',
    async (_, target) => {
      const property = fc.asyncProperty(
        fc.constantFrom(...CALLERS),
        arbitraries(target).valid(target),
        async (caller, request) => {
          const { status, text } = await send(caller, request);
          if (!OF_VALID.includes(status)) throw new Error(`${status}: ${text.slice(0, 600)}`);
        },
      );
      await fc.assert(property, { seed, numRuns });
    },
    120_000,
  );

  // What Open edX clients call takes parameters that are not known here (SPEC section 9).
  it.each(named.filter(([, { path }]) => path.startsWith('/api/') && !path.startsWith('/api/courses/')))(
    'that have an unknown parameter are refused (R-9): %s',
    async (_, target) => {
      const property = fc.asyncProperty(arbitraries(target).withUnknownParameter(target), async (request) => {
        expect((await send('admin', request)).status).toBeGreaterThanOrEqual(400);
      });
      await fc.assert(property, { seed, numRuns: Math.ceil(numRuns / 5) });
    },
    120_000,
  );
});

/** Keys that exist, and with which a caller may get somewhere. */
/** A UUID that nothing has: the form is right. */
const NOTHING = '0190a000-0000-7000-8000-000000000000';

async function keysOf({ admin }: Callers): Promise<Keys> {
  const { body: course } = await admin(SAMPLE_COURSE);
  const blocks = Object.keys(course.outline.blocks as object);
  const usage = [...new Map(blocks.map((key) => [/type@(\w+)/.exec(key)![1], key])).values()];
  const definitions = await Promise.all(
    usage
      .slice(0, 3)
      .map(async (key) => (await admin(`/api/xblock/v1/xblocks/${key}/`)).body.definition.definition_key),
  );
  const { body: assets } = await admin(`/api/asset/v1/assets/?course=${encodeURIComponent(String(SAMPLE))}`);
  const { body: draft } = await admin(`${SAMPLE_COURSE}branches/draft/`);
  return {
    course_key: [String(SAMPLE), `${String(SAMPLE)}+branch@draft`],
    usage_key: [...usage, usage[1]!.replace('+type@', '+branch@draft+type@')],
    definition_key: definitions as string[],
    block_type: ['html', 'course', 'problem'],
    asset_key: (assets.results as { asset_key: string }[]).slice(0, 3).map(({ asset_key }) => asset_key),
    guid: [draft.version as string],
    branch: ['draft', 'published', 'other'],
    username: ['me', 'learner', 'admin'],
    publication_id: [usage[1]!, '0123456789abcdef01234567'],
    id: [NOTHING],
    uuid: [NOTHING],
    invitation_uuid: [NOTHING],
    task_id: [NOTHING],
    export_id: [NOTHING],
    event_id: [NOTHING],
    webhook_id: [NOTHING],
    delivery_id: [NOTHING],
    row: ['1'],
    revision: ['1'],
    enrollment_id: [`me,${String(SAMPLE)}`, `learner,${String(SAMPLE)}`],
    edx_enrollment_id: [String(SAMPLE), `learner,${String(SAMPLE)}`],
    mode_slug: ['audit', 'honor'],
    checklist_id: ['getting-started', 'about-page'],
    check_id: ['empty_units', 'course_dates'],
    org: ['Courseware', `Courseware.tides`],
    preference_key: ['language', 'theme'],
    file_name: ['default_30.jpg'],
  };
}

/** What every answer has, whatever was asked (SPEC ). */
function expectSaneHeaders({ status, headers, text }: TestResponse): void {
  expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
  expect(headers.get('x-api-version')).toMatch(/^\d+\.\d+\.\d+$/);
  expect(headers.get('etag') ?? '"strong"').toMatch(/^"[^"]*"$/);
  if (text !== '') expect(headers.get('content-type')).toMatch(/^[a-z]+\/[\w.+-]+/);
  if (status === 304 || status === 204) expect(text).toBe('');
  if (status === 401) expect(headers.get('www-authenticate')).not.toBeNull();
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** A Python that has edx-rest-api-client: `pip install edx-rest-api-client`. */
const PYTHON = process.env.EDX_REST_API_CLIENT_PYTHON;

const SCRIPT = `
import json, sys
from django.conf import settings
settings.configure()
from edx_rest_api_client.client import OAuthAPIClient
base, form, path = sys.argv[1:4]
client = OAuthAPIClient(base + form, sys.argv[4], sys.argv[5])
answer = client.get(base + path)
again = client.get(base + path)
print(json.dumps({
    'status': [answer.status_code, again.status_code],
    'sent': answer.request.headers['Authorization'][:8],
    'history': len(answer.history),
    'body': answer.json(),
}))
`;

/** Without it: said aloud, so that nobody takes the suite for more than it is. */
const suite = PYTHON ? describe : describe.skip;
if (!PYTHON)
  console.warn(
    'EDX_REST_API_CLIENT_PYTHON names no Python with edx-rest-api-client: SPEC X-1 is proved byte for byte only.',
  );

suite('the unmodified edx-rest-api-client (SPEC X-1, operations.md A7.6)', () => {
  let service: TestApp;
  let credentials: string[];

  beforeAll(async () => {
    service = await startTestApp();
    await service.app
      .get(AccountsService)
      .create({ username: 'worker', email: 'worker@example.org', password: null, isStaff: true });
    const { clientId, secret } = await service.app.get(ClientsService).create({ name: 'Worker', username: 'worker' });
    credentials = [clientId, secret];
  });
  afterAll(async () => service?.close());

  it.each(['', '/oauth2', '/oauth2/access_token', '/oauth2/access_token/'])(
    'gets a token with "%s" behind the address, and reads with it',
    async (form) => {
      const args = ['-c', SCRIPT, service.url, form, '/api/user/v1/accounts/me/', ...credentials];
      const { stdout } = await promisify(execFile)(PYTHON!, args, { timeout: 50_000 });
      expect(JSON.parse(stdout)).toMatchObject({
        status: [200, 200],
        sent: 'JWT eyJh',
        history: 0,
        body: { username: 'worker' },
      });
    },
  );
});

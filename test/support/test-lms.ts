/** An LMS that answers over HTTP on this machine, and signs whatever it is asked to. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

export interface LmsTestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** How it answers when it is asked for its keys. */
export type LmsMood = 'well' | 'away' | 'slow' | 'huge' | 'redirecting' | 'garbage' | 'without keys';

export class TestLms {
  /** Newest first: it signs. */
  readonly keys: LmsTestKey[] = [];
  mood: LmsMood = 'well';
  /** Requests for its keys. */
  asked = 0;
  /** Paths of all requests. */
  readonly seen: string[] = [];
  /** What its user info answers to a token; 401 for others. */
  readonly userInfo = new Map<string, object>();
  /** More members of its metadata. */
  metadata: object = {};

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.answer(request, response));
  }

  static async start(): Promise<TestLms> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const lms = new TestLms(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    lms.keys.push(await makeLmsKey());
    return lms;
  }

  get issuer(): string {
    return `${this.url}/oauth2`;
  }

  /** The claims of a good token for this person, good for a minute. */
  claims(username: string, more: JWTPayload = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      aud: 'openedx',
      sub: `subject-of-${username}`,
      preferred_username: username,
      version: '1.2.0',
      scopes: ['read', 'profile', 'email'],
      filters: [],
      is_restricted: false,
      iat: now,
      exp: now + 60,
      ...more,
    };
  }

  /** A token with these claims, by default as the LMS makes it. A claim that is undefined is left out. */
  async token(
    username: string,
    more: JWTPayload = {},
    { key = this.keys[0]!, header = {} }: { key?: LmsTestKey; header?: Partial<JWTHeaderParameters> } = {},
  ): Promise<string> {
    return new SignJWT(this.claims(username, more))
      .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!;
    this.seen.push(path);
    if (path.startsWith('/.well-known/oauth-authorization-server'))
      return json(response, { issuer: this.issuer, jwks_uri: `${this.url}/oauth2/jwks`, ...this.metadata });
    if (path === '/oauth2/user_info') {
      const info = this.userInfo.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
      if (this.mood === 'away') return void request.socket.destroy();
      return info ? json(response, info) : json(response, {}, 401);
    }
    if (path !== '/oauth2/jwks') return json(response, {}, 404);
    this.asked += 1;
    this.answerKeys(request, response);
  }

  private answerKeys(request: IncomingMessage, response: ServerResponse): void {
    const set = { keys: this.keys.map(({ jwk }) => jwk) };
    if (this.mood === 'away') request.socket.destroy();
    else if (this.mood === 'slow') response.writeHead(200).write('{');
    else if (this.mood === 'huge') json(response, { padding: 'x'.repeat(1_000_000), ...set });
    else if (this.mood === 'redirecting') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (this.mood === 'garbage') response.writeHead(200).end('<html>');
    else json(response, this.mood === 'without keys' ? { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } : set);
  }
}

export async function makeLmsKey(): Promise<LmsTestKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS512', { modulusLength: 2048, extractable: true });
  const { kty, n, e } = await exportJWK(publicKey);
  const jwk = { kty: kty!, n: n!, e: e! };
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, jwk: { ...jwk, kid, alg: 'RS512', use: 'sig' } };
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

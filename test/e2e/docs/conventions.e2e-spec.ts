/**
 * Every exchange of docs/api/conventions.md, sent to a service with the sample course, in the order of the document
 * (SPEC sections 1 and 3: what clients are told is what they get). `npm run docs:api` writes the answers anew.
 *
 * An exchange is a fenced block: a request, an empty line, its answer.
 *
 *     <!-- shows R-12; PATCH -->
 *     ```http
 *     PATCH /api/xblock/v1/xblocks/…/ HTTP/1.1
 *     Authorization: Bearer {instructor}
 *     Content-Type: application/merge-patch+json
 *
 *     { "display_name": "High water" }
 *
 *     HTTP/1.1 204 No Content
 *     ETag: "6b0171c474f96f1dcfbc1520.Rk3vQ2aX"
 *     ```
 *
 * - The comment before it, if there is one, names the rules of SPEC section 3 and the rows of section 1 that it shows. `until
 *   refused` in it sends the request again and again until the answer is 429.
 * - `{instructor}`, `{learner}` and so on stand for an access token of that account, `{tides.tar.gz}` for the bytes of a course.
 * - Of an answer, its status, the headers that are written, and its body have to agree. `…` stands for what is left out
 *   (see shortened-json.ts), and `?` for what `npm run docs:api` is to fill in, as does an answer that is not there at all.
 * - Ids, tags and times of now are real ones of some run, and are others in each (see varying-names.ts).
 * - After a 202, the task is waited for, as a reader would.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { ClientsService } from '../../../src/modules/oauth2/index.js';
import { tarGz } from '../../../src/modules/olx/archive/archives.fixture.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../../support/app.js';
import { ImportClient, membersOf } from '../../support/import-client.js';
import { importSample } from '../contract/sample-course.js';
import { bodyOf, bodyText, type Exchange, exchangesOf, type Message, withAnswers } from './exchange.js';
import { differences, renewed, type Shown, UNKNOWN } from './shortened-json.js';
import { VaryingNames } from './varying-names.js';

const DOCUMENT = 'docs/api/conventions.md';
const RENEWS = process.env.RENEW_DOCS === '1';
const text = readFileSync(DOCUMENT, 'utf8');
const exchanges = exchangesOf(text);

const RULES = Array.from({ length: 16 }, (_, index) => `R-${index + 1}`);
/** The rows of the table in SPEC section 1 that the service has today; “child access” waits for access policies. */
const ROWS = [
  'page index',
  'page envelope',
  'sorting',
  'error body',
  'PATCH',
  'PUT',
  'POST / DELETE',
  'trailing slash',
  'bad key',
  'key names',
  'API names',
  'light or heavy by default',
  'formats',
  'same URL, two callers',
  'version ids',
];
const UNTIL_REFUSED = 'until refused';
/** More than the limit below. */
const MOST_REPEATS = 5;
const PUBLIC_URL = 'https://courseware.example.org';
const ENVIRONMENT = { PUBLIC_URL, CORS_ALLOWED_ORIGINS: 'https://studio.example.org', RATE_LIMIT_SIGN_IN: '3' };
/** Shown of an answer that nobody has written yet. */
const FIRST_HEADERS = ['Content-Type', 'Location', 'ETag'];

describe(`${DOCUMENT}`, () => {
  let service: TestApp;
  let names: VaryingNames;
  let archive: Buffer;
  let callers: Readonly<Record<string, TestClient>>;
  const answers: (Message | undefined)[] = [];

  beforeAll(async () => {
    names = new VaryingNames(Date.now());
    service = await startTestApp(ENVIRONMENT);
    callers = { ...(await importSample(service)) };
    const account = { username: 'admin', clientId: 'demo-client', secret: 'demo-secret', name: 'Demo' };
    await service.app.get(ClientsService).ensure(account);
    archive = tarGz([...membersOf('sample-course/course').values()]);
  }, 120_000);
  afterAll(async () => {
    await service?.close();
    if (RENEWS) writeFileSync(DOCUMENT, withAnswers(text, answers));
  });

  it.each([...RULES, ...ROWS])('shows %s', (rule) => {
    expect(exchanges.flatMap(({ shows }) => shows)).toContain(rule);
  });

  it('shows nothing that is no rule', () => {
    const known = new Set([...RULES, ...ROWS, UNTIL_REFUSED, '']);
    expect(exchanges.flatMap(({ shows }) => shows).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(exchanges.map((exchange, index) => [exchange.request.startLine, exchange.line, index] as const))(
    '%s (line %i)',
    async (_request, _line, index) => {
      const exchange = exchanges[index]!;
      const answer = await send(exchange);
      const faults = exchange.answer ? faultsOf(exchange.answer, answer) : ['the document has no answer'];
      if (RENEWS) answers[index] = faults.length > 0 ? renewal(exchange, answer) : undefined;
      else expect(faults).toEqual([]);
    },
  );

  async function send(exchange: Exchange): Promise<TestResponse> {
    const { client, target, init } = requestOf(exchange.request);
    let answer = await client(target, init);
    if (exchange.shows.includes(UNTIL_REFUSED))
      for (let tries = 0; answer.status !== 429 && tries < MOST_REPEATS; tries += 1)
        answer = await client(target, init);
    if (answer.status === 202) await new ImportClient(client).ended(answer.headers.get('location')!);
    return answer;
  }

  function requestOf({ startLine, headers, body }: Message): { client: TestClient; target: string; init: RequestInit } {
    const [method = '', target = ''] = names.toService(startLine).split(' ');
    const sent = new Headers({ 'accept-encoding': 'identity' });
    let client = callers.nobody!;
    for (const [name, value] of headers) {
      const caller = /^Bearer \{([a-z]+)\}$/.exec(value)?.[1];
      if (caller === undefined) sent.set(name, names.toService(value));
      else if (callers[caller]) client = callers[caller];
      else throw new Error(`The document names an account that the test does not have: ${caller}`);
    }
    return { client, target, init: { method, headers: sent, ...(body && { body: bytesOf(names.toService(body)) }) } };
  }

  /** Lines of a multipart body end in CR LF (RFC 2046 4.1.1). */
  function bytesOf(body: string): string | Uint8Array<ArrayBuffer> {
    const [before = '', after] = body.split('{tides.tar.gz}');
    if (after === undefined) return body;
    const lines = (part: string): Buffer => Buffer.from(part.replaceAll('\n', '\r\n'));
    return new Uint8Array(Buffer.concat([lines(before), archive, lines(`${after}\n`)]));
  }

  function faultsOf(documented: Message, answer: TestResponse): string[] {
    const status = statusLine(answer);
    return [
      ...(status === documented.startLine ? [] : [`${status}, the document says ${documented.startLine}`]),
      ...documented.headers.flatMap(([name, value]) => {
        const answered = answer.headers.get(name);
        const isAlike = answered !== null && names.alike(value, answered);
        return isAlike ? [] : [`${name}: ${answered}, the document says ${value}`];
      }),
      ...differences(bodyOf(documented), answer.body ?? answer.text, names.alike),
    ];
  }

  function renewal({ answer: documented }: Exchange, answer: TestResponse): Message {
    const shown: Shown = documented ? bodyOf(documented) : UNKNOWN;
    const first = FIRST_HEADERS.filter((name) => answer.headers.has(name)).map((name) => [name, '?'] as const);
    const headers = (documented?.headers ?? first).map(([name, value]) => {
      const answered = answer.headers.get(name);
      // What the text beside it speaks of must not vanish in silence.
      if (answered === null)
        throw new Error(`The answer has no ${name}; take it out of the document if that is right.`);
      return [name, names.alike(value, answered) ? value : names.toDocument(answered)] as const;
    });
    const write = (text: string): string => names.toDocument(text);
    const body = bodyText(renewed(shown, answer.body ?? answer.text, names.alike, write));
    return { startLine: statusLine(answer), headers, body };
  }
});

function statusLine({ status }: TestResponse): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
}

import { readFileSync } from 'node:fs';
import { Controller, Delete, Patch, Post, Put } from '@nestjs/common';
import { MERGE_PATCH } from '../../../src/common/hypermedia/writes.js';
import { startTestApp, type TestApp, type TestResponse } from '../../support/app.js';
import type { OpenapiDocument } from '../../support/openapi-validator.js';
import { controllersOf } from './controllers.js';
import { importSample } from './sample-course.js';
import { type Scene, type Write, type WriteFixture, WRITES } from './write-fixtures.js';
import { writeFaults } from './write-routes.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const METHODS = ['post', 'put', 'patch', 'delete'] as const;
type Method = (typeof METHODS)[number];

/** Operations that write, by method. Those that are kept for today's clients have ways of their own (SPEC section 9). */
const operations = (...methods: readonly Method[]): string[] =>
  Object.entries(DOCUMENT.paths)
    .filter(([route]) => route.startsWith('/api/'))
    .flatMap(([, item]) =>
      // Interfaces of Open edX have its conventions (SPEC section 9).
      methods.flatMap((method) => {
        const operation = item[method];
        return operation && !operation.deprecated && !operation['x-open-edx'] ? (operation.operationId ?? []) : [];
      }),
    );

/** Every operation of these methods with its fixture; one without stands in the first test. */
const rows = (...methods: readonly Method[]): [string, WriteFixture][] =>
  operations(...methods).flatMap((id) => (WRITES[id] ? [[id, WRITES[id]] as [string, WriteFixture]] : []));

const methodOf = (operationId: string): string => {
  for (const item of Object.values(DOCUMENT.paths))
    for (const method of METHODS) if (item[method]?.operationId === operationId) return method.toUpperCase();
  throw new Error(`There is no operation ${operationId}.`);
};
const isMultipart = ({ body }: Write): boolean => typeof body === 'function';

@Controller('api/planted/v1/writes')
class ForgetfulController {
  @Post() create(): void {}
  @Put(':id') replace(): void {}
  @Patch(':id') update(): void {}
  @Delete(':id') remove(): void {}
}

describe('every operation that writes (SPEC section 1, R-9, R-12, R-13)', () => {
  let service: TestApp;
  let scene: Scene;

  beforeAll(async () => {
    service = await startTestApp();
    scene = { service, callers: await importSample(service) };
    await service.as('admin-2', { isStaff: true })('/api/');
  });
  afterAll(async () => service?.close());

  /** Sends a write; `body` in place of its own. */
  async function send(
    id: string,
    write: Write,
    headers: Record<string, string> = {},
    body = write.body,
  ): Promise<TestResponse> {
    const method = methodOf(id);
    if (typeof body === 'function')
      return write.client(write.target, { method, headers, body: (body as () => FormData)() });
    const type = method === 'PATCH' ? MERGE_PATCH : 'application/json';
    return write.client(write.target, {
      method,
      headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  const stateOf = async ({ client, target, state }: Write): Promise<unknown> =>
    state ? state() : (await client(target)).text;
  /** What a write that demands a condition needs beside everything else. */
  const condition = ({ demands }: WriteFixture): Record<string, string> => (demands ? { 'if-match': '*' } : {});

  it('has a row in write-fixtures.ts, and every row is an operation', () => {
    expect(Object.keys(WRITES).sort()).toEqual(operations(...METHODS).sort());
  });

  it('declares what it does with @Creates, @Replaces, @SetsValue, @Patches or @Removes, and takes @DoesOnce or @IfMatch', () => {
    expect(writeFaults(controllersOf(service.app))).toEqual([]);
  });

  it('would be found if it did not', () => {
    expect(writeFaults([ForgetfulController])).toHaveLength(8);
  });

  describe.each(rows('put', 'patch', 'delete'))('%s', (id, fixture) => {
    it('acts only on the state that the writer expects: 412 names what is there (R-12)', async () => {
      const write = await fixture.make(scene);
      const before = await stateOf(write);
      const refused = await send(id, write, { 'if-match': '"nonsense"' });
      expect([refused.status, refused.body.error_code]).toEqual([412, 'precondition_failed']);
      expect(refused.body.current_version).toMatch(/^[^".]+$/);
      expect(await stateOf(write)).toEqual(before);
      // The version alone is enough, as the 412 names it.
      const current = `"${refused.body.current_version as string}"`;
      expect((await send(id, write, { 'if-match': current })).status).toBeLessThan(300);
      if (!fixture.bare) expect(await stateOf(write)).not.toEqual(before);
    });

    it('takes the ETag of what was read', async () => {
      const write = await fixture.make(scene);
      const etag = (await write.client(write.target)).headers.get('etag')!;
      expect((await send(id, write, { 'if-match': etag })).status).toBeLessThan(300);
    });
  });

  describe.each(rows('put'))('%s', (id, fixture) => {
    it('with If-None-Match: * overwrites nothing: 412 (R-12)', async () => {
      const write = await fixture.make(scene);
      const before = await stateOf(write);
      expect((await send(id, write, { 'if-none-match': '*' })).status).toBe(412);
      expect(await stateOf(write)).toEqual(before);
    });

    it('answers 200 with the representation, or 204 for a single value (section 1 "PUT")', async () => {
      const write = await fixture.make(scene);
      const answer = await send(id, write, condition(fixture));
      if (fixture.single || fixture.bare) {
        expect([answer.status, answer.text]).toEqual([204, '']);
        const { status, body } = await write.client(write.target);
        if (fixture.bare) expect(status).toBe(200);
        else expect(body).toEqual(write.body);
      } else {
        expect([answer.status, answer.headers.has('etag')]).toEqual([200, true]);
        expect((await write.client(answer.body.url as string)).body.url).toBe(answer.body.url);
      }
    });

    it('can be sent again: nothing more happens (RFC 9110 9.2.2)', async () => {
      const write = await fixture.make(scene);
      await send(id, write, condition(fixture));
      const after = await stateOf(write);
      expect((await send(id, write, condition(fixture))).status).toBeLessThan(300);
      expect(await stateOf(write)).toEqual(after);
    });

    if (fixture.demands) {
      it('says 428 to who does not say what is to be replaced, and names it (C-8)', async () => {
        const write = await fixture.make(scene);
        const before = await stateOf(write);
        const answer = await send(id, write);
        expect([answer.status, answer.body.current_version]).toEqual([428, expect.any(String)]);
        expect(await stateOf(write)).toEqual(before);
      });
    }
  });

  describe.each(rows('patch'))('%s', (id, fixture) => {
    it.each(['application/json', 'application/json-patch+json', 'text/plain', null])(
      'takes a merge patch and nothing else: 415 for %s (section 1 "PATCH")',
      async (type) => {
        const write = await fixture.make(scene);
        const before = await stateOf(write);
        const answer = await write.client(write.target, {
          method: 'PATCH',
          headers: type === null ? {} : { 'content-type': type },
          // Bytes: of a text, fetch would say that it is text/plain.
          body: new TextEncoder().encode(JSON.stringify(write.body)),
        });
        expect([answer.status, answer.headers.get('accept-patch')]).toEqual([415, MERGE_PATCH]);
        expect(await stateOf(write)).toEqual(before);
      },
    );

    it('answers 204 without a body, and with the ETag that the next writer needs', async () => {
      const write = await fixture.make(scene);
      const answer = await send(id, write);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect((await send(id, write, { 'if-match': answer.headers.get('etag')! })).status).toBe(204);
    });

    it('answers 200 with the representation to who prefers it (RFC 7240)', async () => {
      const write = await fixture.make(scene);
      const answer = await send(id, write, { prefer: 'return=representation' });
      expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'return=representation']);
      expect((await write.client(answer.body.url as string)).body.url).toBe(answer.body.url);
      expect(answer.body).toMatchObject(write.body as object);
    });

    it('with nothing in it changes nothing', async () => {
      const write = await fixture.make(scene);
      const before = await stateOf(write);
      expect((await send(id, write, {}, {})).status).toBe(204);
      expect(await stateOf(write)).toEqual(before);
    });

    it.each([[[]], ['text'], [1], [true], [null]])('is an object: 400 for %j (RFC 7396)', async (body) => {
      const write = await fixture.make(scene);
      const before = await stateOf(write);
      const answer = await write.client(write.target, {
        method: 'PATCH',
        headers: { 'content-type': MERGE_PATCH },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(400);
      expect(await stateOf(write)).toEqual(before);
    });
  });

  describe.each(rows('delete'))('%s', (id, fixture) => {
    it('answers 204 without a body; then there is nothing any more (section 1 "DELETE")', async () => {
      const write = await fixture.make(scene);
      const answer = await send(id, write, condition(fixture));
      expect([answer.status, answer.text]).toEqual([204, '']);
      const after = [(await write.client(write.target)).status, (await send(id, write, condition(fixture))).status];
      expect(after).toEqual(fixture.stays ? [200, expect.any(Number)] : [404, 404]);
    });
  });

  describe.each(rows('post', 'put', 'patch').filter(([, { open, single }]) => !open && !single))(
    '%s',
    (id, fixture) => {
      it('refuses members that it does not know, and names them (R-9)', async () => {
        const write = await fixture.make(scene);
        const body = isMultipart(write)
          ? () => {
              const form = (write.body as () => FormData)();
              form.append('no_such_member', '1');
              return form;
            }
          : { ...(write.body as object), no_such_member: 1 };
        const answer = await send(id, write, condition(fixture), body);
        expect([answer.status, Object.keys(answer.body.field_errors as object)]).toEqual([400, ['no_such_member']]);
      });
    },
  );

  describe.each(rows('post'))('%s', (id, fixture) => {
    let keys = 0;
    const newKey = (): string => `${id}-${(keys += 1)}`;
    const fieldsOf = ({ status, text, headers }: TestResponse) => [
      status,
      text,
      headers.get('location'),
      headers.get('etag'),
    ];

    const ended = async ({ client }: Write, { body }: TestResponse): Promise<void> => {
      const states = ['pending', 'running'];
      while (states.includes((await client(body.url as string)).body.state as string))
        await new Promise((resolve) => setTimeout(resolve, 20));
    };

    it('answers 201 or 202 with the representation and where it is (section 1 "POST")', async () => {
      const write = await fixture.make(scene);
      const answer = await send(id, write);
      expect([201, 202]).toContain(answer.status);
      expect(answer.headers.get('location')).toBe(answer.body.url);
      expect(answer.headers.has('idempotent-replayed')).toBe(false);
      const there = await write.client(answer.headers.get('location')!);
      expect([there.status, there.body.url]).toEqual([200, answer.body.url]);
      expect(await write.effects!()).toBe(1);
    });

    it('sent again with its Idempotency-Key gets the first answer, and does nothing (R-13)', async () => {
      const write = await fixture.make(scene);
      const key = newKey();
      const first = await send(id, write, { 'idempotency-key': key });
      const again = await send(id, write, { 'idempotency-key': key });
      if (first.headers.get('location')!.includes('/api/task/')) await ended(write, first);
      // The same key, when what was begun is done: the draft of the IETF writes it as a quoted string.
      const quoted = await send(id, write, { 'idempotency-key': `"${key}"` });
      expect([fieldsOf(again), fieldsOf(quoted)]).toEqual([fieldsOf(first), fieldsOf(first)]);
      expect([first, again, quoted].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([
        null,
        'true',
        'true',
      ]);
      expect(await write.effects!()).toBe(1);
    });

    it('with the key of another request is a 422, and does nothing (R-13)', async () => {
      const write = await fixture.make(scene);
      const key = newKey();
      const first = await send(id, write, { 'idempotency-key': key });
      const other = await send(id, write, { 'idempotency-key': key }, write.otherBody);
      expect([first.status < 300, other.status, other.body.error_code]).toEqual([true, 422, 'idempotency_key_reused']);
      expect(await write.effects!()).toBe(1);
    });

    it('sent ten times at once with one key has one effect; the others get its answer, or 409 and when to ask again', async () => {
      const write = await fixture.make(scene);
      const key = newKey();
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(id, write, { 'idempotency-key': key })));
      const done = answers.filter(({ status }) => status < 300);
      const busy = answers.filter(({ status }) => status >= 300);
      expect(new Set(done.map(({ text }) => text)).size).toBe(1);
      expect(done.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
      for (const { body, headers } of busy)
        expect([body.error_code, headers.get('retry-after')]).toEqual(['idempotency_key_in_use', '1']);
      expect(await write.effects!()).toBe(1);
      expect((await send(id, write, { 'idempotency-key': key })).headers.get('idempotent-replayed')).toBe('true');
    });

    it('does not meet the key of another caller (R-13)', async () => {
      const write = await fixture.make(scene);
      const key = newKey();
      const mine = await send(id, write, { 'idempotency-key': key });
      const theirs = await send(id, { ...write, ...(await write.byAnother!()) }, { 'idempotency-key': key });
      expect([theirs.status, theirs.headers.has('idempotent-replayed')]).toEqual([mine.status, false]);
      expect(theirs.headers.get('location')).not.toBe(mine.headers.get('location'));
    });

    it.each(['a b', 'a"b', 'a\\b', 'k'.repeat(256), '""', 'caf\u00e9'])(
      'with the malformed key %j is a 400, and does nothing',
      async (key) => {
        const write = await fixture.make(scene);
        const answer = await send(id, write, { 'idempotency-key': key });
        expect([answer.status, Object.keys(answer.body.field_errors as object)]).toEqual([400, ['Idempotency-Key']]);
        expect(await write.effects!()).toBe(0);
      },
    );

    it('leaves nothing when its answer cannot be kept: effect and answer are one transaction (R-13)', async () => {
      const write = await fixture.make(scene);
      const key = newKey();
      await service.dataSource.query(
        `ALTER TABLE idempotent_answers ADD CONSTRAINT ck_planted CHECK (key <> '${key}') NOT VALID`,
      );
      try {
        expect((await send(id, write, { 'idempotency-key': key })).status).toBe(500);
        expect(await write.effects!()).toBe(0);
      } finally {
        await service.dataSource.query('ALTER TABLE idempotent_answers DROP CONSTRAINT ck_planted');
      }
      const answer = await send(id, write, { 'idempotency-key': key });
      expect([answer.status < 300, answer.headers.has('idempotent-replayed')]).toEqual([true, false]);
      expect(await write.effects!()).toBe(1);
    });
  });
});

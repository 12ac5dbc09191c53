import { Writable } from 'node:stream';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { warnOfProxies } from './untold-proxies.js';

describe('a proxy that nobody told the service of (SPEC R-16)', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(String(chunk));
      done();
    },
  });

  async function warningsAfter(...requests: readonly Record<string, string>[]): Promise<number> {
    lines.length = 0;
    const server = fastify({ loggerInstance: pino({ level: 'warn' }, sink) });
    warnOfProxies(server as never);
    server.get('/', () => 'ok');
    for (const headers of requests) await server.inject({ url: '/', headers });
    await server.close();
    return lines.filter((line) => line.includes('TRUST_PROXY')).length;
  }

  it('is not suspected while nobody sends X-Forwarded-For', async () => {
    expect(await warningsAfter({}, {})).toBe(0);
  });

  it('is named in the log once, however many requests it hands on', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    expect(await warningsAfter({}, forwarded, forwarded)).toBe(1);
  });
});

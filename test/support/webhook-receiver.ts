import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came in. */
export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  // Tests look at whatever came.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** How to answer: a status, with text or headers if need be. */
export interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A receiver of webhooks on this machine, which answers as its test says. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Asked for each request; may take its time. */
  answer: (request: Received) => Answer | Promise<Answer> = () => ({ status: 204 });

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = http.createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          void receiver.take(request, Buffer.concat(chunks).toString(), response);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** What came of these events, in the order in which it came. */
  of(type: string): Received[] {
    return this.received.filter(({ body }) => (body as { type: string }).type === type);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: http.IncomingMessage, text: string, response: http.ServerResponse): Promise<void> {
    const received = { headers: request.headers, text, body: JSON.parse(text) as unknown };
    this.received.push(received);
    const { status, text: body = '', headers = {} } = await this.answer(received);
    response.writeHead(status, headers).end(body);
  }
}

/**
 * Whether Standard Webhooks would take this, worked out from its text alone (standard-webhooks.md "Signature scheme"): HMAC-SHA256 of
 * `id.timestamp.body` under the base64 part of the secret, as one of the signatures of the list.
 */
export function isSignedWith(secret: string, { headers, text }: Received, now = Date.now()): boolean {
  const [id, timestamp, list] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name]),
  ) as [string, string, string];
  if (Math.abs(now / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest();
  return list
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .some((one) => {
      const given = Buffer.from(one.slice(3), 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}

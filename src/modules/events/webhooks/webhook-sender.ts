import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../common/config/app-config.js';
import { API_VERSION } from '../../../common/openapi/api-version.js';
import { publicLookup } from './public-lookup.js';
import { ForbiddenAddressError, targetFault } from './webhook-target.js';

/** What became of a request. */
export interface SendResult {
  /** Status of the answer; null where there was none. */
  readonly status: number | null;
  /** The first bytes of the answer; null where there was none. */
  readonly body: string | null;
  /** Why there was no answer; null where there was one. */
  readonly error: string | null;
  readonly durationMs: number;
}

/** What is sent. */
export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Of an answer that much is kept, for whoever looks why their receiver refuses. */
const KEPT_BYTES = 1024;

/**
 * Sends to addresses that people outside have chosen (operations.md C1.7): the name is looked up, every address that it has must
 * be public, and the connection goes to what was looked up, so that no second look-up can say something else. Redirects are
 * not followed. Nothing of the answer but its first bytes is read.
 */
@Injectable()
export class WebhookSender {
  private readonly lookup: LookupFunction;

  constructor(private readonly config: AppConfig) {
    this.lookup = config.webhooks.allowPrivate ? lookup : publicLookup();
  }

  /** Never rejects: whatever goes wrong is a result. */
  async post(message: Message): Promise<SendResult> {
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    try {
      const fault = targetFault(message.url, this.config.webhooks);
      if (fault !== null) return { status: null, body: null, error: `The URL ${fault}.`, durationMs: took() };
      return { ...(await this.exchange(message)), error: null, durationMs: took() };
    } catch (error) {
      return { status: null, body: null, error: this.reasonOf(error), durationMs: took() };
    }
  }

  private async exchange({ url, headers, body }: Message): Promise<{ status: number; body: string }> {
    const { timeout } = this.config.webhooks;
    return new Promise((resolve, reject) => {
      const request = (url.startsWith('https:') ? https : http).request(url, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': `Courseware/${API_VERSION}`,
        },
        lookup: this.lookup,
        // A connection of its own for each: none outlives the look-up that allowed it.
        agent: false,
        signal: AbortSignal.timeout(timeout * 1000),
      });
      request.on('error', reject);
      request.on('response', (response) => {
        firstBytesOf(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
      });
      request.end(body);
    });
  }

  private reasonOf(error: unknown): string {
    const { name, code } = error as Partial<NodeJS.ErrnoException>;
    if (name === 'AbortError' || name === 'TimeoutError')
      return `There was no answer within ${this.config.webhooks.timeout} seconds.`;
    if (error instanceof ForbiddenAddressError) return `${error.message}.`;
    return code === undefined ? 'It could not be sent.' : `It could not be sent: ${code}.`;
  }
}

async function firstBytesOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size >= KEPT_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString().replaceAll('\0', '').toWellFormed();
}

import { AppError } from '../../../common/errors/app-error.js';

/** The whole exchange, from the connection to the last byte (operations.md A4.13). */
const TIMEOUT_MS = 5_000;
/** A JWK set with a hundred keys has less. */
const MAX_BYTES = 256 * 1024;
const RETRY_SECONDS = '5';

/** 503: the LMS does not answer, or not with what it should. Whether the caller's token is good cannot be said. */
export class LmsUnavailableError extends AppError {
  constructor(cause?: unknown) {
    super(
      'service_unavailable',
      'The LMS that knows who you are does not answer as it should at the moment. Try again shortly.',
      { headers: { 'retry-after': RETRY_SECONDS }, cause },
    );
  }
}

export interface LmsAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * One request to an address that an operator has configured: bounded in time and size, and a redirect is an error, so
 * that nobody can lead it to another host (operations.md C1.7, C1.10).
 * @throws LmsUnavailableError when there is no answer within the bounds
 */
export async function askLms(url: string, init: RequestInit = {}): Promise<LmsAnswer> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...(init.headers as Record<string, string> | undefined) },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await boundedText(response) };
  } catch (error) {
    throw new LmsUnavailableError(error);
  }
}

/** The same for a JSON object with status 200; anything else is not what was asked for. @throws LmsUnavailableError */
export async function jsonOfLms(url: string): Promise<Readonly<Record<string, unknown>>> {
  const { status, text } = await askLms(url);
  if (status !== 200) throw new LmsUnavailableError(new Error(`${url} answers ${status}.`));
  return jsonObject(text) ?? raise(new Error(`${url} does not answer with a JSON object.`));
}

/** The object that a text is; null when it is none. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

async function boundedText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (size > MAX_BYTES) throw new Error(`The answer has more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function raise(cause: Error): never {
  throw new LmsUnavailableError(cause);
}

import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came: in whichever coding. */
  readonly body: Buffer;
  /** The body as JSON. */
  // Tests look at whatever came.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json(): any;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** Sends a request as it is written: `fetch` would tidy up the target, choose headers, and decode the body. */
export function rawRequest(
  origin: string,
  target: string,
  { method = 'GET', headers = {}, body }: RawRequest = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method, headers, agent: false }, (response) => {
      buffer(response).then(
        (bytes) =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: bytes,
            json: () => JSON.parse(bytes.toString('utf8')) as unknown,
          }),
        reject,
      );
    });
    sent.on('error', reject).end(body);
  });
}

/** Writes bytes to a connection and returns all that comes back until the server closes it. */
export function rawBytes(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  return text(socket);
}

import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppConfig } from '../config/app-config.js';
import { answerParserErrors } from './server-errors.js';

describe('what the HTTP parser refuses (SPEC section 1 "error body", R-6)', () => {
  /** What is written to the connection; a stream stands for it, since a time-out cannot be waited for. */
  const answerTo = async (error: { code: string; rawPacket?: Buffer }): Promise<[string, string]> => {
    const connection = new PassThrough();
    answerParserErrors(AppConfig.from({}))(error as never, connection as never);
    const [head, body] = (await text(connection)).split('\r\n\r\n') as [string, string];
    return [head, body];
  };

  it.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', undefined, 408, 'request_timeout'],
    ['HPE_HEADER_OVERFLOW', 'GET / HTTP/1.1\r\nx: yyyy', 431, 'headers_too_large'],
    ['HPE_HEADER_OVERFLOW', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\n`, 414, 'uri_too_long'],
    ['HPE_HEADER_OVERFLOW', undefined, 431, 'headers_too_large'],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', undefined, 413, 'content_too_large'],
    ['HPE_INVALID_METHOD', 'HELLO\r\n', 400, 'malformed_body'],
    ['HPE_INVALID_CONTENT_LENGTH', undefined, 400, 'malformed_body'],
  ])('%s is answered in the one form, and the connection closed', async (code, packet, status, errorCode) => {
    const [head, body] = await answerTo({ code, rawPacket: packet === undefined ? undefined : Buffer.from(packet) });
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z]`));
    expect(head).toMatch(/\r\ncontent-type: application\/json; charset=utf-8\r\n/);
    expect(head).toMatch(/\r\nconnection: close$/);
    expect(head).toContain(`\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`);
    const { request_id, ...problem } = JSON.parse(body) as Record<string, unknown>;
    expect(problem).toMatchObject({ error_code: errorCode, status, developer_message: expect.stringMatching(/\w/) });
    expect(head).toContain(`\r\nx-request-id: ${String(request_id)}\r\n`);
  });

  it('is not answered when nobody is there any more', () => {
    const connection = new PassThrough();
    answerParserErrors(AppConfig.from({}))({ code: 'ECONNRESET' } as never, connection as never);
    expect([connection.destroyed, connection.readableLength]).toEqual([true, 0]);
  });
});

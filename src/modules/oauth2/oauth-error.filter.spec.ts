import type { ArgumentsHost } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import { jest } from '@jest/globals';
import { AppError } from '../../common/errors/app-error.js';
import { OauthErrorFilter } from './oauth-error.filter.js';

interface Sent {
  status: number;
  headers: Record<string, string>;
  body: { error: string; error_description: string };
}

/** What the filter sends for what was thrown. */
function sent(thrown: unknown): Sent {
  const answer = {} as Sent;
  const reply = {
    status: (status: number) => Object.assign(answer, { status }) && reply,
    headers: (headers: Record<string, string>) => Object.assign(answer, { headers }) && reply,
    send: (body: Sent['body']) => Object.assign(answer, { body }),
  };
  const http = { getRequest: () => ({ id: 'r-1' }), getResponse: () => reply };
  new OauthErrorFilter().catch(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return answer;
}

describe('an error of the token endpoint', () => {
  const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

  beforeEach(() => log.mockClear());
  afterAll(() => log.mockRestore());

  it.each([
    ['as it was thrown', new Error('password=hunter2')],
    ['wrapped by the protocol library', new OAuth2Server.ServerError(new Error('password=hunter2') as never)],
    ['when it is no error at all', 'password=hunter2'],
  ])('of ours says nothing of its cause, %s; the log does', (_, thrown) => {
    const { status, body } = sent(thrown);
    expect([status, body.error]).toEqual([500, 'server_error']);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('is a 503 that says when to come back while the database is away', () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { code: 'ECONNREFUSED' });
    const { status, headers, body } = sent(new OAuth2Server.ServerError(away as never));
    expect([status, body.error, headers['retry-after']]).toEqual([503, 'temporarily_unavailable', '2']);
    expect(JSON.stringify(body)).not.toContain('10.0.0.5');
  });

  it('has no character that RFC 6749 5.2 forbids in a description, whatever the request had', () => {
    const { body } = sent(new AppError('unsupported_media_type', 'The body is "té\\xt\r\nSet-Cookie: a=b".'));
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  });

  it('of the client is not logged as one of ours', () => {
    expect(sent(new OAuth2Server.InvalidScopeError('The scope is not known.'))).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
    expect(log).not.toHaveBeenCalled();
  });
});

import type { FastifyRequest } from 'fastify';
import { Principal } from '../auth/principal.js';
import { InvalidInputError } from '../errors/app-error.js';
import type { IdempotentAnswers } from './idempotent-answers.service.js';
import { Once } from './once.js';

describe('an Idempotency-Key (SPEC R-13)', () => {
  const once = (principal: Principal, headers: Record<string, string>): Once =>
    new Once({} as IdempotentAnswers, { headers, principal } as unknown as FastifyRequest, () => {
      throw new Error('Nothing is made here.');
    });
  const key = { 'idempotency-key': 'one-key' };

  it('of somebody who is not signed in is refused: two people with the same key would get one answer', () => {
    expect(() => once(Principal.anonymous, key)).toThrow(InvalidInputError);
    expect(() => once(Principal.anonymous, key)).toThrow(
      expect.objectContaining({ fieldErrors: { 'Idempotency-Key': [expect.stringMatching(/sign in/)] } }),
    );
  });

  it('is taken of an account, and missed by nobody', () => {
    const caller = Principal.of({ userId: 7, username: 'andya', isStaff: false, isSuperuser: false });
    expect(() => once(caller, key)).not.toThrow();
    expect(() => once(Principal.anonymous, {})).not.toThrow();
  });
});

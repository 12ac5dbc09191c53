import { jest } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { Principal } from '../auth/principal.js';
import { AppError, InvalidInputError } from '../errors/app-error.js';
import type { IdempotentAnswers } from './idempotent-answers.service.js';
import { Once } from './once.js';
import { SealedAnswer } from './sealed-answer.js';

describe('an Idempotency-Key (SPEC R-13)', () => {
  const once = (
    principal: Principal,
    headers: Record<string, string>,
    answers: Partial<IdempotentAnswers> = {},
  ): Once =>
    new Once(answers as IdempotentAnswers, { headers, principal } as unknown as FastifyRequest, () => {
      throw new Error('Nothing is made here.');
    });
  const key = { 'idempotency-key': 'one-key' };
  const caller = Principal.of({ userId: 7, username: 'andya', isStaff: false, isSuperuser: false });

  it('of somebody who is not signed in is refused: two people with the same key would get one answer', () => {
    expect(() => once(Principal.anonymous, key)).toThrow(InvalidInputError);
    expect(() => once(Principal.anonymous, key)).toThrow(
      expect.objectContaining({ fieldErrors: { 'Idempotency-Key': [expect.stringMatching(/sign in/)] } }),
    );
  });

  it('is taken of an account, and missed by nobody', () => {
    expect(() => once(caller, key)).not.toThrow();
    expect(() => once(Principal.anonymous, {})).not.toThrow();
  });

  describe('of a repeat that is refused', () => {
    const first = new SealedAnswer(201, {}, '{}').replayed();
    const taken = new AppError('conflict', 'It is there already.');

    it('gives the first answer, for what is refused may be what the first time has made', async () => {
      const replay = jest.fn<IdempotentAnswers['replay']>().mockResolvedValue(first);
      await expect(once(caller, key, { replay }).replayInsteadOf(taken)).resolves.toBe(first);
      expect(replay).toHaveBeenCalledWith(expect.objectContaining({ caller: 'andya', key: 'one-key' }));
    });

    it('leaves the refusal where there is no first answer', async () => {
      const replay = jest.fn<IdempotentAnswers['replay']>().mockResolvedValue(null);
      await expect(once(caller, key, { replay }).replayInsteadOf(taken)).rejects.toBe(taken);
    });

    it.each([
      ['without a key', {}, taken],
      ['by a service that cannot work', key, new AppError('service_unavailable', 'The database is away.')],
      ['by a fault of the service', key, new TypeError('x is not a function')],
    ])('is not looked for %s', async (_, headers: Record<string, string>, refusal: Error) => {
      const replay = jest.fn<IdempotentAnswers['replay']>();
      await expect(once(caller, headers, { replay }).replayInsteadOf(refusal)).rejects.toBe(refusal);
      expect(replay).not.toHaveBeenCalled();
    });
  });
});

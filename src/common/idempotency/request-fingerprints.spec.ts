import { createHash } from 'node:crypto';
import { AppConfig } from '../config/app-config.js';
import { RequestFingerprints } from './request-fingerprints.js';

const SECRET = 'a secret of at least 32 characters, said once';
const fingerprints = (SESSION_SECRET?: string) => new RequestFingerprints(AppConfig.from({ SESSION_SECRET }));
const asked = (password: string) => `POST\n/api/user/v1/accounts/\n{"username":"anna","password":"${password}"}\n`;

describe('the fingerprint of a request with an Idempotency-Key (SPEC R-13)', () => {
  it('cannot be worked out by whoever knows the request and not the secret', () => {
    const kept = fingerprints(SECRET).of(asked('spring2026'));
    for (const algorithm of ['sha256', 'sha512'])
      for (const encoding of ['base64url', 'hex'] as const)
        expect(kept).not.toContain(createHash(algorithm).update(asked('spring2026')).digest(encoding));
    expect(kept).not.toBe(fingerprints(`${SECRET}.`).of(asked('spring2026')));
  });

  it('does not tell the secret by the name of its key', () => {
    const [name, mac] = fingerprints(SECRET).of(asked('spring2026')).split('.');
    expect([name!.length, mac!.length]).toEqual([12, 43]);
    expect(fingerprints(SECRET).of(asked('summer2026')).split('.')).toEqual([name, expect.not.stringMatching(mac!)]);
  });

  it('is of another request when a single character differs', () => {
    const kept = fingerprints(SECRET).of(asked('spring2026'));
    expect(fingerprints(SECRET).isOfAnother(kept, asked('spring2027'))).toBe(true);
  });

  it('is the same in every process of the same secret', () => {
    const kept = fingerprints(SECRET).of(asked('spring2026'));
    expect(fingerprints(SECRET).of(asked('spring2026'))).toBe(kept);
    expect(fingerprints(SECRET).isOfAnother(kept, asked('spring2026'))).toBe(false);
  });

  it('under a secret that is gone counts as the same request: a repeat after a restart makes nothing twice', () => {
    const kept = fingerprints().of(asked('spring2026'));
    expect(fingerprints().isOfAnother(kept, asked('spring2026'))).toBe(false);
    // As it was kept before there was a secret in it.
    expect(fingerprints(SECRET).isOfAnother('n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg', asked('x'))).toBe(false);
  });
});

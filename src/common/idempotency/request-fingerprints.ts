import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';

const KEY_BYTES = 32;
const NAME_BYTES = 9;

/**
 * Tells requests apart without keeping them (SPEC R-13). A request may hold a password, a registration's for one: a plain
 * hash of it would let whoever has read the table try passwords at no cost. What is kept is a MAC under a key of the
 * service's own, derived from SESSION_SECRET, with the name of that key in front.
 */
@Injectable()
export class RequestFingerprints {
  private readonly key: Uint8Array;
  private readonly name: string;

  constructor({ sessionSecret }: AppConfig) {
    const derive = (purpose: string, bytes: number) =>
      new Uint8Array(hkdfSync('sha256', sessionSecret, '', purpose, bytes));
    this.key = derive('idempotency fingerprint', KEY_BYTES);
    this.name = Buffer.from(derive('idempotency fingerprint, name of the key', NAME_BYTES)).toString('base64url');
  }

  /** @param asked everything that was asked: method, address, query and body */
  of(asked: string): string {
    return `${this.name}.${createHmac('sha256', this.key).update(asked).digest('base64url')}`;
  }

  /** Whether this fingerprint is certainly of this very request. */
  isOf(fingerprint: string, asked: string): boolean {
    return fingerprint === this.of(asked);
  }

  /**
   * Whether this fingerprint is of another request. Of one that was made under another secret nobody can tell: SESSION_SECRET
   * was changed, or is not set and the service has started again. Then the caller's own word counts, which the key is, so
   * that a repeat after a crash never makes anything twice.
   */
  isOfAnother(fingerprint: string, asked: string): boolean {
    return fingerprint.startsWith(`${this.name}.`) && !this.isOf(fingerprint, asked);
  }
}

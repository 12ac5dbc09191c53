import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKeyStore } from './signing-key-store.js';

const KEY_NAME = 'subject-identifiers';
const KEY_BYTES = 32;
/** 128 bits, the length of an LMS's anonymous ids. */
const ID_DIGITS = 32;

/**
 * The `sub` of an account: the same for ever, never given to another account, and no way back to the database's id
 * (SPEC I-1). A keyed hash of that id, as OpenID Connect Core 8.1 describes; the key is made once and never changes.
 */
@Injectable()
export class SubjectIds {
  private key: Promise<Uint8Array> | null = null;

  constructor(private readonly store: SigningKeyStore) {}

  /** 32 hexadecimal digits. */
  async of(userId: number): Promise<string> {
    const key = await (this.key ??= this.load());
    return createHmac('sha256', key).update(String(userId)).digest('hex').slice(0, ID_DIGITS);
  }

  private async load(): Promise<Uint8Array> {
    try {
      const made = { kty: 'oct', k: randomBytes(KEY_BYTES).toString('base64url') };
      return Buffer.from((await this.store.secret(KEY_NAME, made)).k!, 'base64url');
    } catch (error) {
      this.key = null; // the database was away: the next request tries again
      throw error;
    }
  }
}

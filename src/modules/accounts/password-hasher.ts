import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { TooManyPasswordsError } from './accounts.errors.js';
import { normalisedPassword } from './passwords.js';

/** OWASP's minimum for argon2id (operations.md C4.1): 19 MiB, two passes, one lane. The library's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;
/** Hashes at a time in one process: more would keep files, DNS and compression waiting, which share their threads. */
const AT_ONCE = 4;
/** Beyond these nobody waits: an answer that comes after a minute serves nobody. */
const MOST_WAITING = 50;
/** Django's own number grows by some 10 % a release; a stored hash cannot ask for any amount of work. */
const MAX_PBKDF2_ROUNDS = 5_000_000;

const pbkdf2Of = promisify(pbkdf2);

/** What came of holding a password against a stored hash. */
export interface Verdict {
  readonly isRight: boolean;
  /** A right password is to be hashed anew: the stored hash is weaker than what is made today. */
  readonly isOutdated: boolean;
}

/** Hashes passwords and verifies them, a few at a time. Each takes some 20 ms of one core, outside the event loop. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** What is verified where there is no account, so that this takes as long as a wrong password (operations.md C4.2). */
  private dummy: Promise<string> | null = null;

  /** The hash to store, in PHC string form. @throws TooManyPasswordsError */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normalisedPassword(password), PARAMETERS));
  }

  /**
   * Holds a password against a stored hash: ours, or one of Django (`pbkdf2_sha256$…`, `argon2$…`), as accounts of an LMS
   * bring along. Null, for no account, does the work of a wrong password and is never right.
   * @throws TooManyPasswordsError
   */
  async verify(password: string, stored: string | null): Promise<Verdict> {
    // Made whether it is needed or not, so that the first unknown name costs no more than the first known one.
    const dummy = await (this.dummy ??= hash('the password of nobody', PARAMETERS));
    const against = stored ?? dummy;
    const isRight = await this.inTurn(() => this.compute(password, against));
    return { isRight: isRight && stored !== null, isOutdated: !against.startsWith(PREFIX) };
  }

  private async compute(password: string, stored: string): Promise<boolean> {
    if (stored.startsWith('pbkdf2_sha256$')) return isPbkdf2(password, stored);
    // Django writes the name of its hasher in front, and does not normalise.
    if (stored.startsWith('argon2$')) return verify(stored.slice('argon2'.length), password);
    return verify(stored, normalisedPassword(password));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) await this.turn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      // A place is handed on, so that nobody who comes later can take it first.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private async turn(): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) throw new TooManyPasswordsError();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** Django's `pbkdf2_sha256$<rounds>$<salt>$<base64>`. */
async function isPbkdf2(password: string, stored: string): Promise<boolean> {
  const [, rounds = '', salt = '', encoded = ''] = stored.split('$');
  const expected = Buffer.from(encoded, 'base64');
  if (!/^\d+$/.test(rounds) || Number(rounds) < 1 || Number(rounds) > MAX_PBKDF2_ROUNDS || expected.length === 0)
    return false;
  const computed = await pbkdf2Of(password, salt, Number(rounds), expected.length, 'sha256');
  return timingSafeEqual(computed, expected);
}

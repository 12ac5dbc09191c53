import { Module } from '@nestjs/common';
import { FailedAuthentications } from './failed-authentications.js';
import { MemoryRateLimits } from './memory-rate-limits.js';
import { RateLimits } from './rate-limits.js';
import { UnlockGuesses } from './unlock-guesses.js';

/** Provides {@link RateLimits}, {@link FailedAuthentications} and {@link UnlockGuesses}. */
@Module({
  providers: [{ provide: RateLimits, useClass: MemoryRateLimits }, FailedAuthentications, UnlockGuesses],
  exports: [RateLimits, FailedAuthentications, UnlockGuesses],
})
export class RateLimitModule {}

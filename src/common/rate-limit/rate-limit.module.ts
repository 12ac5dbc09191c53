import { Module } from '@nestjs/common';
import { FailedAuthentications } from './failed-authentications.js';
import { GrowingDelays } from './growing-delays.js';
import { MemoryRateLimits } from './memory-rate-limits.js';
import { RateLimits } from './rate-limits.js';
import { UnlockGuesses } from './unlock-guesses.js';

/** Provides {@link RateLimits}, {@link FailedAuthentications}, {@link GrowingDelays} and {@link UnlockGuesses}. */
@Module({
  providers: [{ provide: RateLimits, useClass: MemoryRateLimits }, FailedAuthentications, GrowingDelays, UnlockGuesses],
  exports: [RateLimits, FailedAuthentications, GrowingDelays, UnlockGuesses],
})
export class RateLimitModule {}

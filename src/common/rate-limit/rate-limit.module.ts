import { Module } from '@nestjs/common';
import { FailedAuthentications } from './failed-authentications.js';
import { GrowingDelays } from './growing-delays.js';
import { Guesses } from './guesses.js';
import { MemoryRateLimits } from './memory-rate-limits.js';
import { RateLimits } from './rate-limits.js';

/** Provides {@link RateLimits}, {@link FailedAuthentications}, {@link GrowingDelays} and {@link Guesses}. */
@Module({
  providers: [{ provide: RateLimits, useClass: MemoryRateLimits }, FailedAuthentications, GrowingDelays, Guesses],
  exports: [RateLimits, FailedAuthentications, GrowingDelays, Guesses],
})
export class RateLimitModule {}

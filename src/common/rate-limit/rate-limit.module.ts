import { Module } from '@nestjs/common';
import { FailedAuthentications } from './failed-authentications.js';
import { GrowingDelays } from './growing-delays.js';
import { MemoryRateLimits } from './memory-rate-limits.js';
import { RateLimits } from './rate-limits.js';

/** Provides {@link RateLimits}, {@link FailedAuthentications} and {@link GrowingDelays}. */
@Module({
  providers: [{ provide: RateLimits, useClass: MemoryRateLimits }, FailedAuthentications, GrowingDelays],
  exports: [RateLimits, FailedAuthentications, GrowingDelays],
})
export class RateLimitModule {}

import { Module } from '@nestjs/common';
import { FailedAuthentications } from './failed-authentications.js';
import { MemoryRateLimits } from './memory-rate-limits.js';
import { RateLimits } from './rate-limits.js';

/** Provides {@link RateLimits} and {@link FailedAuthentications}. */
@Module({
  providers: [{ provide: RateLimits, useClass: MemoryRateLimits }, FailedAuthentications],
  exports: [RateLimits, FailedAuthentications],
})
export class RateLimitModule {}

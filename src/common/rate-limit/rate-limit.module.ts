import { Module } from '@nestjs/common';
import { MemoryRateLimits } from './memory-rate-limits.js';
import { RateLimits } from './rate-limits.js';

/** Provides {@link RateLimits}. */
@Module({ providers: [{ provide: RateLimits, useClass: MemoryRateLimits }], exports: [RateLimits] })
export class RateLimitModule {}

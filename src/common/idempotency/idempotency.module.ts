import { Global, Injectable, Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { IdempotentAnswers } from './idempotent-answers.service.js';
import { RequestFingerprints } from './request-fingerprints.js';

/** How long a key is remembered, in hours; docs/api/conventions.md promises it. */
export const KEPT_HOURS = 24;
const EVERY_MS = 3_600_000;

/** Forgets old answers, once an hour in each process: a DELETE of nothing costs nothing. */
@Injectable()
class AnswerSweeper implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AnswerSweeper.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly answers: IdempotentAnswers) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    await this.answers
      .forget(KEPT_HOURS)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'Old answers could not be dropped.'));
  }
}

/** Idempotency keys of every POST (SPEC R-13). */
@Global()
@Module({ providers: [IdempotentAnswers, RequestFingerprints, AnswerSweeper], exports: [IdempotentAnswers] })
export class IdempotencyModule {}

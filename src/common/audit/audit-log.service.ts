import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { enteringSql } from './audit-statement.js';
import { AuditSubscriber } from './audit-subscriber.js';
import { AuditTrail } from './audit-trail.js';

const ENTER = enteringSql('$1', 'true');

/** Follows work, and sees to it that what it did is in the audit log (ADR 0019). */
@Injectable()
export class AuditLog implements OnModuleInit {
  private readonly logger = new Logger(AuditLog.name);

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  onModuleInit(): void {
    this.dataSource.subscribers.push(new AuditSubscriber());
  }

  /**
   * Runs the work. When it has succeeded, it has its entry: in the transaction in which it wrote or, if it wrote by
   * statements that commit by themselves, right after them.
   * @param didNothing whether this result is one of work that was not done, such as the repeat of a request
   */
  async follow<T>(
    trail: AuditTrail,
    work: () => Promise<T>,
    didNothing: (result: T) => boolean = () => false,
  ): Promise<T> {
    const result = await AuditTrail.run(trail, work);
    if (!trail.isEntered && !didNothing(result)) {
      await this.write(trail, null);
      trail.entered();
    }
    return result;
  }

  /** Writes down that a request was refused. */
  async refused(trail: AuditTrail, status: number): Promise<void> {
    await this.write(trail, status);
  }

  /** The effect is committed or refused by now: that the entry fails must not make the answer say otherwise. The log keeps it. */
  private async write(trail: AuditTrail, refusal: number | null): Promise<void> {
    const record = trail.record(refusal);
    try {
      await this.dataSource.query(ENTER, [JSON.stringify(record)]);
    } catch (error) {
      this.logger.error({ err: error, audit_entry: record }, 'An entry of the audit log could not be written.');
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** A load balancer asks about once a second and wants its answer well before it asks again. */
const CHECK_TIMEOUT_MS = 1_500;

/** Knows whether the service can do its work at this moment. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** From the first signal on, new requests should go elsewhere. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Part → `OK` or `UNAVAILABLE`. */
  async check(): Promise<Record<string, string>> {
    return {
      process_status: this.stopping ? 'UNAVAILABLE' : 'OK',
      database_status: await this.database(),
    };
  }

  private async database(): Promise<string> {
    const query = this.dataSource.query('SELECT 1').then(
      () => 'OK',
      () => 'UNAVAILABLE',
    );
    return Promise.race([query, sleep(CHECK_TIMEOUT_MS, 'UNAVAILABLE', { ref: false })]);
  }
}

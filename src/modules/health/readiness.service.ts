import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AssetStore } from '../assets/index.js';

/** A load balancer asks about once a second and wants its answer well before it asks again. */
const CHECK_TIMEOUT_MS = 1_500;

/** Knows whether the service can do its work at this moment. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly assets: AssetStore,
  ) {}

  /** From the first signal on, new requests should go elsewhere. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Part → `OK` or `UNAVAILABLE`. */
  async check(): Promise<Record<string, string>> {
    const [database, store] = await Promise.all([
      inTime(this.dataSource.query('SELECT 1')),
      inTime(this.assets.check()),
    ]);
    return {
      process_status: this.stopping ? 'UNAVAILABLE' : 'OK',
      database_status: database,
      asset_store_status: store,
    };
  }
}

/** Whether a check succeeds before the asker loses patience. */
function inTime(check: Promise<unknown>): Promise<string> {
  const outcome = check.then(
    () => 'OK',
    () => 'UNAVAILABLE',
  );
  return Promise.race([outcome, sleep(CHECK_TIMEOUT_MS, 'UNAVAILABLE', { ref: false })]);
}

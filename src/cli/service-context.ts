import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { AppModule } from '../app.module.js';
import { AuditLog } from '../common/audit/audit-log.service.js';
import { AppConfig } from '../common/config/app-config.js';
import { Database } from '../common/database/database.js';
import { NestLogger } from '../common/logging/nest-logger.js';
import { auditedCommand, type AuditedCommand } from './audited-command.js';
import { Interruption } from './interruption.js';

/** What a command works with: the service's own services, without its HTTP server. */
export interface ServiceContext {
  readonly service: INestApplicationContext;
  readonly config: AppConfig;
  /** Aborted by Ctrl-C and SIGTERM, with an InterruptedError as the reason. */
  readonly signal: AbortSignal;
}

/**
 * Opens the service (starts the embedded database where none is configured, migrates), does the work, and closes it.
 * @param writes what the audit log says of it (SPEC section 8); absent for a command that writes nothing
 */
export async function withService<T>(
  work: (context: ServiceContext) => Promise<T>,
  writes?: AuditedCommand,
): Promise<T> {
  using interruption = new Interruption();
  const { signal } = interruption;
  const config = AppConfig.load();
  const service = await open(config);
  try {
    signal.throwIfAborted();
    const context = { service, config, signal };
    if (!writes) return await work(context);
    return await service.get(AuditLog).follow(auditedCommand(writes), () => work(context));
  } finally {
    await service.close();
  }
}

async function open(config: AppConfig): Promise<INestApplicationContext> {
  try {
    return await NestFactory.createApplicationContext(AppModule.with(config), {
      logger: loggerOf(config),
      abortOnError: false,
    });
  } catch (error) {
    // Nothing else lets go of an embedded server that was started for this.
    await Database.close();
    throw error;
  }
}

/** Silent, since what a command prints may be read by a program; LOG_LEVEL=debug shows the log on stderr. */
function loggerOf(config: AppConfig): LoggerService | false {
  return showsDetails(config) && new NestLogger(pino({ level: config.logLevel }, pino.destination(2)));
}

/** Whether an operator asked for everything there is to know of a failure. */
export function showsDetails(config: AppConfig): boolean {
  return config.logLevel === 'debug' || config.logLevel === 'trace';
}

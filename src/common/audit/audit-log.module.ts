import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.service.js';

/** The audit log, as far as it is written. It is read by modules/audit. */
@Global()
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditLogModule {}

import { Module } from '@nestjs/common';
import { EntriesController } from './entries.controller.js';
import { EntriesService } from './entries.service.js';

/** The audit log, as far as it is read. It is written by common/audit. */
@Module({ controllers: [EntriesController], providers: [EntriesService] })
export class AuditModule {}

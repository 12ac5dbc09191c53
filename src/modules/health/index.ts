import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.service.js';

/** `/health/` and `/ready/` (SPEC O-5). */
@Module({ imports: [AssetsModule], controllers: [HealthController], providers: [Readiness] })
export class HealthModule {}

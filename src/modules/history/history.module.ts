import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { BlockVersionsController } from './block-versions.controller.js';
import { BranchesController } from './branches.controller.js';
import { BranchesService } from './branches.service.js';
import { ChangesSinceInterceptor } from './changes-since.interceptor.js';
import { ChangesSince } from './changes-since.service.js';
import { ComparisonsController } from './comparisons.controller.js';
import { ComparisonsService } from './comparisons.service.js';
import { RestorationsService } from './restorations.service.js';
import { VersionViews } from './version-views.service.js';
import { VersionsController } from './versions.controller.js';
import { VersionsService } from './versions.service.js';

/** Versions, branches and comparisons of courses (SPEC C-1, C-6, C-8). */
@Module({
  controllers: [VersionsController, BlockVersionsController, ComparisonsController, BranchesController],
  providers: [
    VersionsService,
    VersionViews,
    RestorationsService,
    ComparisonsService,
    BranchesService,
    ChangesSince,
    // What every refused write is told, whichever module refuses it.
    { provide: APP_INTERCEPTOR, useClass: ChangesSinceInterceptor },
  ],
})
export class HistoryModule {}

import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/index.js';
import { PublicationRequests } from './publication-requests.service.js';
import { PublicationScheduler } from './publication-scheduler.js';
import { PublicationsController } from './publications.controller.js';
import { PublicationsService } from './publications.service.js';
import { Publisher } from './publisher.service.js';
import { ScheduledPublicationsController } from './scheduled-publications.controller.js';
import { ScheduledPublications } from './scheduled-publications.service.js';
import { UnpublishedChangesController } from './unpublished-changes.controller.js';
import { UnpublishedChanges } from './unpublished-changes.service.js';

/** Publishing, now and later, taking off, discarding, and what is not published yet (SPEC C-5). */
@Module({
  imports: [AccountsModule],
  controllers: [PublicationsController, ScheduledPublicationsController, UnpublishedChangesController],
  providers: [
    Publisher,
    PublicationRequests,
    PublicationsService,
    ScheduledPublications,
    PublicationScheduler,
    UnpublishedChanges,
  ],
})
export class PublishingModule {}

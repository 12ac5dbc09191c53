import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { UserParameter } from '../../../common/pagination/key-parameters.js';
import { SCHEDULE_STATES } from '../scheduled-publication.entity.js';
import { scheduledPublicationCollection } from '../scheduled-publications.collection.js';

/** Which schedules to list. */
export class ListScheduledPublicationsQuery extends scheduledPublicationCollection.Query {
  /** Only those in this state. */
  @ApiPropertyOptional({ enum: SCHEDULE_STATES })
  @IsOptional()
  @IsIn(SCHEDULE_STATES)
  readonly state?: string;

  /** Only what this account has scheduled. */
  @UserParameter('Only what this account has scheduled.')
  readonly user?: string;
}

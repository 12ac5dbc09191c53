import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import { CourseParameter } from '../../../../common/pagination/key-parameters.js';
import { deliveryCollection, webhookCollection } from '../webhooks.collection.js';

const asBoolean = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

/** Which webhooks to list. */
export class ListWebhooksQuery extends webhookCollection.Query {
  /** Only those of this course. */
  @CourseParameter('Only those of this course.')
  readonly course?: string;

  /** Only those that are turned on, or off. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  readonly is_active?: boolean;
}

/** Which deliveries to list. */
export class ListDeliveriesQuery extends deliveryCollection.Query {
  /** Only those that stand so. */
  @ApiPropertyOptional({ enum: ['pending', 'succeeded', 'retrying', 'failed'] })
  @IsOptional()
  @IsIn(['pending', 'succeeded', 'retrying', 'failed'])
  readonly state?: string;

  /** Only those of this event. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  readonly event?: string;
}

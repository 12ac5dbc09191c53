import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { IsInstant } from '../../../../common/validation/is-instant.js';
import { IsCourseKey } from '../../../../common/validation/is-key.js';
import { IsStorableText } from '../../../../common/validation/is-storable-text.js';
import { isOrganizationCode } from '../../../organizations/index.js';
import { EVENT_PATTERN, EVENT_TYPES, typesMatching } from '../../event-types.js';
import type { WebhookDetails } from '../stored-webhook.js';
import { isSecret } from '../webhook-secret.js';

const TARGET = { format: 'uri', maxLength: 2000, example: 'https://lms.example.org/courseware-events' } as const;
const EVERYTHING = ['*'];

const IsEventTypes = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: [String],
      default: EVERYTHING,
      minItems: 1,
      maxItems: 50,
      items: { type: 'string', maxLength: 200, pattern: EVENT_PATTERN.source },
      example: ['org.openedx.content_authoring.*'],
    }),
    IfPresent(),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(50),
    IsString({ each: true }),
    ValidateBy(
      {
        name: 'isEventPattern',
        validator: {
          // One that names no event would be silence for ever, and nobody would know why.
          validate: (value) =>
            typeof value === 'string' && EVENT_PATTERN.test(value) && typesMatching([value]).size > 0,
          defaultMessage: () =>
            `each item of event_types must name an event, or several with *; events are ${EVENT_TYPES.join(', ')}`,
        },
      },
      { each: true },
    ),
  );

const IsWebhookSecret = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      maxLength: 100,
      writeOnly: true,
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    }),
    IfPresent(),
    MaxLength(100),
    ValidateBy({
      name: 'isWebhookSecret',
      validator: {
        validate: (value) => typeof value === 'string' && isSecret(value),
        defaultMessage: (args) =>
          `${args?.property} must be "whsec_" and the base64 of 24 to 64 random bytes, as Standard Webhooks has it; leave it out to be given one`,
      },
    }),
  );

/** The whole of what may be said of a webhook once it is there. */
export class ReplaceWebhookDto {
  /** Where events are sent, by POST; https. */
  @ApiProperty(TARGET)
  @IsStorableText({ min: 1, max: 2000 })
  readonly target_url: string;

  /** Which events; `*` stands for any characters. */
  @IsEventTypes()
  readonly event_types?: string[];

  /** What it is for. */
  @ApiPropertyOptional({ default: '' })
  @IfPresent()
  @IsStorableText({ max: 500 })
  readonly description?: string;

  /** Whether it is told anything. What happens while it is off waits. */
  @ApiPropertyOptional({ default: true })
  @IfPresent()
  @IsBoolean()
  readonly is_active?: boolean;
}

/** A new webhook: of a course, of an organization, or of everything. */
export class CreateWebhookDto extends ReplaceWebhookDto {
  /** Only events of this course. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IfPresent()
  @IsCourseKey({ run: true })
  readonly course_key?: string;

  /** Only events of courses of this organization and of those below it. */
  @ApiPropertyOptional({ maxLength: 255, example: 'Courseware' })
  @IfPresent()
  @ValidateBy({
    name: 'isOrganizationCode',
    validator: {
      validate: (value) => typeof value === 'string' && isOrganizationCode(value),
      defaultMessage: (args) => `${args?.property} must be an organization's code such as UTx or UTx.chem`,
    },
  })
  readonly organization?: string;

  /** What signs what is sent; never shown. Left out, one is made and told once. */
  @IsWebhookSecret()
  readonly secret?: string;
}

/** A merge patch of a webhook (RFC 7396): what is absent stays. */
export class UpdateWebhookDto {
  /** Where events are sent, by POST; https. */
  @ApiPropertyOptional(TARGET)
  @IfPresent()
  @IsStorableText({ min: 1, max: 2000 })
  readonly target_url?: string;

  /** Which events; `*` stands for any characters. */
  @IsEventTypes()
  readonly event_types?: string[];

  /** What it is for. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsStorableText({ max: 500 })
  readonly description?: string;

  /** Whether it is told anything. What happens while it is off waits; turning it on begins with that. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  readonly is_active?: boolean;
}

/** A new secret. */
export class CreateSecretDto {
  /** Left out, one is made and told once. */
  @IsWebhookSecret()
  readonly secret?: string;
}

/** From where on a webhook is told everything. */
export class CreateReplayDto {
  /** A cursor of the feed; what came after it is sent. `latest`: nothing that is there already. */
  @ApiProperty({ type: String, maxLength: 2000, example: 'WzE3XQ' })
  @Matches(/^[\w-]{1,2000}$/, { message: 'since must be a cursor of the feed, or latest' })
  readonly since: string;
}

/** Something to be sent once. */
export class CreateDeliveryDto {
  /** Not before this time; left out: now. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IfPresent()
  @IsInstant()
  readonly at?: Date;
}

/** What the service is told; what is absent is the default. */
export function detailsOf(dto: ReplaceWebhookDto): WebhookDetails {
  return {
    url: dto.target_url,
    eventTypes: dto.event_types ?? EVERYTHING,
    description: dto.description ?? '',
    isActive: dto.is_active ?? true,
  };
}

/** The same of a patch; what is absent is undefined. */
export function changesOf(dto: UpdateWebhookDto): Partial<WebhookDetails> {
  return {
    url: dto.target_url,
    eventTypes: dto.event_types,
    description: dto.description,
    isActive: dto.is_active,
  };
}

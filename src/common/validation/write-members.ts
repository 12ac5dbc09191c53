import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { IfPresent } from './if-present.js';
import { IsStorableText } from './is-storable-text.js';

const MESSAGE = 'Why, for the history.';
const DRY_RUN = 'Only say what would change: 200, and nothing is written.';
const MOST_CHARACTERS = 1000;

/** The member `message` of every body that makes a version (SPEC section 13): `readonly message?: string | null`. */
export const Message = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, nullable: true, description: MESSAGE }),
    IsOptional(),
    IsStorableText({ max: MOST_CHARACTERS }),
  );

/** The member `dry_run` of a body (ADR 0022): `readonly dry_run?: boolean`. */
export const DryRun = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, default: false, description: DRY_RUN }),
    IfPresent(),
    IsBoolean(),
  );

/** `?message=`: what a DELETE says, which has no body. */
export const MessageParameter = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, description: MESSAGE }),
    IsOptional(),
    IsStorableText({ max: MOST_CHARACTERS }),
  );

/** `?dry_run=true`. */
export const DryRunParameter = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, default: false, description: DRY_RUN }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  );

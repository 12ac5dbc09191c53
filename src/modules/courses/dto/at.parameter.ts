import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { IsInstant } from '../../../common/validation/is-instant.js';

/** Clocks of several processes and of the database differ a little. */
const TOLERANCE_MS = 5_000;

/**
 * Declares `at`: content as it was at a time (SPEC C-6). The answer is that of the version that was the head then, with links that stay
 * in it.
 */
export const At = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      format: 'date-time',
      description:
        'As it was then: the version at which the branch was at this time, ISO 8601 with an offset. Links lead on within that version. Not for a key with `+version@`. What you may see is decided as of today: what is hidden now is hidden there as well. Drafts are for the course team, whenever they were.',
      example: '2026-09-01T08:00:00Z',
    }),
    IsOptional(),
    IsInstant(),
    ValidateBy({
      name: 'isPast',
      validator: {
        validate: (value) => !(value instanceof Date) || value.getTime() <= Date.now() + TOLERANCE_MS,
        defaultMessage: () => 'at must not be in the future: nobody knows what the course will be then',
      },
    }),
  );

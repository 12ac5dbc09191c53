import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches, ValidateBy } from 'class-validator';
import { InvalidInputError } from '../../../../common/errors/app-error.js';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { isStorable } from '../../../../common/validation/is-storable-text.js';
import { DryRun, Message } from '../../../../common/validation/write-members.js';
import type { UpdateOrder } from '../upstream-edits.service.js';

const GUID = /^(?:[0-9a-f]{24}|[0-9a-f]{32})$/;
const MOST_NAMES = 100;

const LONGEST_NAME = 255;

const isName = (name: unknown) => typeof name === 'string' && name.length <= LONGEST_NAME && isStorable(name);

const IsReplaced = (): PropertyDecorator =>
  ValidateBy({
    name: 'isReplaced',
    validator: {
      validate: (value) =>
        typeof value === 'boolean' || (Array.isArray(value) && value.length <= MOST_NAMES && value.every(isName)),
      defaultMessage: () => `replace must be true, or a list of at most ${MOST_NAMES} names of fields`,
    },
  });

/** What a merge patch of an upstream may hold: either the version that it is to be level with, or that it is to be current. */
export class UpdateUpstreamDto {
  /** Version of the source's course to take: at first `current_version`, as it was when the changes were looked at. An older one goes back. */
  @ApiPropertyOptional({ pattern: GUID.source, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @IfPresent()
  @Matches(GUID, { message: 'version must be the 24 hexadecimal digits of a version' })
  readonly version?: string;

  /** `current`, in place of `version`: takes the version that there is when the request arrives. */
  @ApiPropertyOptional({ enum: ['current'] })
  @IfPresent()
  @IsIn(['current'])
  readonly state?: 'current';

  /** Fields that are taken from the source although they were changed here, by name; `true`: all, with the order and the places of blocks, and what was removed here comes back. Absent: none. */
  @ApiPropertyOptional({
    oneOf: [
      { type: 'boolean' },
      { type: 'array', items: { type: 'string', maxLength: LONGEST_NAME }, maxItems: MOST_NAMES },
    ],
    example: ['display_name'],
  })
  @IfPresent()
  @IsReplaced()
  readonly replace?: boolean | string[];

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;

  /** Null where nothing is to change. @throws InvalidInputError where it names two versions, or none for what is to be replaced */
  static orderOf({ version, state, replace }: UpdateUpstreamDto): UpdateOrder | null {
    if (version === undefined && state === undefined && replace === undefined) return null;
    if ((version === undefined) === (state === undefined)) {
      throw new InvalidInputError({
        version: ['Say what to be level with: a version, or state "current" for whichever there is; one of the two.'],
      });
    }
    return { version, replace: replace === true ? 'all' : new Set(Array.isArray(replace) ? replace : []) };
  }
}

import { ApiProperty } from '@nestjs/swagger';
import { ArrayNotEmpty } from 'class-validator';
import { CommaSeparated } from '../../../common/validation/comma-separated.js';
import { IsUsername } from '../../../common/validation/is-username.js';

/** Most people that are looked up at once. */
const MAX_NAMES = 50;

/** Whom to look up. */
export class FindAccountsQuery {
  /** Usernames, separated by commas, in any case. Required: there is no list of all. */
  @ApiProperty({ type: String, example: 'demo-learner,demo-staff' })
  @CommaSeparated({ max: MAX_NAMES, maxLength: 30 })
  @ArrayNotEmpty()
  @IsUsername({ me: true, each: true })
  readonly username: string[];
}

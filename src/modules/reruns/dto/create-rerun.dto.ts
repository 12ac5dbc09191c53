import { ApiPropertyOptional } from '@nestjs/swagger';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { Message } from '../../../common/validation/write-members.js';
import { IsKeyPart } from '../../courses/index.js';
import { isOrganizationCode } from '../../organizations/index.js';

/** What a rerun is to be (SPEC section 13). Its key follows from organization, number and run. */
export class CreateRerunDto {
  /** Organization that runs it. */
  @IsKeyPart('Courseware', isOrganizationCode)
  readonly org: string;

  /** Course number. */
  @IsKeyPart('Tides101')
  readonly number: string;

  /** Run. */
  @IsKeyPart('2027')
  readonly run: string;

  /** Name for people; absent: that of the course. */
  @ApiPropertyOptional({ example: 'How to Read the Tide' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 1000 })
  readonly display_name?: string;

  /** When it starts; all dates of the course move by as much. Absent: they stay as they are. */
  @ApiPropertyOptional({ type: String, format: 'date-time', example: '2027-01-11T09:00:00Z' })
  @IfPresent()
  @IsInstant()
  readonly start?: Date;

  @Message()
  readonly message?: string | null;
}

import { ApiProperty } from '@nestjs/swagger';

/** The form of the consent page, for the documentation. */
export class DecisionDto {
  /** What the person has decided. */
  @ApiProperty({ enum: ['allow', 'deny'] })
  readonly decision: string;

  /** The CSRF token that the page has brought. */
  @ApiProperty()
  readonly csrfmiddlewaretoken: string;
}

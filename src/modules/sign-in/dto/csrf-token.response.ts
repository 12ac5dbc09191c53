import { ApiProperty } from '@nestjs/swagger';

/** What front ends of Open edX ask for before they write (operations.md A5.4). */
export class CsrfTokenResponse {
  /** For the header `X-CSRFToken`, together with the cookie that came along. */
  @ApiProperty({ example: 'qHbSV6LZIMBcrwHkmVfl6g.Vx0Zb2cS2dUoAaKqQn3p0GJkkYJt3aWc1TzVxyzLw0E' })
  readonly csrfToken: string;
}

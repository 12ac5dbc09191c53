import { ApiProperty } from '@nestjs/swagger';

/** An LMS's answer, member by member (operations.md A5.6). The token itself is in the cookies. */
export class LoginRefreshResponse {
  /** Always true. */
  @ApiProperty({ enum: [true] })
  readonly success: true;

  /** The `sub` of the token: the same for ever, and no id of a database (SPEC I-1). */
  @ApiProperty({ example: '9f3b1c0d2e4f5a6b7c8d9e0f1a2b3c4d' })
  readonly user_id: string;

  /** Now, in seconds since 1970. */
  @ApiProperty({ type: 'number', example: 1795276800 })
  readonly response_epoch_seconds: number;

  /** Now, as an HTTP date. */
  @ApiProperty({ example: 'Sat, 21 Nov 2026 16:00:00 GMT' })
  readonly response_http_date: string;

  /** When the token ends, as an HTTP date. */
  @ApiProperty({ example: 'Sat, 21 Nov 2026 17:00:00 GMT' })
  readonly expires: string;

  /** When the token ends, in seconds since 1970. */
  @ApiProperty({ type: 'number', example: 1795280400 })
  readonly expires_epoch_seconds: number;
}

import { ApiProperty } from '@nestjs/swagger';

/** An error of the token endpoint, as RFC 6749 section 5.2 writes it. */
export class OauthErrorResponse {
  /** Stable name to program against. */
  @ApiProperty({
    enum: [
      'invalid_request',
      'invalid_client',
      'invalid_grant',
      'unauthorized_client',
      'unsupported_grant_type',
      'invalid_scope',
      'server_error',
      'temporarily_unavailable',
    ],
  })
  readonly error: string;

  /** What went wrong; English, for developers. */
  @ApiProperty({ example: 'The client is not known, or its secret is wrong or missing.' })
  readonly error_description: string;
}

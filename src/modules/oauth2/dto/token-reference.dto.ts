import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The form in which a client names a token (RFC 7009 2.1, RFC 7662 2.1), for the documentation. */
export class TokenReferenceDto {
  /** The access token or refresh token. */
  @ApiProperty()
  readonly token: string;

  /** `access_token` or `refresh_token`; not needed, since the two look different. */
  @ApiPropertyOptional({ example: 'refresh_token' })
  readonly token_type_hint?: string;

  /** Id of the client; here or by HTTP Basic. */
  @ApiPropertyOptional({ example: 'demo-client' })
  readonly client_id?: string;

  /** Secret of the client; here or by HTTP Basic. Public clients have none. */
  @ApiPropertyOptional({ format: 'password', example: 'demo-secret' })
  readonly client_secret?: string;
}

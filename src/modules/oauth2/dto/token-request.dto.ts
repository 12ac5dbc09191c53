import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GRANTS } from '../oauth-client.entity.js';
import { DEFAULT_SCOPES } from '../../../common/auth/scopes.js';

/**
 * The form of a token request, for the documentation. Not validated by the pipe: RFC 6749 3.2 wants unknown parameters
 * ignored, and its own errors for the known ones.
 */
export class TokenRequestDto {
  /** How the client comes to its token. */
  @ApiProperty({ enum: GRANTS })
  readonly grant_type: string;

  /** Id of the client; here or by HTTP Basic. */
  @ApiPropertyOptional({ example: 'demo-client' })
  readonly client_id?: string;

  /** Secret of the client; here or by HTTP Basic. Public clients have none. */
  @ApiPropertyOptional({ format: 'password', example: 'demo-secret' })
  readonly client_secret?: string;

  /** `jwt`, in any case: the answer then names the token’s type `JWT`. The header `X-Token-Type: jwt` says the same. */
  @ApiPropertyOptional({ example: 'jwt' })
  readonly token_type?: string;

  /** Scopes that are wanted, separated by spaces; all that the client has, or that were allowed, when absent. */
  @ApiPropertyOptional({ example: DEFAULT_SCOPES.join(' ') })
  readonly scope?: string;

  /** With `authorization_code`: the code that the redirect brought. */
  @ApiPropertyOptional()
  readonly code?: string;

  /** With `authorization_code`: the same as in the authorization request. */
  @ApiPropertyOptional({ format: 'uri' })
  readonly redirect_uri?: string;

  /** With `authorization_code`: what the code challenge was made of (RFC 7636). */
  @ApiPropertyOptional({ minLength: 43, maxLength: 128 })
  readonly code_verifier?: string;

  /** With `refresh_token`: the newest that you have; it is exchanged for another. */
  @ApiPropertyOptional()
  readonly refresh_token?: string;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type OAuth2Server from '@node-oauth/oauth2-server';
import { ACCESS_TOKEN_LIFETIME } from '../access-tokens.js';

/** A token, as RFC 6749 section 5.1 writes it. */
export class TokenResponse {
  /** The token: a JWT, to be sent as `Authorization: Bearer <token>` or `Authorization: JWT <token>`. */
  @ApiProperty()
  readonly access_token: string;

  /** `JWT` if a JWT was asked for, otherwise `Bearer`. The token is of the same kind. */
  @ApiProperty({ enum: ['JWT', 'Bearer'] })
  readonly token_type: 'JWT' | 'Bearer';

  /** Seconds from now until it expires. */
  @ApiProperty({ type: 'integer', example: ACCESS_TOKEN_LIFETIME })
  readonly expires_in: number;

  /** What the token was made for, separated by spaces. */
  @ApiProperty({ example: 'read email profile' })
  readonly scope: string;

  /** Gives the next token, once; only after an authorization code, and for clients that may refresh. */
  @ApiPropertyOptional()
  readonly refresh_token?: string;

  static of({ accessToken, refreshToken, scope }: OAuth2Server.Token, asJwt: boolean): TokenResponse {
    return {
      access_token: accessToken,
      token_type: asJwt ? 'JWT' : 'Bearer',
      expires_in: ACCESS_TOKEN_LIFETIME,
      scope: (scope ?? []).join(' '),
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    };
  }
}

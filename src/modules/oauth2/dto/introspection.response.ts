import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { TokenClaims } from '../access-token-claims.js';
import type { LiveGrant } from '../oauth-grants.js';

/** What is known of a token (RFC 7662 2.2). Of one that does not count nothing is told but that. */
export class IntrospectionResponse {
  static readonly inactive: IntrospectionResponse = { active: false };

  /** Whether it counts now. */
  @ApiProperty()
  readonly active: boolean;

  /** What it was made for, separated by spaces. */
  @ApiPropertyOptional({ example: 'read email profile' })
  readonly scope?: string;

  /** The client that it was made for. */
  @ApiPropertyOptional()
  readonly client_id?: string;

  /** Whom its bearer acts as. */
  @ApiPropertyOptional()
  readonly username?: string;

  /** `access_token` or `refresh_token`. */
  @ApiPropertyOptional({ enum: ['access_token', 'refresh_token'] })
  readonly token_type?: string;

  /** Seconds since 1970 when it expires. */
  @ApiPropertyOptional({ type: 'integer' })
  readonly exp?: number;

  /** Seconds since 1970 when it was made. */
  @ApiPropertyOptional({ type: 'integer' })
  readonly iat?: number;

  /** The account, as in every token of it. */
  @ApiPropertyOptional()
  readonly sub?: string;

  /** For whom it is meant. */
  @ApiPropertyOptional()
  readonly aud?: string;

  /** Who made it. */
  @ApiPropertyOptional({ format: 'uri' })
  readonly iss?: string;

  /** Its own id. */
  @ApiPropertyOptional({ format: 'uuid' })
  readonly jti?: string;

  static ofAccessToken(claims: TokenClaims, issuer: string, audience: string): IntrospectionResponse {
    return {
      active: true,
      scope: claims.scopes.join(' '),
      ...(claims.clientId !== null && { client_id: claims.clientId }),
      username: claims.username,
      token_type: 'access_token',
      exp: claims.expiresAt / 1000,
      iat: claims.issuedAt / 1000,
      sub: claims.subject,
      aud: audience,
      iss: issuer,
      ...(claims.tokenId !== null && { jti: claims.tokenId }),
    };
  }

  static ofRefreshToken(
    { scopes, clientId, expires }: LiveGrant,
    { username, subject, issuer }: { username: string; subject: string; issuer: string },
  ): IntrospectionResponse {
    return {
      active: true,
      scope: scopes.join(' '),
      client_id: clientId,
      username,
      token_type: 'refresh_token',
      exp: Math.floor(expires.getTime() / 1000),
      sub: subject,
      iss: issuer,
    };
  }
}

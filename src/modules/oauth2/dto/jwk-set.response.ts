import { ApiProperty } from '@nestjs/swagger';
import type { JWK } from 'jose';

/** Public half of a key that signs tokens (RFC 7517, RFC 7518 6.3.1). */
export class JwkResponse {
  /** Kind of key. */
  @ApiProperty({ example: 'RSA' })
  readonly kty: string;

  /** Key id: which of the keys a token names in its header. */
  @ApiProperty()
  readonly kid: string;

  /** What it is for. */
  @ApiProperty({ example: 'sig' })
  readonly use: string;

  /** With which algorithm. */
  @ApiProperty({ example: 'RS512' })
  readonly alg: string;

  /** Modulus, base64url. */
  @ApiProperty()
  readonly n: string;

  /** Exponent, base64url. */
  @ApiProperty({ example: 'AQAB' })
  readonly e: string;

  static from({ kty, kid, use, alg, n, e }: JWK): JwkResponse {
    return { kty: kty!, kid: kid!, use: use!, alg: alg!, n: n!, e: e! };
  }
}

/** Keys with which tokens of this service can be verified (RFC 7517 section 5). */
export class JwkSetResponse {
  /** The newest first. One of them signs; the others verify what they have signed, or will sign soon. */
  @ApiProperty({ type: [JwkResponse] })
  readonly keys: JwkResponse[];

  static from(jwks: readonly JWK[]): JwkSetResponse {
    return { keys: jwks.map((jwk) => JwkResponse.from(jwk)) };
  }
}

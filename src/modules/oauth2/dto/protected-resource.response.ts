import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { SCOPES } from '../../../common/auth/scopes.js';
import type { AppConfig } from '../../../common/config/app-config.js';
import { issuerUrl } from '../oauth2-urls.js';

/** What an OAuth2 client has to know of this API before its first token (RFC 9728). */
export class ProtectedResourceResponse {
  /** The API: its origin. */
  @ApiProperty({ format: 'uri' })
  readonly resource: string;

  /** What it is called. */
  @ApiProperty()
  readonly resource_name: string;

  /** Whose tokens count here. */
  @ApiProperty({ type: [String] })
  readonly authorization_servers: readonly string[];

  /** What its tokens may be asked for. */
  @ApiProperty({ type: [String] })
  readonly scopes_supported: readonly string[];

  /** Tokens come in the Authorization header, never in an address or a form. */
  @ApiProperty({ type: [String] })
  readonly bearer_methods_supported: readonly string[];

  /** For people. */
  @ApiProperty({ format: 'uri' })
  readonly resource_documentation: string;

  static of(urls: ApiUrls, lms: AppConfig['lms']): ProtectedResourceResponse {
    return {
      resource: new URL(urls.entry()).origin,
      resource_name: 'Courseware',
      authorization_servers: [lms?.issuer ?? issuerUrl(urls)],
      scopes_supported: SCOPES,
      bearer_methods_supported: ['header'],
      resource_documentation: urls.docs(),
    };
  }
}

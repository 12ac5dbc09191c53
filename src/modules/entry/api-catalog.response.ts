import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { ListedApi } from '../../common/openapi/api-directory.js';

/** The target of a link (RFC 9264 4.2.3). */
export class LinkTargetResponse {
  /** Absolute URL. */
  @ApiProperty({ format: 'uri' })
  readonly href: string;

  /** Media type of what is there. */
  readonly type?: string;

  /** What it is, for people. */
  readonly title?: string;
}

/** What leads on from one address; the members beside `anchor` are link relations. */
export class LinkContextResponse {
  /** The address that the links are about: the catalogue, or where an API begins. */
  @ApiProperty({ format: 'uri' })
  readonly anchor: string;

  /** Of the catalogue: the APIs. */
  @ApiPropertyOptional({ type: [LinkTargetResponse] })
  readonly item?: LinkTargetResponse[];

  /** Of an API: its OpenAPI document. */
  @ApiPropertyOptional({ name: 'service-desc', type: [LinkTargetResponse] })
  readonly 'service-desc'?: LinkTargetResponse[];

  /** Of an API: its documentation for people. */
  @ApiPropertyOptional({ name: 'service-doc', type: [LinkTargetResponse] })
  readonly 'service-doc'?: LinkTargetResponse[];

  /** Of an API: its health. */
  @ApiPropertyOptional({ type: [LinkTargetResponse] })
  readonly status?: LinkTargetResponse[];
}

/** The API catalogue (RFC 9727 4.1): a link set with one context for each API. */
export class ApiCatalogResponse {
  /** The catalogue itself first, then each API. */
  @ApiProperty({ type: [LinkContextResponse] })
  readonly linkset: LinkContextResponse[];

  static from(apis: readonly ListedApi[], urls: ApiUrls): ApiCatalogResponse {
    const anchorOf = ({ name, version }: ListedApi) => urls.at(`/api/${name}/${version}/`);
    return {
      linkset: [
        {
          anchor: urls.apiCatalog(),
          item: apis.map((api) => ({ href: anchorOf(api), title: api.description })),
        },
        ...apis.map((api) => ({
          anchor: anchorOf(api),
          'service-desc': [{ href: urls.openapi(), type: 'application/json' }],
          'service-doc': [{ href: documentationOf(api, urls), type: 'text/html' }],
          status: [{ href: urls.at('/health/'), type: 'application/json' }],
        })),
      ],
    };
  }
}

/** The section of the documentation that an API's operations stand in. */
export function documentationOf({ tag }: ListedApi, urls: ApiUrls): string {
  return `${urls.docs()}#/${encodeURIComponent(tag)}`;
}

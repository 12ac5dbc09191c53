import { ApiProperty } from '@nestjs/swagger';
import { ResourceResponse, type Unlinked } from '../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../common/hypermedia/shape.js';
import { type ListedApi, SUPPORT_LEVELS } from '../../common/openapi/api-directory.js';
import { API_VERSION } from '../../common/openapi/api-version.js';
import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { documentationOf } from './api-catalog.response.js';

/** One API of the service. */
export class ApiDescription {
  /** Singular name of the API, as in its URLs. */
  @ApiProperty({ example: 'course' })
  readonly name: string;

  /** Major version. */
  @ApiProperty({ example: 'v1' })
  readonly version: string;

  /** What can be relied on (SPEC R-11): stable, provisional or experimental. */
  @ApiProperty({ enum: SUPPORT_LEVELS })
  readonly support_level: string;

  /** Where it begins; null for an API whose resources are reached by key only. */
  @ApiProperty({ format: 'uri', nullable: true, type: String })
  readonly url: string | null;

  /** A URL with `{…}` places (RFC 6570) for resources that are reached by key. */
  @ApiProperty({ nullable: true, type: String })
  readonly url_template: string | null;

  /** Its documentation. */
  @ApiProperty({ format: 'uri' })
  readonly documentation: string;

  /** What it is for. */
  readonly description: string;

  static from(api: ListedApi, urls: ApiUrls): ApiDescription {
    return {
      name: api.name,
      version: api.version,
      support_level: api.supportLevel,
      url: api.path && urls.at(api.path),
      // Not through a URL object, which would encode the braces.
      url_template: api.template && urls.at('/').replace(/\/$/, api.template),
      documentation: documentationOf(api, urls),
      description: api.description,
    };
  }
}

/** The entry: every API, with its absolute URL, version, support level and documentation (SPEC section 2). */
export class EntryResponse extends ResourceResponse {
  /** Name of the service. */
  @Minimal()
  readonly name: string;

  /** Full version of the API; the major number is the one in the URLs. */
  @Minimal()
  readonly api_version: string;

  /** The APIs. */
  @Shown()
  readonly apis: ApiDescription[];

  static from(apis: readonly ListedApi[], urls: ApiUrls): Unlinked<EntryResponse> {
    return {
      name: 'Courseware',
      api_version: API_VERSION,
      apis: apis.map((api) => ApiDescription.from(api, urls)),
    };
  }
}

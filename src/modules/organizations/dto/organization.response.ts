import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import type { VisibleOrganization } from '../organizations.service.js';

/** What the link builder must know of an organization. */
export const visibleOrganization = new Unsent<VisibleOrganization>('OrganizationResponse.from');

/** A related organization. */
export class OrganizationReference {
  /** Its code. */
  @ApiProperty({ example: 'Courseware' })
  @Shown()
  readonly code: string;

  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;

  static from(code: string, urls: ApiUrls): OrganizationReference {
    return { code, url: urls.organization(code) };
  }
}

/** An organization. */
export class OrganizationResponse extends ResourceResponse {
  /** As in course keys. The dots say where it stands: `UTx.chem` is under `UTx`. */
  @ApiProperty({ example: 'Courseware' })
  @Minimal()
  readonly code: string;

  /** What people call it. */
  @ApiProperty({ example: 'The Courseware project' })
  @Minimal()
  readonly name: string;

  /** What it is; may be empty. */
  @ApiProperty()
  @Shown()
  readonly description: string;

  /** Where its logo is; null when it has none. */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  @Shown()
  readonly logo_url: string | null;

  /** The organization that it belongs to; null at the top. */
  @ApiProperty({ type: OrganizationReference, nullable: true })
  @Minimal()
  readonly parent: OrganizationReference | null;

  /** When it was made, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  static from(this: void, visible: VisibleOrganization, urls: ApiUrls): Unlinked<OrganizationResponse> {
    const { code, name, description, logoUrl, parent, created } = visible.organization;
    return {
      ...visibleOrganization.with(visible),
      code,
      name,
      description,
      logo_url: logoUrl,
      parent: parent === null ? null : OrganizationReference.from(parent, urls),
      created: created.toISOString(),
    };
  }
}

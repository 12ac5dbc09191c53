import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { versionOfImage } from '../profile-image/profile-images.service.js';
import type { VisibleAccount } from '../visible-account.js';
import { ProfileImageMembers } from './profile-image-members.response.js';

/** What the link builder must know of a picture. */
export const profileImageStanding = new Unsent<ProfileImageStanding>('ProfileImageResponse.from');

export interface ProfileImageStanding {
  readonly username: string;
  readonly version: string;
  readonly mayEdit: boolean;
}

/** A person's picture. Where there is none, the addresses are those of a picture that is nobody's. */
export class ProfileImageResponse extends ResourceResponse implements ProfileImageMembers {
  /** Whether the person has sent a picture. */
  @ApiProperty()
  @Minimal()
  readonly has_image: boolean;

  /** 500 × 500 pixels, JPEG. The address changes with the picture. */
  @ApiProperty({ format: 'uri' })
  @Minimal()
  readonly image_url_full: string;

  /** 120 × 120 pixels. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly image_url_large: string;

  /** 50 × 50 pixels. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly image_url_medium: string;

  /** 30 × 30 pixels. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly image_url_small: string;

  static from({ account, rights }: VisibleAccount, urls: ApiUrls): Unlinked<ProfileImageResponse> {
    const { username, imageDigest } = account;
    return {
      ...profileImageStanding.with({ username, version: versionOfImage(imageDigest), mayEdit: rights.mayEdit }),
      ...ProfileImageMembers.from(imageDigest, urls),
    };
  }
}

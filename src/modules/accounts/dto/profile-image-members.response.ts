import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Shown } from '../../../common/hypermedia/shape.js';
import { profileImageContentUrl } from '../accounts-urls.js';
import { IMAGE_SIZES, type ImageSizeName, NO_IMAGE } from '../profile-image/image-sizes.js';

/** A person's picture, in four sizes. Where there is none, the addresses are those of a picture that is nobody's. */
export class ProfileImageMembers {
  /** Whether the person has sent a picture. */
  @ApiProperty()
  @Shown()
  readonly has_image: boolean;

  /** 500 × 500 pixels, JPEG. The address changes with the picture. */
  @ApiProperty({ format: 'uri' })
  @Shown()
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

  /** @param digest null for somebody without a picture */
  static from(digest: string | null, urls: ApiUrls): ProfileImageMembers {
    const at = (name: ImageSizeName) => profileImageContentUrl(urls, digest ?? NO_IMAGE, IMAGE_SIZES[name]);
    return {
      has_image: digest !== null,
      image_url_full: at('full'),
      image_url_large: at('large'),
      image_url_medium: at('medium'),
      image_url_small: at('small'),
    };
  }
}

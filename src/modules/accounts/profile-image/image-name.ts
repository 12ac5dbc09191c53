import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '../../../common/errors/app-error.js';
import { IMAGE_SIZES, type ImageSize, NO_IMAGE } from './image-sizes.js';

export { NO_IMAGE } from './image-sizes.js';

/** Which picture, in which size. */
export interface ImageName {
  /** {@link NO_IMAGE}, or what `profile_images` has. */
  readonly digest: string;
  readonly size: ImageSize;
}

const FILE_NAME = new RegExp(`^([0-9a-f]{32}|${NO_IMAGE})_(${Object.values(IMAGE_SIZES).join('|')})\\.jpg$`);

/** `2f7a…_120.jpg` */
export const imageFileName = (digest: string, size: number): string => `${digest}_${size}.jpg`;

/** Reads the last part of the address of a picture; what is none is an address that does not exist. */
@Injectable()
export class ImageNamePipe implements PipeTransform<string, ImageName> {
  transform(fileName: string): ImageName {
    const [, digest, size] = FILE_NAME.exec(fileName) ?? [];
    if (digest === undefined)
      throw new NotFoundError(`picture "${fileName}"`, 'Accounts name the addresses of theirs.');
    return { digest, size: Number(size) as ImageSize };
  }
}

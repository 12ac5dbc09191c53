import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { IMAGE_SIZES, type ImageSize } from './image-sizes.js';
import { UnusableImageError } from './profile-image.errors.js';

/** A picture in all sizes, as JPEG. */
export interface DrawnImage {
  readonly digest: string;
  readonly bytes: Readonly<Record<ImageSize, Buffer>>;
}

/** Largest picture that is opened: 16 million pixels, of which a decoder keeps 64 MB. A file of one kilobyte can claim billions. */
const MAX_PIXELS = 4096 * 4096;
const SIZES = Object.values(IMAGE_SIZES);
const QUALITY = 85;

/** The first bytes of what is opened. Everything else never meets a decoder (operations.md C5.5: no SVG, no PDF). */
const SIGNATURES: readonly [format: string, start: string, then?: { readonly at: number; readonly text: string }][] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['webp', 'RIFF', { at: 8, text: 'WEBP' }],
];

/**
 * Draws a picture anew in every size: square, upright, on white. Nothing of the file survives but what is seen: no place
 * where it was taken, no name of a camera, no second picture, nothing that was hung behind it (operations.md C5.5).
 * @throws UnusableImageError
 */
export async function drawImage(file: Buffer): Promise<DrawnImage> {
  const format = formatOf(file);
  if (format === undefined) throw new UnusableImageError('file must be a JPEG, PNG, GIF or WebP picture.');
  const { data, info } = await draw(opened(file), IMAGE_SIZES.full)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => refuse(error, format));
  // From here on only pixels of our own, so that the file is decoded once.
  const { width, height, channels } = info;
  const drawn = await Promise.all(
    SIZES.map(async (size) => {
      const picture = sharp(data, { raw: { width, height, channels } }).resize(size, size);
      return [size, await picture.jpeg({ quality: QUALITY }).toBuffer()] as const;
    }),
  );
  return withDigest(Object.fromEntries(drawn) as Record<ImageSize, Buffer>);
}

/** The picture of who has none: head and shoulders of nobody. */
export async function drawNobody(): Promise<DrawnImage> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500" viewBox="0 0 500 500"><rect width="500" height="500" fill="#d5dce3"/><circle cx="250" cy="190" r="95" fill="#7b8794"/><path d="M70 500c0-110 80-180 180-180s180 70 180 180z" fill="#7b8794"/></svg>';
  const drawn = SIZES.map(
    async (size) =>
      [size, await sharp(Buffer.from(svg)).resize(size, size).jpeg({ quality: QUALITY }).toBuffer()] as const,
  );
  return withDigest(Object.fromEntries(await Promise.all(drawn)) as Record<ImageSize, Buffer>);
}

function formatOf(file: Buffer): string | undefined {
  const start = file.toString('latin1', 0, 16);
  return SIGNATURES.find(
    ([, first, then]) => start.startsWith(first) && (!then || start.startsWith(then.text, then.at)),
  )?.[0];
}

/** The first frame alone of an animation; a file that is cut off is no picture (`failOn`). */
function opened(file: Buffer): Sharp {
  return sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'warning', pages: 1 });
}

function draw(picture: Sharp, size: number): Sharp {
  return picture
    .autoOrient()
    .resize(size, size, { fit: 'cover' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha();
}

/** The reason of the decoder is for the log of nobody: it names libraries and lines. */
function refuse(error: unknown, format: string): never {
  if (/pixel limit/i.test((error as Error).message))
    throw new UnusableImageError(`file must have at most ${MAX_PIXELS} pixels (4096 × 4096).`);
  throw new UnusableImageError(
    `file begins like a picture (${format}), but cannot be read as one: it is damaged or cut off.`,
  );
}

function withDigest(bytes: Record<ImageSize, Buffer>): DrawnImage {
  const digest = createHash('sha256').update(bytes[IMAGE_SIZES.full]).digest('hex').slice(0, 32);
  return { digest, bytes };
}

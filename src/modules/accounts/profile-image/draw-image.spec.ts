import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { drawImage, drawNobody } from './draw-image.js';
import { IMAGE_SIZES } from './image-sizes.js';
import { UnusableImageError } from './profile-image.errors.js';

const SCRIPT = '<script>alert(document.domain)</script>';

/** A picture of one colour. */
const plain = (width = 60, height = 60, background = '#c04020') =>
  sharp({ create: { width, height, channels: 3, background } });

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG of a few hundred bytes that says how large it is, and has the beginning of that. */
function pngThatClaims(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  header.writeUInt8(2, 9);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function refusal(file: Buffer): Promise<string> {
  const error: unknown = await drawImage(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnusableImageError);
  return (error as UnusableImageError).fieldErrors!['file']![0]!;
}

/** The colour in the middle, as red, green and blue. */
async function colourOf(picture: Buffer): Promise<number[]> {
  const { data } = await sharp(picture).resize(1, 1).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray(0, 3)];
}

/** How far apart two colours are, of 255: JPEG is not exact. */
const distance = (one: readonly number[], other: readonly number[]): number =>
  Math.max(...one.map((part, index) => Math.abs(part - other[index]!)));

describe('a picture of a person (operations.md C5.5)', () => {
  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'],
    ['XML', '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'],
    ['HTML', `<!doctype html>${SCRIPT}`],
    ['PDF', '%PDF-1.7\n'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['a bitmap', 'BM\0\0\0\0'],
    ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'],
    ['sound in the container of WebP', 'RIFF\x24\0\0\0WAVEfmt '],
    ['a signature that begins later', ' \xff\xd8\xff\xe0'],
    ['an archive', 'PK\x03\x04'],
    ['nothing', ''],
  ])('is not %s, which no decoder gets to see', async (_, text) => {
    expect(await refusal(Buffer.from(text, 'latin1'))).toBe('file must be a JPEG, PNG, GIF or WebP picture.');
  });

  it.each([
    ['50,000 × 50,000', 50_000, 50_000],
    ['one line of 17 million', 17_000_000, 1],
    ['one row too many', 4096, 4097],
  ])('is not opened when it claims %s pixels', async (_, width, height) => {
    const bomb = pngThatClaims(width, height);
    expect(bomb.length).toBeLessThan(1000);
    expect(await refusal(bomb)).toBe('file must have at most 16777216 pixels (4096 × 4096).');
  });

  it.each(['jpeg', 'png', 'gif', 'webp'] as const)('is refused when it is cut off: %s', async (format) => {
    const noise = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
        background: '#000',
      },
    })
      .toFormat(format)
      .toBuffer();
    expect(await refusal(noise.subarray(0, Math.floor(noise.length / 2)))).toMatch(/damaged or cut off/);
    // Of what a decoder says nothing is told: it names libraries and their versions.
    expect(await refusal(noise.subarray(0, 40))).not.toMatch(/vips|libspng|jpeglib/i);
  });

  it('keeps nothing of where it was taken and with what', async () => {
    const photo = await plain()
      .jpeg()
      .withExif({
        IFD0: { Make: 'SecretCam', Artist: 'Andy Armstrong' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .toBuffer();
    const before = await sharp(photo).metadata();
    expect(before.exif?.includes('SecretCam')).toBe(true);
    const { bytes } = await drawImage(photo);
    for (const picture of Object.values(bytes)) {
      const { exif, icc, iptc, xmp } = await sharp(picture).metadata();
      expect([exif, icc, iptc, xmp]).toEqual([undefined, undefined, undefined, undefined]);
      expect(picture.includes('SecretCam') || picture.includes('Exif')).toBe(false);
    }
  });

  it('keeps nothing that was hung behind it or hidden in it: it is no page, script or archive as well', async () => {
    const jpeg = await plain().jpeg().toBuffer();
    const comment = Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, SCRIPT.length + 2]),
      Buffer.from(SCRIPT),
      jpeg.subarray(2),
    ]);
    const png = await plain().png().toBuffer();
    const text = Buffer.concat([
      png.subarray(0, 33),
      chunk('tEXt', Buffer.from(`Comment\0${SCRIPT}`)),
      png.subarray(33),
    ]);
    const behind = Buffer.concat([jpeg, Buffer.from(`PK\x03\x04${SCRIPT}`, 'latin1')]);
    for (const polyglot of [comment, text, behind]) {
      const { bytes } = await drawImage(polyglot);
      for (const picture of Object.values(bytes)) expect(picture.includes('script')).toBe(false);
    }
  });

  it('is the first frame alone of an animation', async () => {
    const frames = await Promise.all(['#ff0000', '#0000ff'].map((colour) => plain(60, 60, colour).png().toBuffer()));
    const animation = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    const { bytes } = await drawImage(animation);
    expect(distance(await colourOf(bytes[500]), [255, 0, 0])).toBeLessThan(8);
  });

  it('stands upright, as the camera was held', async () => {
    // Above red, below blue; turned by the camera, which says so.
    const upright = await plain(80, 40, '#ff0000')
      .composite([{ input: await plain(80, 20, '#0000ff').png().toBuffer(), left: 0, top: 20 }])
      .png()
      .toBuffer();
    const turned = await sharp(upright).rotate(270).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { bytes } = await drawImage(turned);
    const top = await sharp(bytes[120]).extract({ left: 0, top: 0, width: 120, height: 40 }).toBuffer();
    expect(distance(await colourOf(top), [255, 0, 0])).toBeLessThan(8);
  });

  it('is white where it was transparent', async () => {
    const glass = await sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(distance(await colourOf((await drawImage(glass)).bytes[50]), [255, 255, 255])).toBeLessThan(8);
  });

  it.each(['jpeg', 'png', 'gif', 'webp'] as const)(
    'is a square JPEG in each size, whatever it came as: %s',
    async (format) => {
      const { bytes, digest } = await drawImage(await plain(90, 30).toFormat(format).toBuffer());
      for (const size of Object.values(IMAGE_SIZES))
        expect(await sharp(bytes[size]).metadata()).toMatchObject({ format: 'jpeg', width: size, height: size });
      expect(digest).toMatch(/^[0-9a-f]{32}$/);
    },
  );

  it('has the same name for the same picture and another for another', async () => {
    const [one, again, other] = await Promise.all(
      ['#111111', '#111111', '#eeeeee'].map(async (colour) => drawImage(await plain(60, 60, colour).png().toBuffer())),
    );
    expect([one!.digest === again!.digest, one!.digest === other!.digest]).toEqual([true, false]);
  });

  it('is drawn for those who have none', async () => {
    expect(await sharp((await drawNobody()).bytes[120]).metadata()).toMatchObject({ format: 'jpeg', width: 120 });
  });
});

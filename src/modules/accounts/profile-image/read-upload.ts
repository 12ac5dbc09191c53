import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, InvalidInputError } from '../../../common/errors/app-error.js';
import { ImageTooLargeError, UnusableImageError } from './profile-image.errors.js';

/** Largest upload, as edX has it. */
export const MAX_IMAGE_BYTES = 1024 * 1024;

/** What may be declared; what it is, its bytes say. */
export const IMAGE_UPLOAD_TYPES = [
  'multipart/form-data',
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
] as const;

/** The body as OpenAPI shows it, where it is a form. */
export const imageForm = {
  type: 'object',
  required: ['file'],
  additionalProperties: false,
  properties: {
    file: { type: 'string', format: 'binary', description: 'JPEG, PNG, GIF or WebP, at most 1 MB.' },
  },
};

/**
 * The picture that a request brings, as the member `file` of a form or as its whole body. Its name and its declared type
 * are not looked at.
 * @throws InvalidInputError, ImageTooLargeError, AppError malformed_body
 */
export async function readUpload(request: FastifyRequest): Promise<Buffer> {
  try {
    const file = await (request.isMultipart() ? fromForm(request) : fromBody(request));
    if (file.length === 0) throw new UnusableImageError('file is empty. Send a JPEG, PNG, GIF or WebP picture.');
    return file;
  } catch (error) {
    // The rest is read and dropped, so that the client gets to read the answer.
    request.raw.unpipe();
    request.raw.resume();
    throw translated(error);
  }
}

async function fromForm(request: FastifyRequest): Promise<Buffer> {
  let file: Buffer | undefined;
  const faults: Record<string, string[]> = {};
  const parts = request.parts({ limits: { fileSize: MAX_IMAGE_BYTES } }) as AsyncIterable<Multipart>;
  for await (const part of parts) {
    if (part.type === 'file' && part.fieldname === 'file') file = await part.toBuffer();
    else {
      if (part.type === 'file') part.file.resume();
      faults[part.fieldname] = [`${part.fieldname} is not known here. Known: file, which is a file.`];
    }
  }
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
  if (!file) throw new UnusableImageError('file is missing: a picture in a multipart/form-data request.');
  return file;
}

async function fromBody({ raw }: FastifyRequest): Promise<Buffer> {
  if (Number(raw.headers['content-length'] ?? 0) > MAX_IMAGE_BYTES) throw new ImageTooLargeError(MAX_IMAGE_BYTES);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > MAX_IMAGE_BYTES) throw new ImageTooLargeError(MAX_IMAGE_BYTES);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function translated(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new ImageTooLargeError(MAX_IMAGE_BYTES);
  return /^(Unexpected end of|Part terminated early|Malformed part header|Multipart:)/.test(message)
    ? new AppError(
        'malformed_body',
        'The multipart/form-data body cannot be read: it ends too early, or a part has no proper header. Send it as RFC 7578 says.',
        { cause: error },
      )
    : error;
}

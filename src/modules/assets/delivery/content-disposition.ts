import { create } from 'content-disposition';
import { isShownInline } from '../content-type.js';

/** Characters that are no part of a name: controls, and those that turn the writing direction so that `exe.gnp` reads as `png.exe`. */
// eslint-disable-next-line no-control-regex
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const PATH_MARKS = /[/\\]/g;
/** Characters. File systems stop at 255 bytes, and header lines have limits as well. */
const MAX_LENGTH = 120;
const MAX_EXTENSION = 16;

/**
 * `Content-Disposition` of an asset: RFC 6266, with the name in RFC 8187's form when it is not ASCII. Display names are any
 * text (SPEC A-5); what arrives at the client is a file name and nothing else.
 */
export function contentDisposition({
  displayName,
  path,
  contentType,
}: {
  displayName: string;
  path: string;
  contentType: string;
}): string {
  return create(fileName(displayName) || fileName(path) || 'asset', {
    type: isShownInline(contentType) ? 'inline' : 'attachment',
  });
}

function fileName(text: string): string {
  const name = text.toWellFormed().normalize('NFC').replace(DECEPTIVE, '').replace(PATH_MARKS, '_').trim();
  const characters = [...name];
  if (characters.length <= MAX_LENGTH) return /^\.+$/.test(name) ? '' : name;
  const dot = characters.lastIndexOf('.');
  const extension = dot > 0 && characters.length - dot <= MAX_EXTENSION ? characters.slice(dot) : [];
  return [...characters.slice(0, MAX_LENGTH - extension.length), ...extension].join('');
}

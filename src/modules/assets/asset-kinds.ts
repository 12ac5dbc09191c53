import { normalContentType } from './content-type.js';

/** Kinds of files, as authors filter by them; the names are Studio's, and `video`. */
export const ASSET_KINDS = ['images', 'documents', 'audio', 'video', 'code', 'other'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/** Media types of a kind; an asterisk ends a prefix. What is nowhere here is `other`. */
const TYPES: Readonly<Record<Exclude<AssetKind, 'other'>, readonly string[]>> = {
  images: ['image/*'],
  audio: ['audio/*'],
  video: ['video/*'],
  documents: [
    'application/pdf',
    'application/msword',
    'application/rtf',
    'application/epub+zip',
    'application/postscript',
    'application/x-subrip',
    'application/vnd.ms-*',
    'application/vnd.openxmlformats-officedocument.*',
    'application/vnd.oasis.opendocument.*',
    'application/vnd.apple.*',
    'text/plain',
    'text/csv',
    'text/markdown',
    'text/rtf',
    'text/tab-separated-values',
    'text/vtt',
  ],
  code: [
    'application/ecmascript',
    'application/javascript',
    'application/json',
    'application/sql',
    'application/typescript',
    'application/wasm',
    'application/x-httpd-php',
    'application/x-ipynb+json',
    'application/x-javascript',
    'application/x-python-code',
    'application/x-sh',
    'application/xhtml+xml',
    'application/xml',
    'text/css',
    'text/html',
    'text/javascript',
    'text/x-*',
    'text/xml',
  ],
};

/** The kind of a media type. */
export function kindOf(contentType: string): AssetKind {
  const type = normalContentType(contentType);
  const matches = (pattern: string) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
  return ASSET_KINDS.find((kind) => kind !== 'other' && TYPES[kind].some(matches)) ?? 'other';
}

/** Patterns for SQL's LIKE, and whether the kind is what matches none of them. */
export function likePatterns(kind: AssetKind): { readonly patterns: string[]; readonly negated: boolean } {
  const types = kind === 'other' ? Object.values(TYPES).flat() : TYPES[kind];
  return { patterns: types.map((type) => type.replace('*', '%')), negated: kind === 'other' };
}

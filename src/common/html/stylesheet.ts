import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The stylesheet of the pages. The build puts the file beside this module. */
export const STYLESHEET = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** Changes with every change of the stylesheet, so that caches may keep an address for ever. */
export const STYLESHEET_DIGEST = createHash('sha256').update(STYLESHEET).digest('hex').slice(0, 16);

/** Path without an origin: a page may be read under another name of the host than the configured one. */
export const STYLESHEET_PATH = `/style/${STYLESHEET_DIGEST}.css`;

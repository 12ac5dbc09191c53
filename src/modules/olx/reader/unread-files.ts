import type { OlxSeverity } from './olx-report.js';
import type { ReadContext } from './read-context.js';

/** Why a file was not read. */
interface Reason {
  readonly severity: OlxSeverity;
  readonly code: string;
  readonly message: string;
}

const ASSETS = /^static(?:_import)?\//;
/** Read by `readAssets`, which has a report of its own. */
const ASSET_POLICY = 'policies/assets.json';
const EMPTY_ASSET_LIST_BYTES = 64;

function reasonFor(path: string): Reason {
  if (path === 'tags.csv') {
    return { severity: 'warning', code: 'tags_not_imported', message: 'Taxonomy tags are not imported (OLX rule 33).' };
  }
  if (path.startsWith('drafts/')) {
    return {
      severity: 'warning',
      code: 'draft_not_read',
      message: 'No draft unit leads to this file; it was not imported.',
    };
  }
  if (path.startsWith('policies/')) {
    return { severity: 'info', code: 'file_not_read', message: 'A policy of another run; it was not read.' };
  }
  if (/^[^/]+\/.*\.(?:xml|html)$/.test(path)) {
    return {
      severity: 'warning',
      code: 'file_not_reached',
      message: 'Nothing that is reachable from the root points to this file; it was not imported (OLX rule 35).',
    };
  }
  return {
    severity: 'info',
    code: 'file_not_read',
    message: 'The file is no part of the course; it was not imported.',
  };
}

/** Reports every file of the archive that nothing led to: nothing is lost silently (SPEC C-10). */
export function reportUnreadFiles({ files, report, source }: ReadContext): void {
  for (const path of files.list('')) {
    if (files.wasRead(path) || path === source.file || ASSETS.test(path) || path === ASSET_POLICY) continue;
    // Studio always writes this list, and it is empty.
    if (path === 'assets/assets.xml' && files.files.size(path) < EMPTY_ASSET_LIST_BYTES) continue;
    report.add({ ...reasonFor(path), file: path, line: null });
  }
}

import type { ImportReport } from '../modules/olx/index.js';
import { printable } from './printable.js';

/** The report of an import for a person: what came in, what was odd, and where the course is now. */
export function renderReport(report: ImportReport, courseUrl: string): string {
  const sections = [headline(report), branches(report), blockTable(report), files(report), oddities(report), courseUrl];
  return sections.filter((section) => section !== '').join('\n\n');
}

function headline({ course_key, changed, dry_run, seconds, blocks_per_second }: ImportReport): string {
  const pace = `in ${seconds.toFixed(1)} s (${Math.round(blocks_per_second).toLocaleString('en')} blocks/s)`;
  if (dry_run)
    return `Read ${course_key} ${pace}. It was a dry run: nothing was written${changed ? '.' : ', and nothing would change.'}`;
  return changed
    ? `Imported ${course_key} ${pace}.`
    : `Read ${course_key} ${pace}. Nothing has changed since the last import.`;
}

function branches({ branches }: ImportReport): string {
  const width = Math.max(0, ...Object.keys(branches).map((name) => name.length));
  return Object.entries(branches)
    .map(([name, version]) => `  ${name.padEnd(width)}  ${version}`)
    .join('\n');
}

function blockTable({ blocks: { published, draft } }: ImportReport): string {
  const types = [...new Set([...Object.keys(published), ...Object.keys(draft)])].sort();
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const rows = [
    ['blocks', 'published', 'in drafts'],
    ...types.map((type) => [printable(type), String(published[type] ?? 0), String(draft[type] ?? 0)]),
    ['all', String(sum(published)), String(sum(draft))],
  ];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length));
  const [first, second, third] = [width(0), width(1), width(2)];
  return rows.map(([type, a, b]) => `${type!.padEnd(first)}  ${a!.padStart(second)}  ${b!.padStart(third)}`).join('\n');
}

function files({ assets, drafts }: ImportReport): string {
  return `Units with a draft: ${drafts}\nAssets: ${assets.total} (${assets.stored} stored, ${assets.unchanged} unchanged)`;
}

function oddities({ oddities, oddities_not_listed: unlisted }: ImportReport): string {
  const count = oddities.length + unlisted;
  if (count === 0) return 'Nothing odd.';
  const lines = oddities.map(({ severity, file, line, message }) => {
    return `  ${severity.padEnd(7)}  ${printable(file)}${line === null ? '' : `:${line}`}  ${printable(message)}`;
  });
  if (unlisted > 0) lines.push(`  … and ${unlisted} more`);
  return [`${count} ${count === 1 ? 'oddity' : 'oddities'}:`, ...lines].join('\n');
}

import { CALLERS, CALLERS_IN_WORDS, type CallerKind, type Mark, type Row, ROWS } from './matrix.js';
import { OPERATIONS } from './requests.js';

/** Columns of the document; what every row says alike of broken tokens stands above the tables. */
const SHOWN = CALLERS.filter((caller) => caller !== 'expired' && caller !== 'disabled');
const MARKS: Readonly<Record<Mark, string>> = { '+': '✓', '-': '403', '!': '401', '?': '404', '.': '' };

/** docs/api/access.md: the matrix as a reader of the API needs it. */
export function accessDocument(): string {
  const tags = Map.groupBy(ROWS, ({ operationId }) => OPERATIONS.get(operationId)?.operation.tags?.[0] ?? 'Others');
  return [...INTRODUCTION, ...[...tags].flatMap(([tag, rows]) => ['', `## ${tag}`, '', ...table(rows)]), ''].join('\n');
}

const INTRODUCTION = [
  '# Who may do what',
  '',
  '<!-- Written by `npm run docs:access` from test/e2e/access/matrix.ts; a test sends every one of these requests. -->',
  '',
  'Each operation, and what it answers to each kind of caller. A tick is an answer that the request succeeds; a number is the status of a refusal, which changes nothing. 404 is the answer where a 403 would tell that there is such a thing. An empty cell is a caller who does not arise. A token that has expired, and one whose account is disabled, is a 401 everywhere.',
  '',
  'Where a row says `operation: what`, it is the same operation on another thing. Things are otherwise a course that says nothing of its own about access, a published block of its tree, a file that is not locked, and what belongs to somebody else. Roles, enrollment and organization are those of the course or organization concerned.',
  '',
  '| column | caller |',
  '| --- | --- |',
  ...SHOWN.map((caller) => `| ${words(caller)} | ${CALLERS_IN_WORDS[caller]} |`),
];

function table(rows: readonly Row[]): string[] {
  return [
    `| operation | ${SHOWN.map(words).join(' | ')} |`,
    `| --- |${' --- |'.repeat(SHOWN.length)}`,
    ...rows.map(
      ({ operationId, variant, expected }) =>
        `| \`${operationId}\`${variant === null ? '' : `: ${words(variant)}`} | ${SHOWN.map((caller) => MARKS[expected[caller]]).join(' | ')} |`,
    ),
  ];
}

function words(name: CallerKind | string): string {
  return name.replaceAll('_', ' ');
}

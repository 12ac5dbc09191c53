import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { AppError, InvalidInputError } from '../../../common/errors/app-error.js';
import type { SentRow } from './bulk-row.js';

/** Columns that a file may have, in any order and whatever case. */
const COLUMNS = ['username', 'email', 'mode', 'is_active', 'course_key'] as const;
type Column = (typeof COLUMNS)[number];

export const MOST_ROWS = 100_000;
/** Of one cell or row: far more than names, addresses and keys take. */
const MOST_OF_A_ROW = 8 * 1024;

/**
 * The rows of a CSV file (RFC 4180), one at a time: comma, semicolon or tab, with or without a byte order mark, any line
 * end. A row with too many or too few cells is given with its fault; what cannot be divided into rows is an error.
 * @throws InvalidInputError, AppError malformed_body, content_too_large
 */
export async function* csvRows(bytes: Readable): AsyncGenerator<SentRow> {
  const parser = parse({
    bom: true,
    delimiter: [',', ';', '\t'],
    skip_empty_lines: true,
    trim: true,
    relax_column_count: true,
    max_record_size: MOST_OF_A_ROW,
  });
  bytes.on('error', (error) => parser.destroy(error));
  let header: Column[] | null = null;
  let number = 0;
  try {
    for await (const cells of bytes.pipe(parser) as AsyncIterable<string[]>) {
      if (header === null) {
        header = headerOf(cells);
        continue;
      }
      number += 1;
      if (number > MOST_ROWS) throw new TooManyRowsError();
      yield rowOf(number, header, cells);
    }
  } catch (error) {
    throw (error as Partial<CsvError>).code?.startsWith('CSV_') ? new UnreadableCsvError(error as CsvError) : error;
  } finally {
    parser.destroy();
  }
  if (number === 0)
    throw new InvalidInputError({
      file: ['The file has no rows: the first line names the columns, and one row must follow.'],
    });
}

function headerOf(cells: readonly string[]): Column[] {
  const names = cells.map((cell) => cell.toLowerCase());
  const unknown = names.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  const known = `A file has the columns ${COLUMNS.join(', ')}, of which username or email must be there.`;
  if (unknown.length > 0)
    throw new InvalidInputError({ file: [`The first line names unknown columns: ${quoted(unknown)}. ${known}`] });
  if (new Set(names).size < names.length)
    throw new InvalidInputError({ file: [`A column stands twice in the first line. ${known}`] });
  if (!names.includes('username') && !names.includes('email')) throw new InvalidInputError({ file: [known] });
  return names as Column[];
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 50)));
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
}

function rowOf(number: number, header: readonly Column[], cells: readonly string[]): SentRow {
  const sent: Record<Column, string> = { username: '', email: '', mode: '', is_active: '', course_key: '' };
  for (const [index, name] of header.entries()) sent[name] = cells[index] ?? '';
  const fault =
    cells.length === header.length
      ? {}
      : { fault: `The row has ${cells.length} cells, and there are ${header.length} columns.` };
  return { number, ...sent, ...fault };
}

/** 413: split the file. */
class TooManyRowsError extends AppError {
  constructor() {
    super('content_too_large', `A bulk enrollment has at most ${MOST_ROWS} rows. Send the rest in another one.`);
  }
}

/** 400: quotes that do not end, and their like. */
class UnreadableCsvError extends AppError {
  constructor(cause: CsvError) {
    super('malformed_body', `The CSV file cannot be read: ${cause.message.slice(0, 300)}`, { cause });
  }
}

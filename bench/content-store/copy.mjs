// Bulk load by COPY … FROM STDIN in text format.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';

const escape = (value) =>
  value === null
    ? '\\N'
    : String(value).replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');

/** The text form of an array of keys that need no quoting inside (letters, digits, `@`, `_`). */
export const arrayText = (keys) => `{${keys.map((key) => `"${key}"`).join(',')}}`;

/** Copies `rows` (arrays of values in the order of `columns`) into `table`. */
export async function copyRows(client, table, columns, rows) {
  const chunks = function* () {
    for (let at = 0; at < rows.length; at += 500) {
      yield rows
        .slice(at, at + 500)
        .map((row) => `${row.map(escape).join('\t')}\n`)
        .join('');
    }
  };
  await pipeline(Readable.from(chunks()), client.query(from(`COPY ${table} (${columns.join(',')}) FROM STDIN`)));
}

// Timing and the Markdown table.

/** Milliseconds that `work` took. */
export async function timed(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Runs `work(i)` `runs` times, after two unmeasured ones, and gives the milliseconds of each. */
export async function series(runs, work, warmUp = 2) {
  for (let i = 0; i < warmUp; i++) await work(i);
  const times = [];
  for (let i = 0; i < runs; i++) times.push(await timed(() => work(i + warmUp)));
  return times;
}

export function quantile(times, q) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
export const median = (times) => quantile(times, 0.5);

/** Three significant digits, thousands separated. */
export function show(value) {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** `columns`: name → (row name → value); rows in the order they first appear. */
export function markdownTable(corner, columns) {
  const rows = [...new Set([...columns.values()].flatMap((column) => Object.keys(column)))];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line([corner, ...columns.keys()]),
    line(['---', ...[...columns.keys()].map(() => '---:')]),
    ...rows.map((row) => line([row, ...[...columns.values()].map((column) => show(column[row]))])),
  ].join('\n');
}

/** Ends the bench when a store gave a wrong answer: a fast wrong answer is no figure. */
export function expect(condition, what) {
  if (!condition) throw new Error(`the store is wrong: ${what}`);
}

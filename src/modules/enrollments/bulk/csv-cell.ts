/**
 * One cell of a CSV file (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front: what
 * somebody sent as a username must not run in the spreadsheet of whoever reads the report (OWASP, CSV injection).
 */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line, with its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => csvCell(cell === null ? '' : String(cell))).join(',')}\r\n`;
}

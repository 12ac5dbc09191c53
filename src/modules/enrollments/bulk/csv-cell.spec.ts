import { csvLine } from './csv-cell.js';

describe('a line of a CSV report', () => {
  it.each([
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
  ])('makes no formula of %j (OWASP, CSV injection)', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });

  it('quotes what would end a cell, and leaves the rest (RFC 4180)', () => {
    expect(csvLine([1, 'a"b', 'a,b', 'a;b', 'a\nb', null, 'ada@example.org'])).toBe(
      '1,"a""b","a,b","a;b","a\nb",,ada@example.org\r\n',
    );
  });
});

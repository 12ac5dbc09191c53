import { Sql, sql } from './sql.js';

describe('Sql', () => {
  it('binds every value, also one that looks like SQL or like a placeholder', () => {
    const piece = sql`a = ${"'; DROP TABLE courses; --"} AND b = ${'$1'}`;
    expect(piece.render()).toEqual({ text: 'a = $1 AND b = $2', values: ["'; DROP TABLE courses; --", '$1'] });
  });

  it('numbers the values of pieces within pieces through, and keeps an OR together (R-7)', () => {
    const inner = Sql.any([sql`b = ${2}`, sql`c = ${3}`]);
    expect(sql`SELECT ${1} WHERE ${inner} AND d = ${4}`.render()).toEqual({
      text: 'SELECT $1 WHERE ((b = $2) OR (c = $3)) AND d = $4',
      values: [1, 2, 3, 4],
    });
  });

  it('knows what all and any of nothing are', () => {
    expect([Sql.all([]).render().text, Sql.any([]).render().text]).toEqual(['true', 'false']);
  });
});

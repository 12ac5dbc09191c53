import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { KnownAccounts } from './known-accounts.js';

const ROW = { id: 7, username: 'andya', is_staff: false, is_superuser: false, email_domain: null };

function accountsIn(table: { rows: object[] }) {
  const query = jest.fn(async () => table.rows);
  return {
    query,
    accounts: new KnownAccounts({ query } as unknown as DataSource),
  };
}

describe('the accounts that authentication knows', () => {
  it.each(['', 'a\0b', "x' OR '1'='1", 'me', 'ä'.repeat(10)])(
    'do not include %j, and the database is not asked',
    async (name) => {
      const { accounts, query } = accountsIn({ rows: [ROW] });
      expect(await accounts.find(name)).toBeNull();
      expect(query).not.toHaveBeenCalled();
    },
  );

  it('are looked for again when they were not there: an account may be made at any moment', async () => {
    const table = { rows: [] as object[] };
    const { accounts } = accountsIn(table);
    expect(await accounts.find('andya')).toBeNull();
    table.rows.push(ROW);
    expect((await accounts.find('andya'))?.username).toBe('andya');
  });

  it('are read again right after a change in this process', async () => {
    const table = { rows: [ROW] };
    const { accounts } = accountsIn(table);
    await accounts.find('andya');
    table.rows = [];
    accounts.forget('Andya');
    expect(await accounts.find('andya')).toBeNull();
  });

  it('are not kept when they changed while they were being read', async () => {
    const table = { rows: [ROW] };
    const { accounts } = accountsIn(table);
    const reading = accounts.find('andya');
    accounts.forget('andya');
    table.rows = [];
    await reading;
    expect(await accounts.find('andya')).toBeNull();
  });

  it('cost one query for a burst of requests, in whatever case the name is written', async () => {
    const { accounts, query } = accountsIn({ rows: [ROW] });
    await accounts.find('andya');
    for (const name of ['andya', 'ANDYA', 'Andya']) expect((await accounts.find(name))?.username).toBe('andya');
    expect(query).toHaveBeenCalledTimes(1);
  });
});

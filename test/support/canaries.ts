import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Secrets that a test sends or is given, so that it can look for them wherever they must not be. */
export class Canaries {
  private readonly names = new Map<string, string>();

  /** A secret of the test's own making, fit for a password, a header and a part of a path. */
  make(name: string): string {
    return this.add(name, `zq${randomBytes(12).toString('hex')}`);
  }

  /** A secret that the service has made, or a spelling of one. @throws Error when there is none, or it is too short to look for */
  add(name: string, value: string | null | undefined): string {
    if (!value || value.length < 16) throw new Error(`There is no ${name} to look for, but "${value}".`);
    this.names.set(value, name);
    return value;
  }

  /** Those that stand in a text, by name. */
  in(text: string): string[] {
    return [...this.names]
      .filter(([value]) => text.includes(value) || text.includes(Buffer.from(value).toString('hex')))
      .map(([, name]) => name);
  }

  /** Those that stand in the database, as `table.column: name`, each once. */
  async inDatabase(dataSource: DataSource): Promise<string[]> {
    const tables = await dataSource.query<{ name: string }[]>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
    );
    const found = new Set<string>();
    for (const { name } of tables) {
      const rows = await dataSource.query<{ row: Record<string, unknown> }[]>(
        `SELECT to_jsonb(t) AS row FROM ${name} t`,
      );
      for (const { row } of rows)
        for (const [column, value] of Object.entries(row))
          for (const canary of this.in(JSON.stringify(value) ?? '')) found.add(`${name}.${column}: ${canary}`);
    }
    return [...found].sort();
  }
}

/**
 * A piece of SQL with its values apart. Made by the tag {@link sql}: what stands in `${…}` is always bound, so that
 * nothing of a client's can become part of a statement. A piece in a piece is put in as it is.
 */
export class Sql {
  constructor(
    private readonly texts: readonly string[],
    private readonly values: readonly unknown[],
  ) {}

  /** Text from the source code, such as the name of a column. Never anything that came with a request. */
  static text(text: string): Sql {
    return new Sql([text], []);
  }

  /** All of them; true when there are none. */
  static all(parts: readonly Sql[]): Sql {
    return joined(parts, ' AND ', 'true');
  }

  /** Any of them; false when there are none. */
  static any(parts: readonly Sql[]): Sql {
    return joined(parts, ' OR ', 'false');
  }

  /** The statement as the driver wants it; `values` grows by what is bound. */
  render(values: unknown[] = []): { readonly text: string; readonly values: unknown[] } {
    const rest = this.values.map((value, index) => {
      const bound = value instanceof Sql ? value.render(values).text : `$${values.push(value)}`;
      return bound + this.texts[index + 1]!;
    });
    return { text: this.texts[0]! + rest.join(''), values };
  }
}

/** `` sql`lower(c.org) = lower(${org})` ``: see {@link Sql}. */
export function sql(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  return new Sql(texts, values);
}

function joined(parts: readonly Sql[], word: string, none: string): Sql {
  if (parts.length === 0) return Sql.text(none);
  // As a whole in brackets too: what it is put into may go on with AND.
  return new Sql(['((', ...parts.slice(1).map(() => `)${word}(`), '))'], parts);
}

/** An answer that is finished: made inside the transaction of its effect, or the first one once more. */
export class SealedAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string,
  ) {}

  /** The same, as a repeat of the request gets it. */
  replayed(): SealedAnswer {
    return new SealedAnswer(this.status, { ...this.headers, 'idempotent-replayed': 'true' }, this.body);
  }
}

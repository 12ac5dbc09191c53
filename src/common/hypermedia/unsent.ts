/**
 * What a link builder must know of a representation and nobody is sent: the row that it was made of, what the caller may do
 * with it. It stands under a symbol of its own, which JSON leaves out.
 *
 * One for each kind of representation, beside its class: `from()` returns `{ ...standing.with(value), … }`, and the link builder
 * reads `standing.of(response)`.
 */
export class Unsent<T> {
  private readonly symbol = Symbol('courseware:unsent');

  /** @param maker what makes these representations, for whoever forgets it: `EnrollmentResponse.from` */
  constructor(private readonly maker: string) {}

  /** To be spread into the representation. */
  with(value: T): object {
    return { [this.symbol]: value };
  }

  /** @throws Error for a representation that its maker has not made */
  of(representation: object): T {
    const entries = representation as Readonly<Record<symbol, T>>;
    if (!(this.symbol in entries))
      throw new Error(`Only ${this.maker} makes such a representation, and did not make this one.`);
    return entries[this.symbol]!;
  }
}

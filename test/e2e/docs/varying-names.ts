/** Ids that are others in every installation: UUIDs, ids of versions, tags, trace ids. */
const VARYING = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,64}\b|(?<=\.)[\w-]{8}(?=(?:\+\w+)?")/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** Clocks of two processes may differ by this. */
const TOLERANCE_MS = 60_000;

/**
 * Which id of the running service an id of the document stands for. Learned from answers: an id that stands at the place
 * of another is that one from then on, wherever either is met, in answers and in requests. A document thus shows real ids,
 * and an ETag that was answered can be sent back, without any notation for it.
 */
export class VaryingNames {
  private readonly answeredBy = new Map<string, string>();
  private readonly documentedBy = new Map<string, string>();

  /** @param since times of the service after this instant vary as well; earlier ones belong to the course and are fixed */
  constructor(private readonly since: number) {}

  /** Whether a text of the document, perhaps with `…` in it, is this text of the service; learns the ids in it if it is. */
  readonly alike = (documented: string, answered: string): boolean => {
    const text = this.withoutNewTimes(documented, answered);
    const ids = text.match(VARYING) ?? [];
    const between = text.split(VARYING).map((part) => escaped(part).replaceAll('…', '[^]*'));
    const found = new RegExp(`^${between.join('([\\w-]+)')}$`, 'u').exec(this.withoutNewTimes(answered, answered));
    if (!found) return false;
    const pairs = ids.map((id, index) => [id, found[index + 1]!] as const);
    if (!pairs.every(([id, now]) => this.agree(id, now))) return false;
    for (const [id, now] of pairs) this.learn(id, now);
    return true;
  };

  /** A request of the document, with the ids that the service has for those in it; others are the client's own and stay. */
  toService(text: string): string {
    for (const id of text.match(VARYING) ?? []) if (!this.answeredBy.has(id)) this.learn(id, id);
    return text.replaceAll(VARYING, (id) => this.answeredBy.get(id)!);
  }

  /** A text of the service, with the ids that the document has for those in it. */
  toDocument(text: string): string {
    return text.replaceAll(VARYING, (id) => this.documentedBy.get(id) ?? id);
  }

  private agree(documented: string, answered: string): boolean {
    const [now, then] = [this.answeredBy.get(documented), this.documentedBy.get(answered)];
    return (now === undefined || now === answered) && (then === undefined || then === documented);
  }

  private learn(documented: string, answered: string): void {
    this.answeredBy.set(documented, answered);
    this.documentedBy.set(answered, documented);
  }

  /** Takes the times out that are of this run: in a text of the document, those in whose place the service has such a one. */
  private withoutNewTimes(text: string, answered: string): string {
    if (!(answered.match(TIME) ?? []).some((time) => this.isNew(time))) return text;
    return text.replaceAll(TIME, (time) => (this.isNew(time) || text !== answered ? '<time>' : time));
  }

  private isNew(time: string): boolean {
    return Date.parse(time) >= this.since - TOLERANCE_MS;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

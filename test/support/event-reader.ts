import type { TestClient } from './app.js';

/** An event as it is sent. */
export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly subject: string | null;
  readonly url: string;
  // Tests look at whatever came.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [member: string]: any;
}

const EVENTS = '/api/event/v1/events/';

/** Follows the feed as one caller, by its links alone. */
export class EventReader {
  private next: string;

  /** @param query as `course=…&type=…`; from the beginning unless it says otherwise */
  constructor(
    private readonly client: TestClient,
    query = '',
  ) {
    this.next = `${EVENTS}?${query}`;
  }

  /** Everything that there is now, page by page. */
  async rest(): Promise<SentEvent[]> {
    const events: SentEvent[] = [];
    for (;;) {
      const { status, text, body } = await this.client(this.next);
      if (status !== 200) throw new Error(`${status} ${text}`);
      events.push(...(body.results as SentEvent[]));
      this.next = body.next as string;
      if (!body.has_more) return events;
    }
  }
}

/** `org.openedx.content_authoring.xblock.updated.v1` → `xblock.updated`. */
export const shortly = ({ type }: SentEvent): string => type.replace(/^org\.openedx\.\w+\.(.*)\.v1$/, '$1');

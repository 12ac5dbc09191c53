import { createHash } from 'node:crypto';
import { parse as bytesOf, stringify, validate } from 'uuid';

/** Where somebody is in the feed: after a row, or after a block of a row whose blocks are not all read yet. */
export interface FeedPosition {
  readonly position: number;
  /** `type@block_id`; null: the row is done with. */
  readonly block: string | null;
}

export const BEGINNING: FeedPosition = { position: 0, block: null };

const MOST_CHARACTERS = 2000;

/** A cursor: opaque for clients, and the same for the same place. */
export function cursorOf({ position, block }: FeedPosition): string {
  return Buffer.from(JSON.stringify(block === null ? [position] : [position, block])).toString('base64url');
}

/** @returns null for what is no cursor of this service */
export function positionOf(cursor: string): FeedPosition | null {
  if (cursor.length > MOST_CHARACTERS || !/^[\w-]+$/.test(cursor)) return null;
  try {
    const [position, block = null] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown?];
    const isBlock = block === null || (typeof block === 'string' && block !== '' && isStorable(block));
    const isPosition = Number.isSafeInteger(position) && (position as number) >= 0;
    return isPosition && isBlock ? { position: position as number, block: block as string | null } : null;
  } catch {
    return null;
  }
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** What an event is known by within its row of the feed. */
export interface EventIdentity {
  readonly position: number;
  readonly time: Date;
  /** The block that it is about; null where the row is one event. */
  readonly block: string | null;
}

/**
 * The id of an event: a UUID of version 8 (RFC 9562 5.8), the position and a digest. It is worked out and nowhere stored, and
 * the same for ever: also of two installations that grew from one backup, since the time is in it.
 */
export function eventIdOf({ position, time, block }: EventIdentity): string {
  const bytes = createHash('sha256')
    .update(`${time.getTime()}\n${block ?? ''}`)
    .digest()
    .subarray(0, 16);
  bytes.writeUIntBE(position, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return stringify(bytes);
}

/** The position that an id has in it; null for what cannot be an event's id. */
export function positionInId(id: string): number | null {
  if (!validate(id)) return null;
  return Buffer.from(bytesOf(id)).readUIntBE(0, 6);
}

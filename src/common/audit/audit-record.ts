import { isIP } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import type { AuditOrigin } from './audit-origin.js';

/** An entry on its way into the table, by its columns. Persons are named; the statement finds their ids. */
export type AuditRecord = Readonly<Record<string, unknown>>;

const MOST_OF_A_TEXT = 2_048;
const MOST_OF_DETAILS = 4_096;

/** @param refusal status of a request that was refused; null for what was done */
export function newRecord(origin: AuditOrigin, refusal: number | null): AuditRecord {
  const { via, credential, permission, action, method, target, version, details = {}, address } = origin;
  const texts = { actor: origin.actor, on_behalf_of: origin.onBehalfOf, client_id: origin.clientId };
  return {
    // By time, so that the table can be partitioned by its key.
    id: uuidv7(),
    via,
    credential,
    ...mapped({ ...texts, permission, action, method, target, version }),
    ...mapped({ course_key: origin.courseKey, request_id: origin.requestId }),
    // A broken proxy sends what is no address.
    address: address !== undefined && isIP(address) !== 0 ? address : null,
    status: refusal,
    details: JSON.stringify(details).length > MOST_OF_DETAILS ? { left_out: true } : details,
  };
}

/** Texts that PostgreSQL can keep, and no longer than they can be useful. */
function mapped(texts: Readonly<Record<string, string | undefined>>): AuditRecord {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text === undefined ? null : safe(text)]),
  );
}

function safe(text: string): string {
  return text.slice(0, MOST_OF_A_TEXT).toWellFormed().replaceAll('\0', '\u{FFFD}');
}

import { ExpiredGrants } from '../modules/oauth2/index.js';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

/** Deletes codes, tokens and revocations that have expired, as the service does by itself now and again. */
export async function clearExpired(io: CommandIo, { json }: { json?: boolean }): Promise<void> {
  const rows = await withService(({ service }) => service.get(ExpiredGrants).clear());
  if (io.speaksJson(json)) io.event('cleared', { rows });
  else io.say(`Cleared ${rows} ${rows === 1 ? 'row' : 'rows'}.`);
}

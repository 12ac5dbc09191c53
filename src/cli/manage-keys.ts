import { SigningKeys } from '../modules/oauth2/index.js';
import { UsageError } from './command-errors.js';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

interface Json {
  readonly json?: boolean;
}

/** The options of `courseware keys rotate`. */
export interface RotateOptions extends Json {
  /** Sign at once, though copies of the JWK set do not have the key yet. */
  readonly now: boolean;
}

/** Lists the keys that tokens are signed with. */
export async function listKeys(io: CommandIo, { json }: Json): Promise<void> {
  const keys = await withService(({ service }) => service.get(SigningKeys).list());
  for (const { kid, state, created, signsFrom, retired } of keys) {
    if (io.speaksJson(json))
      io.event('key', {
        kid,
        state,
        created: created.toISOString(),
        signs_from: signsFrom.toISOString(),
        retired: retired?.toISOString() ?? null,
      });
    else io.say(`${kid}  ${state}, made ${created.toISOString()}, signs from ${signsFrom.toISOString()}`);
  }
}

/** Makes a further key, which takes over in a while. */
export async function rotateKeys(io: CommandIo, { now, json }: RotateOptions): Promise<void> {
  const { kid, signsFrom } = await withService(({ service }) => service.get(SigningKeys).rotate({ now }), {
    name: 'keys rotate',
  });
  if (io.speaksJson(json)) return io.event('key_made', { kid, signs_from: signsFrom.toISOString() });
  io.say(`Made the key ${kid}. It is published now and signs from ${signsFrom.toISOString()}.`);
  io.say('Retire the old one an hour after that, when its last tokens have expired: courseware keys retire <kid>');
}

/** Ends a key: what it has signed counts no more, within a minute in every process. */
export async function retireKey(io: CommandIo, kid: string, { json }: Json): Promise<void> {
  const done = await withService(({ service }) => service.get(SigningKeys).retire(kid), { name: 'keys retire' });
  if (!done)
    throw new UsageError(
      `"${kid}" is not a key, or there is no other that signs by now. "courseware keys list" shows them; "courseware keys rotate" makes another.`,
    );
  if (io.speaksJson(json)) io.event('key_retired', { kid });
  else io.say(`The key ${kid} is retired. What it has signed is refused within a minute.`);
}

import type { FastifyReply } from 'fastify';

/** Adds names to `Vary`, each once, whatever wrote the header before and in whichever case (RFC 9110 12.5.5). */
export function vary(reply: FastifyReply, ...names: readonly string[]): void {
  const present = [reply.getHeader('vary') ?? []].flat().flatMap((value) => String(value).split(','));
  const fields = new Map([...present, ...names].map((name) => [name.trim().toLowerCase(), name.trim()]));
  fields.delete('');
  void reply.header('vary', fields.has('*') ? '*' : [...fields.values()].join(', '));
}

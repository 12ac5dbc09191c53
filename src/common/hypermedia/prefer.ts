import type { FastifyRequest } from 'fastify';

/** What the client prefers to get for a write (RFC 7240 4.2); null when it says nothing, or nothing that is known. */
export function preferredReturn({ headers }: Pick<FastifyRequest, 'headers'>): 'representation' | 'minimal' | null {
  const found = /(?:^|[,;])\s*return\s*=\s*"?(representation|minimal)"?\s*(?=$|[,;])/i.exec(
    [headers.prefer ?? []].flat().join(','),
  );
  return (found?.[1]?.toLowerCase() as 'representation' | 'minimal' | undefined) ?? null;
}

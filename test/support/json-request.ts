/** A request with a JSON body, a merge patch for PATCH (RFC 7396); without a body where none is given. */
export function json(method: string, body?: unknown, headers: Record<string, string> = {}): RequestInit {
  if (body === undefined) return { method, headers };
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return { method, headers: { 'content-type': type, ...headers }, body: JSON.stringify(body) };
}

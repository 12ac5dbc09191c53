/**
 * The statement that writes an entry from an AuditRecord, which is bound as JSON. It finds the accounts by name, since
 * callers are known by it; names of accounts that are gone later stay in the log.
 * @param parameter how the record is bound: `$1`
 * @param condition SQL under which there is an entry
 */
export function enteringSql(parameter: string, condition: string): string {
  return `INSERT INTO audit_entries (id, via, actor, actor_id, on_behalf_of, on_behalf_of_id, client_id, credential, action,
      permission, method, target, course_key, version, request_id, address, status, details)
    SELECT e.id, e.via, coalesce(a.username, e.actor), a.id,
      CASE WHEN p.id IS DISTINCT FROM a.id THEN p.username END, nullif(p.id, a.id),
      e.client_id, e.credential, e.action, e.permission, e.method, e.target, e.course_key, e.version, e.request_id,
      e.address, e.status, e.details
     FROM json_to_record(${parameter}::json) AS e (id uuid, via text, actor text, on_behalf_of text, client_id text,
       credential text, action text, permission text, method text, target text, course_key text, version text,
       request_id text, address text, status smallint, details jsonb)
     LEFT JOIN users a ON lower(a.username) = lower(e.actor)
     LEFT JOIN users p ON lower(p.username) = lower(e.on_behalf_of)
    WHERE ${condition}`;
}

/**
 * A statement that writes and commits by itself, and with it the entry: for the few places where a transaction of several
 * round trips would cost too much (SPEC P-4).
 * @param text the statement; it returns rows
 * @param condition on a row of `effect`: that something was written
 * @param parameter how the record is bound
 */
export function alsoEntering(text: string, condition: string, parameter: string): string {
  return `WITH effect AS MATERIALIZED (${text}),
    entered AS (${enteringSql(parameter, `EXISTS (SELECT FROM effect WHERE ${condition})`)})
    SELECT * FROM effect`;
}

import { userInfo } from 'node:os';
import { AuditTrail } from '../common/audit/audit-trail.js';

/** A command that writes, as the audit log names it. */
export interface AuditedCommand {
  /** `users create` */
  readonly name: string;
  /** The account that it is about. */
  readonly username?: string;
}

/** The trail of a command: nobody of the service's accounts, but somebody who may use this machine. */
export function auditedCommand({ name, username }: AuditedCommand): AuditTrail {
  return new AuditTrail({
    via: 'command_line',
    credential: 'operator',
    action: name,
    onBehalfOf: username,
    details: { operator: operator() },
  });
}

/** Name of the account of the operating system, of the person behind sudo if it says; null in containers that name none. */
function operator(): string | null {
  try {
    return process.env.SUDO_USER ?? userInfo().username;
  } catch {
    return null;
  }
}

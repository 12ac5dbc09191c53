/** Everything other modules may use of the audit log's reading side. Writers use common/audit. */
export { AuditModule } from './audit.module.js';

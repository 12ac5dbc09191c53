import type { FastifyReply } from 'fastify';
import type { OwnedTask } from './owned-task.js';

const POLL_SECONDS = 1;

/** Tells a client that waits for a task when to look again (RFC 9110 10.2.3); nothing once the task has ended. */
export function sayWhenToAskAgain(reply: FastifyReply, task: Pick<OwnedTask, 'finished'>): void {
  if (task.finished === null) void reply.header('retry-after', String(POLL_SECONDS));
}

/** Why a task was told to end before its job was done. */
export type AbortCause = 'cancelled' | 'interrupted' | 'lost';

/** The reason of a task's aborted signal. Jobs let it pass: the runner knows what it means. */
export class TaskAbort extends Error {
  override readonly name = 'TaskAbort';

  constructor(readonly abortCause: AbortCause) {
    super(`The task was ${abortCause}.`);
  }
}

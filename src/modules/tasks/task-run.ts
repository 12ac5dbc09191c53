import { TaskAbort, type AbortCause } from './task-abort.js';

/** What a job is given. */
export interface TaskContext {
  /** The task's id, for logs. */
  readonly taskId: string;
  /** Aborted when the task is cancelled or the process is being stopped. The job then throws, and leaves nothing behind. */
  readonly signal: AbortSignal;
  /**
   * Says how far the job is. As cheap as an assignment: call it as often as you like, the database is told a few times a second.
   * @param total null while it is not known; left out: as before
   */
  progress(done: number, total?: number | null, unit?: string): void;
}

/** How far a job is. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
}

/** Four writes a second are enough for a progress bar, and nothing beside the job's own writes. */
const WRITE_INTERVAL_MS = 250;

/** One task in this process: what its job sees, and what the runner knows of it. */
export class TaskRun implements TaskContext {
  private readonly abortion = new AbortController();
  private current: Progress;
  private timer: NodeJS.Timeout | null = null;
  private lastWrite = 0;
  private silent = false;

  /** @param write tells the database of the progress; it never throws */
  constructor(
    readonly taskId: string,
    unit: string,
    private readonly write: (run: TaskRun) => void,
  ) {
    this.current = { done: 0, total: null, unit };
  }

  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  get reached(): Progress {
    return this.current;
  }

  /** Why it was told to end, or null. The first cause stands. */
  get abortCause(): AbortCause | null {
    return this.signal.aborted ? (this.signal.reason as TaskAbort).abortCause : null;
  }

  progress(done: number, total: number | null = this.current.total, unit: string = this.current.unit): void {
    // A job that forgets to stop must not speak after the end.
    if (this.silent) return;
    this.current = { done, total, unit };
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.lastWrite + WRITE_INTERVAL_MS - Date.now()));
  }

  abort(cause: AbortCause): void {
    if (!this.signal.aborted) this.abortion.abort(new TaskAbort(cause));
  }

  /** No more writes of progress: the end of the task writes the last one. */
  silence(): void {
    this.silent = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = null;
    this.lastWrite = Date.now();
    this.write(this);
  }
}

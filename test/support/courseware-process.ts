import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the built service or its command line, with an environment of its own. */
export class CoursewareProcess {
  readonly ended: Promise<Ended>;
  private stdout = '';
  private stderr = '';

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** `courseware <args>`. */
  static command(args: readonly string[], environment: NodeJS.ProcessEnv = {}, input = ''): CoursewareProcess {
    return CoursewareProcess.run('dist/src/cli/main.js', args, environment, input);
  }

  /** The service; PORT=0 is no use here, since nobody would know the port. */
  static service(args: readonly string[], environment: NodeJS.ProcessEnv): CoursewareProcess {
    return CoursewareProcess.run('dist/src/main.js', args, environment);
  }

  static run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv, input = ''): CoursewareProcess {
    const { PATH, HOME } = process.env;
    // In a folder without a .env file, and without what the developer's own environment says.
    const cwd = mkdtempSync(path.join(tmpdir(), 'courseware-process-'));
    const child = spawn(process.execPath, [path.resolve(program), ...args], {
      cwd,
      env: { PATH, HOME, DATA_DIR: path.join(cwd, 'data'), ...environment },
    });
    child.on('close', () => rmSync(cwd, { recursive: true, force: true }));
    child.stdin.on('error', () => undefined); // it ended without reading
    child.stdin.end(input);
    return new CoursewareProcess(child);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Resolves once its stdout has matched; rejects when it ends before. */
  async says(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = this.stdout.match(pattern);
        if (match) resolve(match);
      };
      look();
      this.child.stdout.on('data', look);
      void this.ended.then(({ code, stderr }) =>
        reject(new Error(`It ended with ${code} and never said ${pattern}: ${stderr}`)),
      );
    });
  }
}

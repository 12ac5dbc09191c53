import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { InterruptedError, UsageError } from './command-errors.js';

interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
}

interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** Where a command reads and writes. On a terminal it speaks to a person, otherwise to a program: JSON lines (SPEC O-3). */
export class CommandIo {
  constructor(
    private readonly stdin: Input,
    private readonly stdout: Output,
    readonly stderr: Output,
  ) {}

  /** @param asked the option `--json` */
  speaksJson(asked = false): boolean {
    return asked || !this.stdout.isTTY;
  }

  /** For a person. */
  say(line: string): void {
    this.stdout.write(`${line}\n`);
  }

  /** For a program: one JSON object on a line, `event` first. */
  event(event: string, details: object): void {
    this.stdout.write(`${JSON.stringify({ event, ...details })}\n`);
  }

  /** For bytes instead of words. */
  get binaryOutput(): NodeJS.WritableStream {
    return this.stdout;
  }

  /** What is wrong, in plain words. */
  complain(message: string): void {
    this.stderr.write(`${message}\n`);
  }

  /**
   * A password, unseen: typed twice on a terminal, otherwise the first line of standard input.
   * @throws UsageError when there is none, or the two differ
   */
  async readPassword(): Promise<string> {
    const password = this.stdin.isTTY ? await this.typedTwice() : (await text(this.stdin)).split(/\r?\n/, 1)[0]!;
    if (password === '')
      throw new UsageError('There is no password: type one, pipe one into standard input, or use --password.');
    return password;
  }

  private async typedTwice(): Promise<string> {
    const first = await this.typed('Password: ');
    if (first !== (await this.typed('Again: '))) throw new UsageError('The two passwords differ.');
    return first;
  }

  private async typed(prompt: string): Promise<string> {
    this.stderr.write(prompt);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: this.stdin, output: nowhere, terminal: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        lines.on('SIGINT', () => reject(new InterruptedError('SIGINT')));
        lines.on('close', () => resolve(''));
        lines.question('', resolve);
      });
    } finally {
      lines.close();
      this.stderr.write('\n');
    }
  }
}

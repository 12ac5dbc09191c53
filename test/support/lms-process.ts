import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.js';
import { AppConfig } from '../../src/common/config/app-config.js';
import { CoursewareProcess } from './courseware-process.js';
import { cloneDatabase } from './database.js';
import { freePort } from './free-port.js';

/**
 * A second Courseware, a process of its own with a database of its own, whose embedded provider plays the LMS. Browsers
 * know it as localhost and the service under test as 127.0.0.1: two hosts, which share no cookies.
 */
export class LmsProcess {
  private process: CoursewareProcess | null = null;

  private constructor(
    private readonly database: { url: string; drop: () => Promise<void> },
    private readonly port: number,
  ) {}

  static async start(): Promise<LmsProcess> {
    const lms = new LmsProcess(await cloneDatabase(), await freePort());
    await lms.up();
    return lms;
  }

  /** As browsers reach it. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** As another service reaches it. */
  get internalUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async up(): Promise<void> {
    const environment = { ...this.environment(), HOST: '127.0.0.1', PORT: String(this.port), LOG_LEVEL: 'warn' };
    this.process = CoursewareProcess.service([], environment);
    for (const deadline = Date.now() + 40_000; Date.now() < deadline;) {
      if (
        await fetch(`${this.internalUrl}/ready/`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The LMS never answered.');
  }

  async down(): Promise<void> {
    this.process?.signal('SIGTERM');
    await this.process?.ended;
    this.process = null;
  }

  /** Works on its database from this process, which is quicker than a command line for each step. */
  async prepare(work: (app: NestFastifyApplication) => Promise<void>): Promise<void> {
    const app = await createApp(AppConfig.from({ ...this.environment(), LOG_LEVEL: 'silent' }));
    await work(app).finally(() => app.close());
  }

  /** `courseware <args>` on its database. @throws Error unless it succeeds */
  async command(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await CoursewareProcess.command(args, this.environment()).ended;
    if (code !== 0) throw new Error(`courseware ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout.trim();
  }

  async close(): Promise<void> {
    await this.down();
    await this.database.drop();
  }

  private environment(): NodeJS.ProcessEnv {
    return { DATABASE_URL: this.database.url, PUBLIC_URL: this.url, OAUTH2_KEY_LEAD: '0' };
  }
}

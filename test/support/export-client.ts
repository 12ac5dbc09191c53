import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPath } from '../../src/modules/olx/archive/index.js';
import { AccessTokens } from '../../src/modules/oauth2/index.js';
import type { TestApp, TestClient, TestResponse } from './app.js';
import { until } from './import-client.js';

/** Exports over HTTP as one account, which exists. */
export class ExportClient {
  private readonly client: TestClient;

  constructor(
    private readonly test: TestApp,
    private readonly username: string,
  ) {
    this.client = test.as(username);
  }

  post(courseKey: string, body: object = {}): Promise<TestResponse> {
    return this.client(`/api/course/v1/courses/${courseKey}/exports/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Exports to the end, which has to be good; resolves with the task's result. */
  async export(courseKey: string, body: object = {}): Promise<TestResponse['body']> {
    const { status, headers, text } = await this.post(courseKey, body);
    if (status !== 202) throw new Error(`The export was refused: ${status} ${text}`);
    const task = await until(async () => {
      const answer = await this.client(headers.get('location')!);
      return ['succeeded', 'failed', 'cancelled'].includes(answer.body.state as string) && answer.body;
    });
    if (task.state !== 'succeeded') throw new Error(`The export ended as ${task.state}: ${JSON.stringify(task.error)}`);
    return task.result;
  }

  /** What is at an address, as bytes. */
  async download(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    const { publicUrl } = this.test.config;
    const local = url.startsWith(publicUrl) ? this.test.url + url.slice(publicUrl.length) : url;
    const token = await this.test.app.get(AccessTokens).issueFor(this.username);
    return fetch(local, { method, headers: { authorization: `Bearer ${token}`, ...headers } });
  }

  /** The bytes of a new archive. */
  async archive(courseKey: string, body: object = {}): Promise<Buffer> {
    const { archive_url: url } = await this.export(courseKey, body);
    return Buffer.from(await (await this.download(url as string)).arrayBuffer());
  }

  /** The files of a new archive, by path below its folder. */
  async files(courseKey: string, body: object = {}): Promise<Map<string, string>> {
    return filesIn(await this.archive(courseKey, body), 'course.tar.gz');
  }
}

/** The files of an archive, by path below the course's folder. */
export async function filesIn(archive: Buffer, name: string): Promise<Map<string, string>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'courseware-archive-'));
  try {
    await writeFile(path.join(folder, name), archive);
    const opened = await openPath(path.join(folder, name), { spoolDirectory: folder });
    const files = new Map<string, string>();
    for (const file of opened.list('')) files.set(file, (await opened.read(file)).toString('latin1'));
    await opened.close();
    return files;
  } finally {
    await rm(folder, { recursive: true });
  }
}

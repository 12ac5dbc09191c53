import { CoursewareProcess } from './courseware-process.js';
import { freePort } from './free-port.js';

/** A second process of the service, on the database of a suite. */
export interface ServiceProcess {
  readonly process: CoursewareProcess;
  /** Origin, without a trailing slash. */
  readonly url: string;
}

/** Starts the built service; resolves once it answers. @throws Error when it has ended instead */
export async function startServiceProcess(environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
  const port = await freePort();
  const process = CoursewareProcess.service([], { ...environment, HOST: '127.0.0.1', PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  let hasEnded = false;
  void process.ended.then(() => (hasEnded = true));
  const answers = () =>
    fetch(`${url}/api/`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (hasEnded) throw new Error(`The service ended: ${(await process.ended).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { process, url };
}

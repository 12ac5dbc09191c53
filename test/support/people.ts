import type { TestApp, TestClient } from './app.js';

/** An account of its own for one test. */
export interface Person {
  readonly username: string;
  readonly client: TestClient;
}

let made = 0;

/** Somebody who has done nothing yet. No two of one suite have the same name. */
export async function newPerson(service: TestApp): Promise<Person> {
  const username = `Person_${(made += 1)}`;
  const client = service.as(username);
  // An account is made when its client is first used.
  await client('/api/');
  return { username, client };
}

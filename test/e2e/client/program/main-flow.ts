/**
 * A client of the API as somebody else would write it: it knows openapi.json, from which `./api.js` is generated, and
 * nothing of the service's code. It has no cast; where it has to look at a value first, so has every client.
 *
 * It is told where the service is by its environment, and writes what it has seen to its output, as JSON.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type Problem = components['schemas']['ProblemResponse'];

const { BASE_URL = '', CLIENT_ID = '', CLIENT_SECRET = '', ARCHIVE = '' } = process.env;
const seen: Record<string, unknown> = {};

const COURSE = 'course-v1:Courseware+Tides101+2026';
const IMPORTED = 'course-v1:Client+Made+2026';

/** Of the forms that an answer has, the one that is asked for; pages are for people. */
const client = createClient<paths, 'application/json'>({ baseUrl: BASE_URL });
client.use({
  onRequest({ request }) {
    if (token !== '') request.headers.set('Authorization', `Bearer ${token}`);
  },
});

let token = '';

/** What was asked for, or the end of the program with the words of the service. */
function got<T>(answer: { data?: T; error?: Problem | undefined; response: Response }, what: string): T {
  if (answer.data === undefined)
    throw new Error(
      `${what}: ${answer.response.status} ${answer.error?.error_code} ${answer.error?.developer_message}`,
    );
  return answer.data;
}

/** Whether a representation is the whole, as it is unless `view=minimal` was asked for. */
function isWhole<T extends object>(body: T): body is Extract<T, { links: unknown }> {
  return 'links' in body;
}

/** Every result of a collection, page by page: `next` is the whole address of the next one, or null. */
async function* results<T>(first: { next: string | null; results: T[] }): AsyncGenerator<T> {
  for (let page: typeof first | null = first; page;) {
    yield* page.results;
    page = page.next === null ? null : await pageAt(page, page.next);
  }
}

/** A page that a page of the same kind has named. */
async function pageAt<Page>(_like: Page, url: string): Promise<Page> {
  const answer = await fetch(url.replace(/^https?:\/\/[^/]+/, BASE_URL), {
    headers: { Authorization: `Bearer ${token}` },
  });
  return answer.json();
}

async function signIn(): Promise<void> {
  const { data, error } = await client.POST('/oauth2/access_token', {
    body: { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET, token_type: 'jwt' },
    bodySerializer: (body) => new URLSearchParams({ ...body }),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  if (!data) throw new Error(`No token: ${error && 'error' in error ? error.error : error?.error_code}`);
  token = data.access_token;
  const type: 'JWT' | 'Bearer' = data.token_type;
  seen['token'] = { type, expires_in: data.expires_in };
}

async function refusedSignIn(): Promise<void> {
  const { error, response } = await client.POST('/oauth2/access_token', {
    body: { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: 'wrong' },
    bodySerializer: (body) => new URLSearchParams({ ...body }),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  seen['refused sign-in'] = { status: response.status, error: error && 'error' in error && error.error };
}

async function entry(): Promise<void> {
  const body = got(await client.GET('/api/'), 'entry');
  seen['apis'] = isWhole(body) && body.apis.map(({ name, version }) => `${name}/${version}`);
  const minimal = got(await client.GET('/api/', { params: { query: { view: 'minimal' } } }), 'minimal entry');
  seen['minimal entry'] = { is_whole: isWhole(minimal), api_version: minimal.api_version };
}

async function courses(): Promise<void> {
  const first = got(
    await client.GET('/api/course/v1/courses/', { params: { query: { page_size: 2, ordering: '-display_name' } } }),
    'courses',
  );
  const names: string[] = [];
  for await (const course of results(first)) names.push(course.display_name);
  seen['courses'] = { count: first.count, num_pages: first.num_pages, names };

  const found = got(
    await client.GET('/api/course/v1/courses/', { params: { query: { text_search: 'tide' } } }),
    'search in courses',
  );
  seen['found courses'] = found.results.map(({ course_key }) => course_key);

  const hits = got(
    await client.GET('/api/search/v1/results/', { params: { query: { text_search: 'moon', page_size: 3 } } }),
    'search',
  );
  seen['hits'] = hits.results.filter(isWhole).map(({ type, title, matches }) => ({ type, title, matches }));
}

/** Reads a course and its outline; returns the key of a page of text in it. */
async function course(): Promise<string> {
  const whole = got(
    await client.GET('/api/course/v1/courses/{course_key}/', { params: { path: { course_key: COURSE } } }),
    'course',
  );
  if (!isWhole(whole)) throw new Error('The default view is the whole.');
  const { outline, edited, pacing } = whole;
  const self: 'instructor' | 'self' = pacing;
  const blocks = Array.isArray(outline.blocks) ? outline.blocks : Object.values(outline.blocks);
  const page = blocks.find(({ type }) => type === 'html');
  if (!page) throw new Error('There is no page.');
  seen['course'] = {
    pacing: self,
    edited: edited.on,
    draft: whole.links['draft']?.href,
    root: outline.root,
    types: [...new Set(blocks.map(({ type }) => type))].sort(),
  };
  return page.id;
}

/** Reads the draft of a block, changes it, and is told so when it would overwrite somebody. */
async function edit(published: string): Promise<void> {
  const usage_key = published.replace('+type@', '+branch@draft+type@');
  const path = { usage_key };
  const before = await client.GET('/api/xblock/v1/xblocks/{usage_key}/', { params: { path } });
  const block = got(before, 'draft');
  const tag = before.response.headers.get('ETag') ?? '';

  const changed = await client.PATCH('/api/xblock/v1/xblocks/{usage_key}/', {
    params: { path, header: { 'If-Match': tag } },
    body: { display_name: 'Changed by a client', message: 'To try it' },
    headers: { 'Content-Type': 'application/merge-patch+json' },
  });
  if (changed.error) throw new Error(changed.error.developer_message);
  const newTag = changed.response.headers.get('ETag') ?? '';

  const stale = await client.PATCH('/api/xblock/v1/xblocks/{usage_key}/', {
    params: { path, header: { 'If-Match': tag } },
    body: { display_name: 'Too late' },
    headers: { 'Content-Type': 'application/merge-patch+json' },
  });
  const shown = got(
    await client.PATCH('/api/xblock/v1/xblocks/{usage_key}/', {
      params: { path, header: { 'If-Match': newTag, Prefer: 'return=representation' } },
      body: { fields: { display_name: null } },
      headers: { 'Content-Type': 'application/merge-patch+json' },
    }),
    'patch with a representation',
  );
  // What a write answers is the whole: no choice of forms.
  const by = shown?.edited.by;
  const wrong = await client.PATCH('/api/xblock/v1/xblocks/{usage_key}/', {
    params: { path },
    body: { fields: { display_name: { not: 'a text' } } },
    headers: { 'Content-Type': 'application/merge-patch+json' },
  });
  const reader = got(
    await client.GET('/api/xblock/v1/xblocks/{usage_key}/', { params: { path: { usage_key: published } } }),
    'published',
  );
  seen['edit'] = {
    before: block.display_name,
    patched: changed.response.status,
    stale: { status: stale.response.status, error_code: stale.error?.error_code },
    cleared: { display_name: shown?.display_name, fields: shown?.fields, by: by?.username },
    faults: Object.keys(wrong.error?.field_errors ?? {}),
    published: reader.display_name,
  };
}

/** A replacement must say what it replaces: without If-Match it does not compile. */
async function replace(published: string): Promise<void> {
  const usage_key = published.replace('+type@', '+branch@draft+type@');
  const answer = await client.PUT('/api/xblock/v1/xblocks/{usage_key}/', {
    // @ts-expect-error The header is required.
    params: { path: { usage_key } },
    body: { fields: {} },
  });
  seen['replace without condition'] = { status: answer.response.status, error_code: answer.error?.error_code };
}

/** Enrolls twice with one Idempotency-Key, which is once; and once more, which is a conflict. */
async function enroll(): Promise<void> {
  const send = (key: string) =>
    client.POST('/api/enrollment/v1/enrollments/', {
      params: { header: { 'Idempotency-Key': key } },
      body: { course_key: COURSE, mode: 'honor' },
    });
  const first = got(await send('client-enroll-1'), 'enroll');
  const again = await send('client-enroll-1');
  const repeated = got(again, 'enroll, repeated');
  const other = await send('client-enroll-2');
  const path = { enrollment_id: `me,${COURSE}` };
  const read = got(
    await client.GET('/api/enrollment/v1/enrollments/{enrollment_id}/', { params: { path } }),
    'enrolled',
  );
  const gone = await client.DELETE('/api/enrollment/v1/enrollments/{enrollment_id}/', { params: { path } });
  seen['enroll'] = {
    same: first.uuid === repeated.uuid && read.uuid === first.uuid,
    replayed: again.response.headers.get('Idempotent-Replayed'),
    user: first.user.username,
    mode: first.mode,
    conflict: { status: other.response.status, error_code: other.error?.error_code },
    gone: gone.response.status,
  };
}

/** Sends an archive twice with one Idempotency-Key, and follows the one task that this makes. */
async function importArchive(): Promise<void> {
  const send = () =>
    client.POST('/api/course/v1/courses/{course_key}/imports/', {
      params: { path: { course_key: IMPORTED }, header: { 'Idempotency-Key': 'client-import-1' } },
      body: { archive: new Blob([readFileSync(ARCHIVE)]), message: 'From a client' },
      bodySerializer({ archive, message = '' }) {
        const form = new FormData();
        form.append('message', message);
        form.append('archive', archive, 'course.tar.gz');
        return form;
      },
    });
  const task = got(await send(), 'import');
  const again = await send();
  const repeated = got(again, 'import, repeated');
  let { state } = task;
  const states = new Set([state]);
  const path = { id: task.id };
  while (state === 'pending' || state === 'running') {
    await sleep(200);
    const now = got(await client.GET('/api/task/v1/tasks/{id}/', { params: { path } }), 'task');
    ({ state } = now);
    states.add(state);
  }
  const ended = got(await client.GET('/api/task/v1/tasks/{id}/', { params: { path } }), 'task');
  const made = got(
    await client.GET('/api/course/v1/courses/{course_key}/', {
      params: { path: { course_key: IMPORTED }, query: { view: 'minimal' } },
    }),
    'imported course',
  );
  seen['import'] = {
    same_task: repeated.id === task.id,
    replayed: again.response.headers.get('Idempotent-Replayed'),
    state: ended.state,
    error: isWhole(ended) && (ended.error?.error_code ?? null),
    has_result: isWhole(ended) && ended.result !== null,
    course: made.display_name,
    is_whole: isWhole(made),
  };
}

async function errors(): Promise<void> {
  const absent = await client.GET('/api/course/v1/courses/{course_key}/', {
    params: { path: { course_key: 'course-v1:No+Such+Course' }, header: { 'Accept-Language': 'fr' } },
  });
  const faulty = await client.GET('/api/course/v1/courses/', { params: { query: { page_size: 0 } } });
  seen['errors'] = {
    absent: { status: absent.response.status, error_code: absent.error?.error_code, words: absent.error?.user_message },
    faulty: faulty.error?.field_errors?.['page_size']?.developer_message,
  };
}

/** Never called: each line must not compile, or the types would let everything pass. */
export async function mistakes(): Promise<void> {
  // @ts-expect-error There is no such address.
  await client.GET('/api/course/v1/course/');
  // @ts-expect-error A required parameter is missing.
  await client.GET('/api/asset/v1/assets/');
  // @ts-expect-error There is no such order.
  await client.GET('/api/course/v1/courses/', { params: { query: { ordering: 'colour' } } });
  const { data, error } = await client.GET('/api/course/v1/courses/{course_key}/', {
    params: { path: { course_key: COURSE } },
  });
  // @ts-expect-error There is no such member.
  void data?.dispaly_name;
  // @ts-expect-error There is no such member of an error.
  void error?.code;
  // @ts-expect-error It is not there in the minimal form.
  void data?.outline.root;
  const patched = await client.PATCH('/api/xblock/v1/xblocks/{usage_key}/', {
    params: { path: { usage_key: '' } },
    // @ts-expect-error A name is a text.
    body: { display_name: 1 },
  });
  // @ts-expect-error A patch may answer nothing.
  void patched.data.display_name;
}

await refusedSignIn();
await signIn();
await entry();
await courses();
const page = await course();
await edit(page);
await replace(page);
await enroll();
await importArchive();
await errors();
console.log(JSON.stringify(seen));

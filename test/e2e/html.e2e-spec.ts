import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { type Callers, COURSES, importSample, importXml, SAMPLE, SAMPLE_COURSE } from './contract/sample-course.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const SEARCH = '/api/search/v1/results/';

describe('the same addresses as pages (SPEC section 1 "formats", section 10)', () => {
  let service: TestApp;
  let callers: Callers;
  const visit = (client: TestClient, path: string, headers: Record<string, string> = {}) =>
    client(path, { headers: { accept: BROWSER, ...headers } });

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    const hostile = '&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;';
    await importXml(
      service,
      CourseKey.of('Hostile', 'H1', 'h'),
      `<course display_name="${hostile}"><chapter url_name="c" display_name="javascript:alert(1) ${hostile}"/></course>`,
    );
  }, 120_000);
  afterAll(() => service?.close());

  it.each(['image/png', 'text/plain', 'application/xhtml+xml', 'text/html;q=0, image/png'])(
    'are refused to %s with 406',
    async (accept) => {
      const { status, body } = await callers.nobody(COURSES, { headers: { accept } });
      expect([status, body.error_code]).toEqual([406, 'not_acceptable']);
    },
  );

  it('are JSON for whoever does not prefer a page, and say that they depend on Accept', async () => {
    for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.9']) {
      const { headers } = await callers.nobody(COURSES, { headers: { accept } });
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('vary')).toMatch(/\bAccept\b/);
    }
  });

  it('run nothing of what an author wrote', async () => {
    for (const path of [COURSES, '/api/course/v1/courses/course-v1:Hostile+H1+h/', `${SEARCH}?text_search=script`]) {
      const { status, text } = await visit(callers.admin, path);
      expect(status).toBe(200);
      expect(text).not.toMatch(/<script|href="javascript/i);
    }
  });

  it('have a policy under which nothing can run, and their stylesheet under a lasting address', async () => {
    const { headers, text } = await visit(callers.nobody, COURSES);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    const style = await callers.nobody(/href="(\/style\/[^"]+)"/.exec(text)![1]!);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(style.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('never let a cache keep another stylesheet under an address that names this one', async () => {
    const { status, headers } = await callers.nobody('/style/0000000000000000.css');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it.each([
    '/api/',
    COURSES,
    SAMPLE_COURSE,
    '/api/task/v1/tasks/',
    `${SEARCH}?text_search=tide`,
    `${COURSES}?fields=org`,
  ])('are whole at %s for whoever may read it', async (path) => {
    const { status, headers, text } = await visit(callers.instructor, path, { 'accept-language': 'ar' });
    expect([status, headers.get('content-type'), headers.get('content-language')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'ar',
    ]);
    expect(headers.get('vary')).toMatch(/Accept\b.*Accept-Language/);
    expect(text).toMatch(/^<!doctype html><html lang="ar" dir="rtl">.*<\/html>$/s);
  });

  it('show the outline as links that can be followed', async () => {
    const { text } = await visit(callers.learner, SAMPLE_COURSE);
    const block = /href="([^"]*xblocks\/block-v1[^"]*type@chapter[^"]*)"/.exec(text)![1]!;
    const { status, text: page } = await visit(callers.learner, block.replaceAll('&amp;', '&'));
    expect(status).toBe(200);
    expect(page).toContain('<h1>');
  });

  it('have an ETag apart from that of the JSON, of another language and of another caller, and answer 304 to their own', async () => {
    const json = (await callers.learner(SAMPLE_COURSE)).headers.get('etag')!;
    const page = (await visit(callers.learner, SAMPLE_COURSE)).headers.get('etag')!;
    const french = (await visit(callers.learner, SAMPLE_COURSE, { 'accept-language': 'fr' })).headers.get('etag')!;
    expect(new Set([json, page, french]).size).toBe(3);
    expect((await visit(callers.learner, SAMPLE_COURSE, { 'if-none-match': json })).status).toBe(200);
    expect((await visit(callers.learner, SAMPLE_COURSE, { 'if-none-match': french })).status).toBe(200);
    expect((await visit(callers.instructor, SAMPLE_COURSE, { 'if-none-match': page })).status).toBe(200);
    expect((await callers.learner(SAMPLE_COURSE, { headers: { 'if-none-match': page } })).status).toBe(200);
    const again = await visit(callers.learner, SAMPLE_COURSE, { 'if-none-match': `"other", ${page}` });
    expect([again.status, again.headers.get('etag'), again.text]).toEqual([304, page, '']);
  });

  it('are not kept for ever where the JSON is: the next release shows the same version otherwise', async () => {
    // For learners some of it is hidden today and may be shown tomorrow, so that nothing of theirs is kept for ever (ADR 0017).
    const { body } = await callers.instructor(SAMPLE_COURSE);
    const version = body.links.version.href as string;
    expect((await callers.instructor(version)).headers.get('cache-control')).toContain('immutable');
    expect((await visit(callers.instructor, version)).headers.get('cache-control')).toBe('private, no-cache');
  });

  it.each([
    [COURSES, 'Courses'],
    [`${SAMPLE_COURSE}team_members/`, 'Team members'],
    ['/api/enrollment/v1/enrollments/', 'Enrollments'],
    ['/api/enrollment/v1/invitations/', 'Invitations'],
    ['/api/organization/v1/organizations/Courseware/course_creators/', 'Course creators'],
    ['/api/user/v1/sessions/', 'Sessions'],
    ['/api/task/v1/tasks/', 'Tasks'],
    [`${SEARCH}?text_search=tide`, 'Search'],
  ])('call the collection %s by its own name, and not by what it is filed under', async (path, name) => {
    const { text } = await visit(callers.admin, path);
    expect([/<title>(.*?) · /.exec(text)?.[1], /<h1>(.*?)<\/h1>/.exec(text)?.[1]]).toEqual([name, name]);
  });

  it('lead from a result to the list that it stands in, by the name of that list', async () => {
    const { body } = await callers.admin(`${SAMPLE_COURSE}team_members/`);
    const { text } = await visit(callers.admin, body.results[0].url);
    expect(text).toMatch(/<a href="[^"]+\/team_members\/" rel="collection"><bdi>Team members<\/bdi><\/a>/);
  });

  it('lead from a list below something back to it, and do not repeat it in every row', async () => {
    const { text } = await visit(callers.instructor, `${SAMPLE_COURSE}versions/`);
    const crumbs = /<nav class="crumbs".*?<\/nav>/s.exec(text)![0];
    expect(crumbs).toContain(`>${String(SAMPLE)}<`);
    const columns = [...text.matchAll(/<th scope="col">(.*?)<\/th>/g)].map(([, cell]) => cell!.replace(/<[^>]+>/g, ''));
    expect(columns).toContain('Branch');
    expect(columns).not.toContain('Course');
  });

  it('lead from page to page, and to the JSON of each', async () => {
    const { text } = await visit(callers.nobody, `${COURSES}?page_size=1`);
    const next = /<a href="([^"]+)" rel="next">/.exec(text)![1]!.replaceAll('&amp;', '&');
    const second = await visit(callers.nobody, next);
    expect(second.text).toContain('Page 2 of 2');
    const json = /<a href="([^"]+)" rel="alternate">/.exec(second.text)![1]!.replaceAll('&amp;', '&');
    const { body } = await visit(callers.nobody, json);
    expect(body.current_page).toBe(1);
  });

  it('have a form with every filter of the collection, filled in with what was sent', async () => {
    const { text } = await visit(callers.nobody, `${COURSES}?org=Courseware&view=minimal&ordering=-start`);
    expect(text).toMatch(/<form method="get" action="\/api\/course\/v1\/courses\/" role="search">/);
    expect(text).toMatch(/<input[^>]*name="org"[^>]*value="Courseware"/);
    expect(text).toMatch(/<input type="hidden" name="view" value="minimal"/);
    expect(text).toMatch(/<option value="-start" selected/);
    for (const name of ['text_search', 'pacing', 'page_size']) expect(text).toContain(`name="${name}"`);
  });

  it('lose the empty fields of a form, which to the API would be values', async () => {
    const { status, headers } = await visit(callers.nobody, `${COURSES}?text_search=tide&org=&ordering=&pacing=`);
    expect([status, headers.get('location')]).toEqual([302, `${COURSES}?text_search=tide`]);
    expect((await callers.nobody(`${COURSES}?pacing=`)).status).toBe(400);
  });

  it('say kindly that nothing was found, and how to go on', async () => {
    const { status, text } = await visit(callers.nobody, `${COURSES}?text_search=zzzzzz`, { 'accept-language': 'de' });
    expect(status).toBe(200);
    expect(text).toContain('Es wurde nichts gefunden.');
    expect(text).toContain('Alles anzeigen');
  });

  it('show a search with what was found marked, and without its rank', async () => {
    const { text } = await visit(callers.learner, `${SEARCH}?text_search=tide`);
    expect(text).toMatch(/<mark><bdi>tide<\/bdi><\/mark>/i);
    expect(text).not.toMatch(/rank/i);
  });

  it('ask for words where there are none yet', async () => {
    const { status, text } = await visit(callers.nobody, SEARCH);
    expect(status).toBe(400);
    expect(text).toMatch(/<h1>Search<\/h1>.*name="text_search"/s);
  });

  describe('when something is wrong', () => {
    it.each([
      [`${COURSES}course-v1:No+Such+Course/`, 404, 'not_found'],
      [`${COURSES}?page_size=1000`, 400, 'invalid_input'],
      ['/api/task/v1/tasks/', 401, 'authentication_required'],
    ])('%s says so in the language of the reader (SPEC R-8)', async (path, expected, code) => {
      const { status, headers, text } = await visit(callers.nobody, path, { 'accept-language': 'fr' });
      const { body } = await callers.nobody(path, { headers: { 'accept-language': 'fr' } });
      expect([status, headers.get('content-type'), headers.get('content-language')]).toEqual([
        expected,
        'text/html; charset=utf-8',
        'fr',
      ]);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(text).toContain(`<h1><bdi>${String(body.user_message)}</bdi></h1>`);
      for (const part of [code, String(expected), headers.get('x-request-id')!]) expect(text).toContain(part);
    });

    it('the page escapes what the address put into the message', async () => {
      const { status, text } = await visit(callers.nobody, `${COURSES}?org=x&%3Cscript%3E=1`);
      expect(status).toBe(400);
      expect(text).not.toContain('<script');
    });

    it('a program that sends a browser’s header with a write still gets 406, before anything is done', async () => {
      const answer = await callers.admin(`${SAMPLE_COURSE}imports/`, {
        method: 'POST',
        headers: { accept: 'text/html' },
        body: new FormData(),
      });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([406, 'text/html; charset=utf-8']);
    });

    it('an address that there is not, and a method, are told of as a page as well', async () => {
      const unknown = await visit(callers.nobody, '/api/no/v1/such/');
      const method = await callers.nobody(COURSES, { method: 'DELETE', headers: { accept: BROWSER } });
      expect([unknown.status, method.status]).toEqual([404, 405]);
      for (const { text } of [unknown, method]) expect(text).toMatch(/^<!doctype html>/);
    });
  });
});

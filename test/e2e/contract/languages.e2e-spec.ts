import { LANGUAGES } from '../../../src/common/i18n/languages.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';

const COURSES = '/api/course/v1/courses/';

describe('the language of errors (SPEC R-8)', () => {
  let service: TestApp;
  let client: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    client = service.as(null);
  });
  afterAll(async () => service?.close());

  const ask = (target: string, language?: string) =>
    client(target, language === undefined ? {} : { headers: { 'accept-language': language } });

  it.each([
    ['ja', 'en'],
    [';;q=,', 'en'],
    ['*', 'en'],
    ['es-MX,es;q=0.9,en;q=0.8', 'es-419'],
    ['pt-PT', 'pt-BR'],
    ['zh-Hans-CN', 'zh-CN'],
    ['fr-CA, fr;q=0.5', 'fr'],
    ['en;q=0.1, de;q=0.2', 'de'],
    ['ar-EG', 'ar'],
  ])('for Accept-Language: %s is %s', async (header, language) => {
    const { status, headers } = await ask('/api/nothing/v1/', header);
    expect([status, headers.get('content-language')]).toEqual([404, language]);
  });

  it('is another for each, for people only: developers read English everywhere', async () => {
    const answers = await Promise.all(LANGUAGES.map((language) => ask(`${COURSES}?page_size=101`, language)));
    const distinct = (pick: (body: Record<string, never>) => unknown) =>
      new Set(answers.map(({ body }) => JSON.stringify(pick(body as Record<string, never>)))).size;
    expect(distinct(({ user_message: text }) => text)).toBe(LANGUAGES.length);
    expect(distinct(({ field_errors: fields }) => (fields as never)['page_size']['user_message'])).toBe(
      LANGUAGES.length,
    );
    expect(distinct(({ field_errors: fields }) => (fields as never)['page_size']['developer_message'])).toBe(1);
    expect(distinct(({ developer_message: text, title, detail, errors }) => [text, title, detail, errors])).toBe(1);
  });

  it.each([
    ['page_size=101', 'page_size', 'Der größte mögliche Wert ist 100.'],
    ['page=x', 'page', 'Bitte geben Sie eine ganze Zahl ein.'],
    ['pacing=slow', 'pacing', 'Bitte wählen Sie eine dieser Möglichkeiten: instructor, self.'],
    ['pagesize=5', 'pagesize', 'Diese Angabe ist hier nicht vorgesehen.'],
    [`org=${'a'.repeat(256)}`, 'org', 'Das ist zu lang. Höchstzahl der Zeichen: 255.'],
  ])('of a value goes by what is wrong with it: %s', async (query, field, words) => {
    const { body } = await ask(`${COURSES}?${query}`, 'de');
    expect(body.field_errors[field].user_message).toBe(words);
  });

  it('is in Vary, and Content-Language is in every error', async () => {
    for (const target of ['/nothing', `${COURSES}?page=x`, '/api/task/v1/tasks/', `${COURSES}course-v1:a+b+c/`]) {
      const { headers } = await ask(target, 'fr');
      expect([target, headers.get('content-language'), headers.get('vary')]).toEqual([
        target,
        'fr',
        expect.stringMatching(/\bAccept-Language\b/i),
      ]);
    }
  });

  it('does not change what a client programs against', async () => {
    const [one, other] = [await ask(`${COURSES}?page=x`), await ask(`${COURSES}?page=x`, 'zh-CN')];
    expect([other.status, other.body.error_code, other.body.type]).toEqual([400, one.body.error_code, one.body.type]);
  });
});

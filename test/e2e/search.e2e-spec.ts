import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { statementsWhile } from '../support/statements.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { type Callers, importSample, importXml, SAMPLE } from './contract/sample-course.js';

const RESULTS = '/api/search/v1/results/';
const OTHER = CourseKey.of('Harbour', 'Knots', 'R1');

/** A course whose words stand nowhere else; `zq…` are words that a test looks for. */
const KNOTS = `<course display_name="Knots for everyone" language="en">
  <chapter display_name="Open section">
    <sequential display_name="Open subsection">
      <vertical display_name="Open unit">
        <html display_name="Bowline zqname">
          <p class="zqattribute" title="zqtitle">A loop that holds &amp; does not slip: 1 &lt; 2.</p>
          <script>var zqscript = 'zqscript';</script><!-- zqcomment --><style>.zqstyle { color: red }</style>
          <p>&lt;script&gt;alert('zqshown')&lt;/script&gt; zqbody zqbody</p>
        </html>
        <html display_name="Another one"><p>It mentions zqname in passing, and zqphrase one after two.</p></html>
        <problem display_name="Which knot?">
          <multiplechoiceresponse>
            <label>Which knot is a zqquestion?</label>
            <choicegroup><choice correct="true">zqchoice<choicehint>zqchoicehint</choicehint></choice><choice correct="false">Granny</choice></choicegroup>
            <solution><p>zqsolution</p></solution>
          </multiplechoiceresponse>
          <script type="loncapa/python">answer = 'zqanswer'</script>
          <demandhint><hint>zqhint</hint><hint>zqsecondhint</hint></demandhint>
        </problem>
        <html display_name="Alone for the team" visible_to_staff_only="true"><p>zqteamalone</p></html>
      </vertical>
    </sequential>
  </chapter>
  <chapter display_name="Closed section" visible_to_staff_only="true">
    <sequential display_name="Closed subsection">
      <vertical display_name="Closed unit zqclosedname"><html display_name="Zqbelow"><p>zqteambelow zqbody</p></html></vertical>
    </sequential>
  </chapter>
</course>`;

describe('Search (SPEC C-12, section 2)', () => {
  let service: TestApp;
  let callers: Callers;
  let sailor: TestClient;
  let skipper: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    await importXml(service, OTHER, KNOTS);
    sailor = service.as('sailor');
    skipper = service.as('skipper');
    for (const client of [sailor, skipper]) await client('/api/');
    await service.app.get(EnrollmentsService).enroll('sailor', OTHER);
    await service.app.get(CourseRolesService).grant('skipper', OTHER, 'staff');
  });
  afterAll(async () => service?.close());

  const search = (client: TestClient, text: string, more = ''): Promise<TestResponse> =>
    client(`${RESULTS}?text_search=${encodeURIComponent(text)}${more}`);
  const titlesOf = async (client: TestClient, text: string, more = ''): Promise<string[]> => {
    const { status, body } = await search(client, text, `&page_size=100${more}`);
    expect([text, status]).toEqual([text, 200]);
    expect(body.count).toBe(body.results.length);
    return body.results.map(({ title }: { title: string }) => title);
  };

  describe('to a wrong request', () => {
    it.each(['', '?text_search=', '?text_search=%20%09', '?type=course'])(
      'answers 400 to %j and says that text_search is needed',
      async (query) => {
        const { status, body } = await callers.nobody(`${RESULTS}${query}`);
        expect([status, Object.keys(body.field_errors)]).toEqual([400, ['text_search']]);
        expect(body.field_errors.text_search.developer_message).toMatch(/required/);
      },
    );

    it.each([
      [`text_search=${'a '.repeat(33)}`, 'text_search'],
      [`text_search=${'a'.repeat(501)}`, 'text_search'],
      ['text_search=a%00b', 'text_search'],
      ['text_search=a&text_search=b', 'text_search'],
      ['text_search=a&type=user', 'type'],
      ['text_search=a&branch=secret', 'branch'],
      ['text_search=a&course=nonsense', 'course'],
      ['text_search=a&block_type=a%20b', 'block_type'],
      ['text_search=a&sort_order=price', 'sort_order'],
      ['text_search=a&q=b', 'q'],
    ])('answers 400 to ?%s and names the parameter (SPEC R-9)', async (query, parameter) => {
      const { status, body } = await callers.nobody(`${RESULTS}?${query}`);
      expect([status, Object.keys(body.field_errors)]).toEqual([400, [parameter]]);
    });

    it('answers 404 to a page past the end, and not to page 0 of nothing', async () => {
      expect((await search(sailor, 'zqbody', '&page=1')).status).toBe(404);
      expect((await search(sailor, 'zqnothing', '&page=1')).status).toBe(404);
      expect((await search(sailor, 'zqnothing')).body).toMatchObject({ count: 0, num_pages: 1, results: [] });
    });

    it.each([
      '"',
      '""',
      '-',
      'or',
      'or or -or',
      '!!!',
      '&|!()<->:*',
      "'; DROP TABLE courses; --",
      '\\',
      '%',
      '-zqbody',
      '🌊',
      'a:*',
      '"a b" -"c',
      '\u202e\u200b',
    ])('takes any text: %j is no error', async (text) => {
      for (const client of [callers.nobody, sailor, callers.admin])
        expect((await search(client, text)).status).toBe(200);
    });
  });

  describe('finds only what the caller may read (SPEC section 8, R-7)', () => {
    it.each(['zqbody', 'zqname', 'zqteambelow', 'bowline'])(
      '%s: no block for those without a place in the course',
      async (word) => {
        for (const client of [callers.nobody, callers.outsider, callers.learner, callers.instructor]) {
          expect((await search(client, word)).body).toMatchObject({ count: 0, results: [] });
        }
      },
    );

    it.each(['zqteamalone', 'zqteambelow', 'zqclosedname', '"alone for the team"', '"closed section"', 'zqbelow'])(
      '%s, which is for the team by itself or by an ancestor, is found by the team and by no learner',
      async (word) => {
        expect(await titlesOf(sailor, word)).toEqual([]);
        expect(await titlesOf(skipper, word)).toHaveLength(1);
        expect(await titlesOf(callers.admin, word)).toHaveLength(1);
      },
    );

    it('counts for a learner only what a learner sees', async () => {
      expect(await titlesOf(sailor, 'zqbody')).toEqual(['Bowline zqname']);
      expect((await titlesOf(skipper, 'zqbody')).sort()).toEqual(['Bowline zqname', 'Zqbelow']);
    });

    it('finds course information for anyone', async () => {
      for (const client of [callers.nobody, callers.outsider, sailor]) {
        const { body } = await search(client, 'knots everyone');
        expect(body.results).toMatchObject([
          { type: 'course', title: 'Knots for everyone', xblock: null, block_type: null },
        ]);
      }
    });

    it('finds drafts for the team only, by branch=draft', async () => {
      await service.dataSource.query(
        `UPDATE branches SET name = 'hidden' WHERE name = 'published' AND course_id = (SELECT id FROM courses WHERE course_key = $1)`,
        [String(OTHER)],
      );
      try {
        expect(await titlesOf(skipper, 'zqchoice')).toEqual([]);
        expect(await titlesOf(skipper, 'zqchoice', '&branch=draft')).toEqual(['Which knot?']);
        expect(await titlesOf(sailor, 'zqchoice', '&branch=draft')).toEqual([]);
        const { body } = await search(skipper, 'zqchoice', '&branch=draft');
        expect((await skipper(body.results[0].url)).body.branch).toBe('draft');
      } finally {
        await service.dataSource.query(`UPDATE branches SET name = 'published' WHERE name = 'hidden'`);
      }
    });
  });

  describe('looks through what people read, and nothing else', () => {
    it.each([
      'zqattribute',
      'zqtitle',
      'zqscript',
      'zqcomment',
      'zqstyle',
      'zqsolution',
      'zqchoicehint',
      'zqanswer',
      'zqhint',
      'zqsecondhint',
      'multiplechoiceresponse',
      'choicegroup',
    ])('%s is not found by anyone: markup, scripts, solutions and hints are no text', async (word) => {
      expect(await titlesOf(callers.admin, word)).toEqual([]);
    });

    it.each([
      ['zqquestion', 'Which knot?'],
      ['zqchoice', 'Which knot?'],
      ['ZQPHRASE', 'Another one'],
      ['zqshown', 'Bowline zqname'],
    ])('%s is found', async (word, title) => {
      expect(await titlesOf(sailor, word)).toEqual([title]);
    });

    it('shows a piece of plain text, without markup, with the words that were looked for', async () => {
      const [result] = (await search(sailor, 'ZQBODY slip')).body.results;
      expect(result.excerpt).toContain('does not slip: 1 < 2.');
      expect(result.excerpt).toContain('holds & does');
      expect(result.excerpt).not.toMatch(/<p|class=|zqscript|zqcomment|[\uE000\uE001]/);
      expect(result.matches).toEqual(['slip', 'zqbody']);
    });

    it('shows no solution beside the question', async () => {
      const [result] = (await search(callers.admin, 'zqquestion')).body.results;
      expect(result.excerpt).toMatch(/Which knot is a zqquestion\? zqchoice\s+Granny/);
      expect(result.excerpt).not.toMatch(/zqsolution|zqhint|zqanswer|zqchoicehint/);
    });

    it('stops finding what an import takes away, and finds what it brings', async () => {
      const key = CourseKey.of('Harbour', 'Changing', 'R1');
      const xml = (word: string) =>
        `<course display_name="Changing"><chapter><sequential><vertical><html display_name="Page"><p>${word}</p></html></vertical></sequential></chapter></course>`;
      await importXml(service, key, xml('zqbefore'));
      expect(await titlesOf(callers.admin, 'zqbefore')).toEqual(['Page']);
      await importXml(service, key, xml('zqafter'));
      expect(await titlesOf(callers.admin, 'zqbefore')).toEqual([]);
      expect(await titlesOf(callers.admin, 'zqafter')).toEqual(['Page']);
    });

    it.each([
      [
        'of a million different words',
        Array.from({ length: 120_000 }, (_, index) => `zq${index.toString(36)}`).join(' '),
      ],
      // Each is indexed whole and in its parts, and each letter takes four bytes.
      [
        'of long compound words',
        Array.from(
          { length: 9_000 },
          (_, index) =>
            `\u{10330}${String.fromCodePoint(0x10330 + (index % 26), 0x10330 + (Math.floor(index / 26) % 26))}-\u{10331}${String.fromCodePoint(0x10400 + (index % 40), 0x10400 + (Math.floor(index / 40) % 40))}-${index}`,
        ).join(' '),
      ],
      ['of parts that never end', '<script '.repeat(30_000)],
      ['of one word', 'z'.repeat(200_000)],
    ])('never makes a write fail, not even by a text %s', async (_, text) => {
      const [{ guid }] = await service.dataSource.query<[{ guid: string }]>(
        `INSERT INTO definitions (guid, type, content, digest, original) VALUES (substr(md5(random()::text), 1, 24), 'html', json_build_object('data', $1::text), 'x', 'x') RETURNING guid`,
        [text],
      );
      const rows = await service.dataSource.query<unknown[]>('SELECT FROM definition_texts WHERE definition = $1', [
        guid,
      ]);
      expect(rows).toHaveLength(1);
      await service.dataSource.query('DELETE FROM definitions WHERE guid = $1', [guid]);
      expect(await service.dataSource.query('SELECT FROM definition_texts WHERE definition = $1', [guid])).toEqual([]);
    });
  });

  describe('orders, filters and syntax', () => {
    it('puts a name before a mention, and gives each its rank', async () => {
      const { body } = await search(sailor, 'zqname');
      expect(body.results.map(({ title }: { title: string }) => title)).toEqual(['Bowline zqname', 'Another one']);
      expect(body.results[0].rank).toBeGreaterThan(body.results[1].rank);
      expect(await titlesOf(sailor, 'zqname', '&ordering=-relevance')).toEqual(['Another one', 'Bowline zqname']);
      expect(await titlesOf(sailor, 'zqname', '&sort_order=title')).toEqual(['Another one', 'Bowline zqname']);
    });

    it.each([
      ['"one after two"', ['Another one']],
      ['"two after one"', []],
      ['zqphrase or zqquestion', ['Another one', 'Which knot?']],
      ['zqname -passing', ['Bowline zqname']],
      // The name has it although the text has not.
      ['zqbody -zqname', []],
      ['zqname zqphrase', ['Another one']],
    ])('%s finds %j', async (text, titles) => {
      expect((await titlesOf(sailor, text)).sort()).toEqual(titles);
    });

    it('ranks what has a word that was excluded from others like any other', async () => {
      const { body } = await search(sailor, 'zqname -passing');
      expect(body.results[0].rank).toBeGreaterThan(0.1);
    });

    it('narrows by type, block type, course and organization', async () => {
      const narrowed = async (more: string) =>
        (await titlesOf(callers.admin, 'knots or zqbody or zqquestion or tide', more)).length;
      const all = await narrowed('');
      const courses = await narrowed('&type=course');
      const blocks = await narrowed('&type=xblock');
      expect(courses).toBe(2);
      expect(courses + blocks).toBe(all);
      expect(await narrowed(`&course=${encodeURIComponent(String(OTHER))}`)).toBe(4);
      expect(await narrowed(`&course_id=${encodeURIComponent(String(SAMPLE))}`)).toBe(all - 4);
      expect(await narrowed('&org=HARBOUR')).toBe(4);
      expect(await narrowed('&org=Harbour&block_type=problem')).toBe(1);
      expect(await narrowed('&type=course&block_type=problem')).toBe(0);
    });

    it('tells where each result is: its address is that of the course or the block (SPEC R-1, R-2)', async () => {
      const { body } = await search(skipper, 'knots or zqquestion');
      expect(body.results).toHaveLength(2);
      for (const result of body.results) {
        const { course, xblock, links } = result;
        expect(course.course_key).toBe(String(OTHER));
        expect([links.self.href, xblock?.url ?? course.url]).toEqual([result.url, result.url]);
        const found = await skipper(result.url);
        expect([found.status, found.body.display_name]).toEqual([200, result.title]);
      }
    });

    it('shows each result once, walked by next', async () => {
      const all = await titlesOf(callers.admin, 'tide or water');
      const seen: string[] = [];
      for (let next: string | null = `${RESULTS}?text_search=tide%20or%20water&page_size=3`; next !== null;) {
        const { body } = await callers.admin(next);
        seen.push(...body.results.map(({ url }: { url: string }) => url));
        next = body.next as string | null;
      }
      expect([seen.length, new Set(seen).size]).toEqual([all.length, all.length]);
    });
  });

  it('takes one look-up of the caller’s courses and one statement, and for each course that hides something a few, whatever is found', async () => {
    const statements = async (client: TestClient, text: string): Promise<number> => {
      await client('/api/'); // the account is read once in a few seconds
      // Whose courses they are is read from the accounts, so not every statement about them is of authentication.
      const without = /^\s*(?:SELECT|UPDATE)[^;]*\b(?:FROM|UPDATE) "?users"?\b/;
      const read = () => search(client, text, '&page_size=100');
      return (await statementsWhile(service, read, { remembering: true, without })).length;
    };
    for (const text of ['zqname', 'knots or tide or water', 'zqnothing']) {
      // Which courses; in which of those that hide something it was found; of this one the head, the rights and the tree; the results.
      expect(await statements(sailor, text)).toBeLessThanOrEqual(6);
      expect([text, await statements(callers.admin, text), await statements(callers.nobody, text)]).toEqual([
        text,
        1,
        2,
      ]);
    }
  });
});

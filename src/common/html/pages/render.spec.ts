import { readdirSync, readFileSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import { LANGUAGES, type Language } from '../../i18n/languages.js';
import type { PageContext } from '../page-context.js';
import { registerView } from '../views.js';
import { renderPage } from './render.js';
import { SearchView } from './search-view.js';

const ORIGIN = 'https://courseware.example.org';

function context(changes: Partial<PageContext> = {}): PageContext {
  return {
    language: 'en',
    origin: ORIGIN,
    site: {
      home: `${ORIGIN}/api/`,
      docs: `${ORIGIN}/api-docs/`,
      signIn: `${ORIGIN}/login`,
      signOut: `${ORIGIN}/logout`,
    },
    signOutToken: null,
    path: '/api/thing/v1/things/',
    query: new URLSearchParams(),
    username: null,
    operation: {
      collection: 'Things',
      summary: 'List things',
      documentation: `${ORIGIN}/api-docs/#/Things`,
      parameters: [],
    },
    ...changes,
  };
}

const resource = (body: object, changes?: Partial<PageContext>) =>
  renderPage({ body: body as Record<string, unknown> }, context(changes));

const collection = (results: object[], changes: object = {}) => ({
  count: results.length,
  num_pages: 1,
  current_page: 0,
  start: 0,
  results,
  url: `${ORIGIN}/api/thing/v1/things/`,
  links: {},
  ...changes,
});

/** The tags of a page, in order: what a browser would make elements of. */
const tagsOf = (html: string) => [...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag!.toLowerCase());
/** Attributes of every element: an attribute's value ends with its quote, whatever it contains. */
const attributesOf = (html: string) =>
  [...html.matchAll(/<[a-z][a-z0-9]*((?:\s+[^\s=>"'/]+(?:="[^"]*")?)*)\s*\/?>/gi)].flatMap(([, text]) =>
    [...text!.matchAll(/([^\s=>"'/]+)(?:="([^"]*)")?/g)].map(([, name, value]) => ({
      name: name!,
      value: value ?? '',
    })),
  );
/** Attributes by which something could run. */
const runningIn = (html: string) =>
  attributesOf(html).filter(
    ({ name, value }) => /^on|^style$|^srcdoc$/i.test(name) || /^\s*(javascript|data|vbscript):/i.test(value),
  );

const ATTACKS = [
  '<script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--<style>*{display:none}</style>',
  '</textarea></select><iframe srcdoc="x">',
  '&lt;script&gt;&#60;script>',
  '<svg/onload=alert(1)>',
];

describe('a page of a hostile representation (SPEC section 10)', () => {
  describe.each(ATTACKS)('with %s', (attack) => {
    const quiet = resource({
      display_name: 'calm',
      [`k-calm`]: 'calm',
      nested: { calm: ['calm'] },
      text: `calm\ncalm`,
    });

    it('in every name and value has the elements of a harmless one', () => {
      const html = resource({
        display_name: attack,
        [`k-${attack}`]: attack,
        nested: { [attack]: [attack] },
        text: `${attack}\n${attack}`,
      });
      expect(tagsOf(html)).toEqual(tagsOf(quiet));
      expect(runningIn(html)).toEqual([]);
    });

    it('in links, results, the query, the path and the username has no script and no handler', () => {
      const links = {
        self: { href: attack },
        up: { href: `javascript:${attack}`, title: attack },
        x: { href: attack, method: attack },
      };
      const parameters = [
        { name: 'text_search', kind: 'text', choices: [], isRequired: false },
        { name: 'order', kind: 'choice', choices: [attack], isRequired: false },
      ] as const;
      const html = resource(collection([{ title: attack, url: attack, links }], { links }), {
        path: `/api/${attack}`,
        query: new URLSearchParams({ text_search: attack, fields: attack }),
        username: attack,
        operation: { collection: attack, summary: attack, documentation: attack, parameters },
      });
      expect(tagsOf(html).filter((tag) => ['script', 'img', 'iframe', 'svg', 'style'].includes(tag))).toEqual([]);
      expect(runningIn(html)).toEqual([]);
    });
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example/', 'https://a:b@evil.example/'])(
    'makes no link of %s, wherever it stands',
    (href) => {
      const html = resource({
        name: 'x',
        url: href,
        site: href,
        related: { username: 'u', url: href },
        tree: { root: 'r', blocks: { r: { id: 'r', url: href, children_url: href } } },
        links: { self: { href }, up: { href }, collection: { href }, other: { href } },
      });
      expect(
        [...html.matchAll(/href="([^"]*)"/g)]
          .map(([, value]) => value!)
          .filter((value) => !/^(#|\/style\/|https:\/\/courseware\.example\.org\/)/.test(value)),
      ).toEqual([]);
    },
  );

  it('gives a foreign site neither the opener nor the referrer', () => {
    expect(resource({ name: 'x', site: 'https://elsewhere.example/' })).toContain(
      '<a href="https://elsewhere.example/" rel="external noopener noreferrer nofollow">',
    );
  });

  it('cuts a megabyte, and says so', () => {
    const html = resource({ name: 'x', data: 'y'.repeat(1_000_000), many: Array(5000).fill('z') });
    expect(html.length).toBeLessThan(100_000);
    expect(html).toContain('980,000 more characters are in the JSON.');
    expect(html).toContain('4,000 more are in the JSON.');
  });

  it('is of bounded size when every text is long', () => {
    const html = resource({ name: 'x', list: Array.from({ length: 1000 }, () => '&'.repeat(19_000)) });
    expect(html.length).toBeLessThan(8_000_000);
  });

  it('shows no NUL and lets no override turn what follows', () => {
    const html = resource({ display_name: 'a\0b\u202ec' });
    expect(html).not.toMatch(/[\0\u202e]/);
    expect(html).toContain('<bdi>a\ufffdb\ufffdc</bdi>');
  });

  it('ends for a tree with a circle, for a missing root, and for one a hundred thousand levels deep', () => {
    const circle = { root: 'a', blocks: { a: { id: 'a', children: ['b'] }, b: { id: 'b', children: ['a', 'b'] } } };
    expect(resource({ name: 'x', outline: circle }).match(/<bdi>b<\/bdi>/g)).toHaveLength(1);
    expect(resource({ name: 'x', outline: { root: 'none', blocks: [{ id: 'lost' }] } })).toContain('lost');
    const deep = Array.from({ length: 100_000 }, (_, n) => ({ id: `n${n}`, children: [`n${n + 1}`] }));
    expect(resource({ name: 'x', outline: { root: 'n0', blocks: deep } })).toContain('more are in the JSON.');
  });

  it('ends for values that nest without an end in sight', () => {
    let value: unknown = 'bottom';
    for (let level = 0; level < 500; level++) value = { inner: value };
    expect(resource({ name: 'x', value })).toContain('bottom');
  });

  it('marks what was looked for as text, even where it is a regular expression or markup', () => {
    class Result {}
    registerView(Result, SearchView);
    const html = resource(
      collection([
        { title: 't', url: `${ORIGIN}/x`, excerpt: 'a (b|c)* <b>tide</b> tides', matches: ['(b|c)*', 'tide', ''] },
      ]),
      { model: Result as Type },
    );
    expect(html).toContain('<mark><bdi>tide</bdi></mark>');
    expect(html).toContain('<bdi>&lt;/b> tides</bdi>');
    expect(tagsOf(html)).not.toContain('b');
  });
});

describe('a page', () => {
  it.each(LANGUAGES)(
    'has in %s its language, its direction, one main heading and its landmarks',
    (language: Language) => {
      const html = resource(
        { name: 'Tides', links: { up: { href: `${ORIGIN}/up` }, a: { href: `${ORIGIN}/a` } } },
        { language },
      );
      expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
      for (const tag of ['h1', 'main', 'header', 'footer'])
        expect([tag, tagsOf(html).filter((one) => one === tag)]).toEqual([tag, [tag]]);
      expect(html).toMatch(/<body><a class="skip" href="#content">/);
    },
  );

  it('names each of its forms, tables and regions, and gives no id twice', () => {
    const parameters = [{ name: 'org', kind: 'text', choices: [], isRequired: false }] as const;
    const html = resource(
      collection([{ name: 'a', url: `${ORIGIN}/a`, size: 3 }], {
        links: { post: { href: `${ORIGIN}/a`, method: 'POST' } },
      }),
      {
        operation: { collection: 'T', summary: 's', documentation: `${ORIGIN}/d`, parameters },
      },
    );
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/(?:for|aria-labelledby)="([^"]+)"/g)) expect(ids).toContain(id);
    for (const [table] of html.matchAll(/<th\b[^>]*>/g)) expect(table).toContain('scope=');
  });

  it('shows dates for people and for programs, references as links, and what is not set as such', () => {
    const html = resource({
      name: 'x',
      start: '2026-01-12T09:00:00.000Z',
      end: null,
      open: true,
      by: { username: 'andya', url: `${ORIGIN}/api/user/v1/accounts/andya/` },
    });
    expect(html).toContain('<time datetime="2026-01-12T09:00:00.000Z">January 12, 2026 at 9:00');
    expect(html).toContain(`<a href="${ORIGIN}/api/user/v1/accounts/andya/"><bdi>andya</bdi></a>`);
    expect(html).toContain('<span class="absent">not set</span>');
  });

  it('folds an outline of a thousand blocks into nested lists, each block once', () => {
    const blocks = Array.from({ length: 1000 }, (_, n) => ({
      id: `b${n}`,
      type: 'html',
      display_name: `Block ${n}`,
      url: `${ORIGIN}/b${n}`,
      children: Array.from({ length: 10 }, (_, child) => `b${n * 10 + child + 1}`),
    }));
    const html = resource({
      name: 'x',
      outline: { root: 'b0', blocks: Object.fromEntries(blocks.map((b) => [b.id, b])) },
    });
    expect(html.match(/<bdi>Block \d+<\/bdi>/g)).toHaveLength(1000);
    expect(html.length).toBeLessThan(250_000);
  });

  it('tells of what only programs can do, without offering it as a link', () => {
    const html = resource({
      name: 'x',
      links: { edit: { href: `${ORIGIN}/only-patch`, method: 'PATCH', title: 'Change it' } },
    });
    expect(html).toContain('<code>PATCH</code>');
    expect(html).not.toContain(`href="${ORIGIN}/only-patch"`);
  });

  it('is made without a way to put markup into it', () => {
    const sources = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.tsx'));
    expect(sources.length).toBeGreaterThan(5);
    for (const name of sources)
      expect([name, readFileSync(new URL(name, import.meta.url), 'utf8').includes('dangerouslySetInnerHTML')]).toEqual([
        name,
        false,
      ]);
  });
});

describe('the page of an error', () => {
  it('says what the JSON says, and escapes what the request put into it', () => {
    const html = renderPage(
      {
        problem: {
          error_code: 'not_found',
          developer_message: `There is no <script>x</script>. More: ${ORIGIN}/api-docs/errors/not_found/`,
          user_message: 'Das gibt es nicht.',
          type: 'https://docs.openedx.org/errors/not-found',
          title: 'Not Found',
          status: 404,
          detail: 'x',
          instance: '/x',
          request_id: 'r-1',
        },
      },
      context({ language: 'de', operation: undefined }),
    );
    expect(html).toContain('<h1><bdi>Das gibt es nicht.</bdi></h1>');
    for (const text of ['404', 'not_found', 'r-1', '&lt;script>']) expect(html).toContain(text);
    expect(tagsOf(html)).not.toContain('script');
  });
});

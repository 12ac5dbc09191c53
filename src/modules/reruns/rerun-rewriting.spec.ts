import { CourseKey } from '../../common/opaque-keys/index.js';
import type { JsonObject } from '../content/index.js';
import { RerunRewriting, type RerunTerms } from './rerun-rewriting.js';

const source = CourseKey.of('Shore', 'Walks', '2024');
const target = CourseKey.of('Shore', 'Walks', '2025');
const DAY = 86_400_000;
const terms = (more: Partial<RerunTerms> = {}): RerunTerms => ({
  source,
  target,
  root: 'course@course',
  displayName: null,
  start: null,
  shift: 0,
  ...more,
});
const words = (block: string, settings: JsonObject, content: JsonObject | null = {}) => ({
  block,
  displayName: 'A name',
  settings,
  content,
});

describe('what a block says in a rerun (SPEC C-7)', () => {
  it('stays the very same object where nothing is of the run', () => {
    const before = words('sequential@a', { due: '2024-03-01T00:00:00Z', format: 'Homework' }, { data: 'x' });
    const after = new RerunRewriting(terms()).apply(before);
    expect([after.settings, after.content]).toEqual([before.settings, before.content]);
    expect(after.settings).toBe(before.settings);
  });

  it('moves dates by as much as the start, over a leap day and with their fractions', () => {
    const rewriting = new RerunRewriting(terms({ shift: 366 * DAY }));
    const { settings } = rewriting.apply(
      words('sequential@a', { start: '2024-02-28T09:00:00Z', due: '2024-02-29T23:59:59.500Z' }),
    );
    expect(settings).toEqual({ start: '2025-02-28T09:00:00Z', due: '2025-03-01T23:59:59.500Z' });
  });

  it('leaves alone what only looks like a date, what cannot be one, and what would be beyond the years', () => {
    const settings = { display_name: '2024-02-28T09:00:00Z', due: 'soon', start: '9999-12-31T00:00:00Z' };
    expect(new RerunRewriting(terms({ shift: DAY })).apply(words('sequential@a', settings)).settings).toEqual(settings);
  });

  it('maps keys of the course in reference fields, also old ones, and nobody else’s', () => {
    const old = 'i4x://Shore/Walks/html/a';
    const content = {
      sources_list: [
        'block-v1:Shore+Walks+2024+type@problem+block@p',
        'block-v1:Other+Walks+2024+type@problem+block@p',
        old,
      ],
    };
    expect(new RerunRewriting(terms()).apply(words('conditional@a', {}, content)).content).toEqual({
      sources_list: [
        'block-v1:Shore+Walks+2025+type@problem+block@p',
        'block-v1:Other+Walks+2024+type@problem+block@p',
        old,
      ],
    });
  });

  it('does not touch an author’s text that names the course', () => {
    const content = { data: '<a href="/courses/course-v1:Shore+Walks+2024/">last year</a>' };
    expect(new RerunRewriting(terms({ shift: DAY })).apply(words('html@a', {}, content)).content).toBe(content);
  });

  it('makes of the course block one of the new run: name, start, wiki, textbooks, blackouts; no words of the old season', () => {
    const settings = {
      start: '2024-01-01T00:00:00Z',
      advertised_start: 'Spring 2024',
      discussion_blackouts: [['2024-01-10T00:00:00Z', '2024-01-11T00:00:00Z']],
      entrance_exam_id: 'block-v1:Shore+Walks+2024+type@chapter+block@exam',
      tabs: [{ type: 'external_link', link: '/asset-v1:Shore+Walks+20245+type@asset+block@a.pdf' }],
    };
    const after = new RerunRewriting(terms({ shift: DAY, start: '2024-01-02T00:00:00Z', displayName: 'Again' })).apply(
      words('course@course', settings, { wiki_slug: 'Shore.Walks.2024' }),
    );
    expect(after).toEqual({
      block: 'course@course',
      displayName: 'Again',
      settings: {
        start: '2024-01-02T00:00:00Z',
        discussion_blackouts: [['2024-01-11T00:00:00Z', '2024-01-12T00:00:00Z']],
        entrance_exam_id: 'block-v1:Shore+Walks+2025+type@chapter+block@exam',
        // A run whose name only begins so is another one.
        tabs: settings.tabs,
      },
      content: { wiki_slug: 'Shore.Walks.2025' },
    });
  });
});

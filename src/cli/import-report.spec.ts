import type { ImportReport } from '../modules/olx/index.js';
import { renderReport } from './import-report.js';

const URL = 'http://localhost:8000/api/course/v1/courses/course-v1:Org+Num+Run/';

function report(values: Partial<ImportReport> = {}): ImportReport {
  return {
    course_key: 'course-v1:Org+Num+Run',
    branches: { published: 'a'.repeat(24), draft: 'b'.repeat(24) },
    changed: true,
    dry_run: false,
    blocks: { published: { course: 1, html: 12 }, draft: { html: 2, video: 1 } },
    drafts: 2,
    assets: { stored: 3, unchanged: 1, total: 4 },
    oddities: [],
    oddities_not_listed: 0,
    seconds: 1.25,
    blocks_per_second: 4321,
    ...values,
  } as ImportReport;
}

function oddity(values: object = {}): ImportReport['oddities'][number] {
  return {
    severity: 'warning',
    code: 'odd',
    file: 'html/a.xml',
    line: 7,
    message: 'It is odd.',
    ...values,
  } as ImportReport['oddities'][number];
}

describe('The report of an import, on a terminal', () => {
  it('lets no escape sequence of an archive reach the terminal', () => {
    const text = renderReport(
      report({ oddities: [oddity({ file: 'html/\u001b]0;owned\u0007.xml', message: 'Named \u202egnp.exe' })] }),
      URL,
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/); // eslint-disable-line no-control-regex
    expect(text).toContain('html/\\u001b]0;owned\\u0007.xml:7');
  });

  it('counts the oddities that are not listed (SPEC C-10)', () => {
    const text = renderReport(report({ oddities: [oddity()], oddities_not_listed: 41 }), URL);
    expect(text).toContain('42 oddities:\n  warning  html/a.xml:7  It is odd.\n  … and 41 more');
  });

  it('names the file alone where an oddity has no line', () => {
    expect(renderReport(report({ oddities: [oddity({ line: null })] }), URL)).toContain(
      '  warning  html/a.xml  It is odd.',
    );
  });

  it('says that a dry run wrote nothing', () => {
    expect(renderReport(report({ dry_run: true }), URL)).toMatch(/dry run: nothing was written\./);
  });

  it('says that nothing has changed', () => {
    expect(renderReport(report({ changed: false }), URL)).toContain('Nothing has changed since the last import.');
  });

  it('shows the blocks by type as a table, and ends with the address of the course', () => {
    const text = renderReport(report(), URL);
    expect(text).toContain(
      [
        'blocks  published  in drafts',
        'course          1          0',
        'html           12          2',
        'video           0          1',
        'all            13          3',
      ].join('\n'),
    );
    expect(text.endsWith(URL)).toBe(true);
  });
});

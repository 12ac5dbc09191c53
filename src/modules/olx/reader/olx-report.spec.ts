import { OlxReport } from './olx-report.js';

describe('the report of an import', () => {
  const entry = { severity: 'warning', code: 'odd', file: 'a.xml', line: 1, message: 'odd' } as const;

  it('keeps ten thousand entries and counts the rest, so that it cannot grow without end', () => {
    const report = new OlxReport();
    for (let line = 1; line <= 10_003; line += 1) report.add({ ...entry, line });
    expect([report.entries.length, report.omitted, report.severities.warning]).toEqual([10_000, 3, 10_003]);
  });

  it('says once what two readings meet', () => {
    const report = new OlxReport();
    report.addOnce(entry);
    report.addOnce({ ...entry });
    report.addOnce({ ...entry, line: 2 });
    expect(report.entries).toHaveLength(2);
  });

  it('is snake_case JSON', () => {
    const report = new OlxReport();
    report.add(entry);
    report.countBlock('vertical');
    report.countBlock('html');
    report.countBlock('html');
    report.assets = 3;
    expect(JSON.parse(JSON.stringify(report))).toEqual({
      entries: [entry],
      entries_omitted: 0,
      errors: 0,
      warnings: 1,
      infos: 0,
      blocks_by_type: { html: 2, vertical: 1 },
      assets: 3,
      drafts: 0,
    });
  });
});

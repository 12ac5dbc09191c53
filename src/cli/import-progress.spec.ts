import { PassThrough } from 'node:stream';
import { jest } from '@jest/globals';
import { CommandIo } from './command-io.js';
import { importProgress } from './import-progress.js';

function recorded(): { io: CommandIo; lines: () => Record<string, unknown>[] } {
  const stdout = new PassThrough();
  const lines = () =>
    String(stdout.read() ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { io: new CommandIo(new PassThrough(), stdout, new PassThrough()), lines };
}

describe('The progress of an import, for a program', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is a few lines a second, however often the importer reports', () => {
    const { io, lines } = recorded();
    const view = importProgress(io, true);
    for (let done = 1; done <= 1000; done += 1) {
      view.update({ phase: 'blocks', done, total: 1000, unit: 'blocks' });
      jest.advanceTimersByTime(1);
    }
    view.end();
    const written = lines();
    expect(written.length).toBeLessThanOrEqual(6);
    expect(written.at(-1)).toEqual({ event: 'progress', phase: 'blocks', done: 1000, total: 1000, unit: 'blocks' });
  });

  it('has the last of each phase, and no line twice', () => {
    const { io, lines } = recorded();
    const view = importProgress(io, true);
    view.update({ phase: 'blocks', done: 1, total: 2, unit: 'blocks' });
    view.update({ phase: 'blocks', done: 2, total: 2, unit: 'blocks' });
    view.update({ phase: 'assets', done: 0, total: 5, unit: 'assets' });
    view.end();
    view.end();
    expect(lines().map(({ phase, done }) => [phase, done])).toEqual([
      ['blocks', 1],
      ['blocks', 2],
      ['assets', 0],
    ]);
  });
});

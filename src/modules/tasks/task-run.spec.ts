import { jest } from '@jest/globals';
import { type Progress, TaskRun } from './task-run.js';

describe('TaskRun', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function runWithLog(): { run: TaskRun; written: Progress[] } {
    const written: Progress[] = [];
    return { run: new TaskRun('some-id', 'blocks', (told) => written.push(told.reached)), written };
  }

  it('writes no progress after the end, however long the job goes on', () => {
    const { run, written } = runWithLog();
    run.progress(1);
    run.silence();
    run.progress(2);
    jest.advanceTimersByTime(10_000);
    expect(written).toEqual([]);
    expect(run.reached.done).toBe(1);
  });

  it('keeps the first cause of an abortion', () => {
    const { run } = runWithLog();
    run.abort('cancelled');
    run.abort('interrupted');
    expect(run.abortCause).toBe('cancelled');
  });

  it('writes at most four times a second, and always the latest', () => {
    const { run, written } = runWithLog();
    for (let done = 1; done <= 1000; done += 1) {
      run.progress(done, 1000);
      jest.advanceTimersByTime(1);
    }
    jest.advanceTimersByTime(250);
    expect(written.length).toBeLessThanOrEqual(6);
    expect(written.at(-1)).toEqual({ done: 1000, total: 1000, unit: 'blocks' });
  });

  it('keeps total and unit until the job says otherwise', () => {
    const { run } = runWithLog();
    run.progress(1, 10, 'bytes');
    run.progress(2);
    expect(run.reached).toEqual({ done: 2, total: 10, unit: 'bytes' });
    run.progress(3, null);
    expect(run.reached).toEqual({ done: 3, total: null, unit: 'bytes' });
  });
});

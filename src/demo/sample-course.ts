import { existsSync } from 'node:fs';
import path from 'node:path';
import { CourseKey } from '../common/opaque-keys/index.js';

/** The key of the course in `sample-course/`. */
export const SAMPLE_COURSE_KEY = CourseKey.of('Courseware', 'Tides101', '2026');

/**
 * The folder of the bundled course: `sample-course/course` beside package.json, which is two levels above this file in
 * `src` and three in `dist`.
 * @throws Error when the installation lacks it
 */
export function sampleCourseFolder(): string {
  for (let folder = import.meta.dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'sample-course', 'course');
    if (existsSync(candidate)) return candidate;
  }
  throw new Error(
    'The folder sample-course is missing from this installation. Start without --demo, or get the whole source.',
  );
}

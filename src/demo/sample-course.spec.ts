import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SAMPLE_COURSE_KEY, sampleCourseFolder } from './sample-course.js';

describe('The bundled sample course', () => {
  it('is the course whose existence a demo asks for', () => {
    const pointer = readFileSync(path.join(sampleCourseFolder(), 'course.xml'), 'utf8');
    const { org, course, run } = SAMPLE_COURSE_KEY;
    for (const attribute of [`org="${org}"`, `course="${course}"`, `url_name="${run}"`])
      expect(pointer).toContain(attribute);
  });
});

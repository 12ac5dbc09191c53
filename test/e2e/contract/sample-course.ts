import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../../src/modules/enrollments/index.js';
import { CourseImportService } from '../../../src/modules/olx/index.js';
import type { TestApp, TestClient } from '../../support/app.js';
import { syntheticFiles } from '../../support/synthetic-course.js';

/** The bundled sample course. */
export const SAMPLE = CourseKey.of('Courseware', 'Tides101', '2026');
export const SAMPLE_COURSE = `/api/course/v1/courses/${SAMPLE}/`;
export const COURSES = '/api/course/v1/courses/';

/** Callers by what they may do in the sample course. */
export interface Callers {
  readonly admin: TestClient;
  readonly instructor: TestClient;
  readonly learner: TestClient;
  /** Signed in, without a place in the course. */
  readonly outsider: TestClient;
  readonly nobody: TestClient;
}

/** Imports the sample course and makes one caller of each kind. */
export async function importSample(service: TestApp): Promise<Callers> {
  await service.app.get(CourseImportService).import({ path: 'sample-course/course' }, { editedBy: null });
  const callers = {
    admin: service.as('admin', { isStaff: true }),
    instructor: service.as('instructor'),
    learner: service.as('learner'),
    outsider: service.as('outsider'),
    nobody: service.as(null),
  };
  // An account is made when its client is first used.
  for (const client of Object.values(callers)) await client('/api/');
  await service.app.get(CourseRolesService).grant('instructor', SAMPLE, 'instructor');
  await service.app.get(EnrollmentsService).enroll('learner', SAMPLE);
  return callers;
}

/** Imports a course whose files are given, by path. */
async function importFiles(service: TestApp, files: Iterable<{ path: string; content: string }>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'courseware-contract-'));
  try {
    for (const { path: name, content } of files) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    await service.app.get(CourseImportService).import({ path: folder }, { editedBy: null });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports a small course from the XML of its course element. */
export async function importXml(service: TestApp, key: CourseKey, xml: string): Promise<void> {
  await importFiles(service, [
    { path: 'course.xml', content: `<course url_name="${key.run}" org="${key.org}" course="${key.course}"/>` },
    { path: `course/${key.run}.xml`, content: xml },
  ]);
}

/** Imports a made-up course of a given size; returns its key, of which `name` is part. */
export async function importSynthetic(service: TestApp, blocks: number, name: string): Promise<CourseKey> {
  const key = CourseKey.of('Synthetic', 'Tides', `${name}${blocks}`);
  await importFiles(service, syntheticFiles({ blocks, run: key.run! }));
  return key;
}

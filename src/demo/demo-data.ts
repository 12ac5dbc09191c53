import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ApiUrls } from '../common/hypermedia/api-urls.js';
import { AccountsService } from '../modules/accounts/index.js';
import { ClientsService } from '../modules/oauth2/index.js';
import { CourseRolesService } from '../modules/course-team/index.js';
import { EnrollmentsService } from '../modules/enrollments/index.js';
import { CourseImportService } from '../modules/olx/index.js';
import { OrganizationsService } from '../modules/organizations/index.js';
import { DEMO_ACCOUNTS, DEMO_CLIENT, DEMO_DOCUMENTATION_CLIENT } from './demo-accounts.js';
import { SAMPLE_COURSE_KEY, sampleCourseFolder } from './sample-course.js';

/**
 * Makes what a demo needs and is not there yet: accounts, a client, the sample course, its team and its learner. What
 * somebody changed in the sample course since the first start stays as it is.
 */
export async function makeDemoData(app: INestApplicationContext, signal: AbortSignal): Promise<void> {
  const accounts = app.get(AccountsService);
  for (const { username, name, isStaff, isSuperuser } of DEMO_ACCOUNTS) {
    await accounts.ensure({
      username,
      email: `${username}@example.com`,
      password: username,
      name,
      isStaff,
      isSuperuser,
    });
  }
  await app.get(ClientsService).ensure({ ...DEMO_CLIENT });
  const redirectUris = [app.get(ApiUrls).docsRedirect()];
  await app.get(ClientsService).ensure({ ...DEMO_DOCUMENTATION_CLIENT, redirectUris });
  await app.get(OrganizationsService).ensure(SAMPLE_COURSE_KEY.org!, {
    name: 'The Courseware project',
    description: 'Makes this service and its sample course.',
  });
  if (await sampleCourseExists(app.get(DataSource))) return;
  // The course comes last: that it exists means that all the rest was done, also after a start that was broken off.
  const roles = app.get(CourseRolesService);
  await roles.grant('demo-instructor', SAMPLE_COURSE_KEY, 'instructor');
  await roles.grant('demo-staff', SAMPLE_COURSE_KEY, 'staff');
  await app.get(EnrollmentsService).enroll('demo-learner', SAMPLE_COURSE_KEY);
  await app
    .get(CourseImportService)
    .import(
      { path: sampleCourseFolder() },
      { editedBy: 'demo-instructor', message: 'The bundled sample course.', signal },
    );
}

async function sampleCourseExists(dataSource: DataSource): Promise<boolean> {
  const rows = (await dataSource.query('SELECT 1 FROM courses WHERE course_key = $1', [
    String(SAMPLE_COURSE_KEY),
  ])) as unknown[];
  return rows.length > 0;
}

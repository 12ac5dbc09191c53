import { FirstTables1795000000000 } from './1795000000000-first-tables.js';
import { TextSearch1796000000000 } from './1796000000000-text-search.js';
import { Conventions1796000000001 } from './1796000000001-conventions.js';
import { ContentEditing1796000000002 } from './1796000000002-content-editing.js';
import { People1796000000003 } from './1796000000003-people.js';
import { Authorization1797000000000 } from './1797000000000-authorization.js';
import { SignIn1797000000001 } from './1797000000001-sign-in.js';
import { Oauth21797000000002 } from './1797000000002-oauth2.js';
import { AccessPolicies1797000000003 } from './1797000000003-access-policies.js';
import { Organizations1797000000004 } from './1797000000004-organizations.js';
import { Profiles1797000000005 } from './1797000000005-profiles.js';
import { Enrollments1797000000006 } from './1797000000006-enrollments.js';
import { Audit1797000000007 } from './1797000000007-audit.js';
import { ExternalIdentity1797000000008 } from './1797000000008-external-identity.js';
import { Authoring1798000000000 } from './1798000000000-authoring.js';
import { Events1798000000100 } from './1798000000100-events.js';
import { Checklists1798000000200 } from './1798000000200-checklists.js';
import { CourseExports1798000000300 } from './1798000000300-course-exports.js';
import { History1798000000500 } from './1798000000500-history.js';
import { FirstVersions1798000000501 } from './1798000000501-first-versions.js';
import { Courses1798000000600 } from './1798000000600-courses.js';
import { Publishing1798000000700 } from './1798000000700-publishing.js';
import { OpenedRows1798000000800 } from './1798000000800-opened-rows.js';
import { EnrollmentLists1798000000900 } from './1798000000900-enrollment-lists.js';

/** Every migration, oldest first. A merged one is never edited. */
export const migrations = [
  FirstTables1795000000000,
  TextSearch1796000000000,
  Conventions1796000000001,
  ContentEditing1796000000002,
  People1796000000003,
  Authorization1797000000000,
  SignIn1797000000001,
  Oauth21797000000002,
  AccessPolicies1797000000003,
  Organizations1797000000004,
  Profiles1797000000005,
  Enrollments1797000000006,
  Audit1797000000007,
  ExternalIdentity1797000000008,
  Authoring1798000000000,
  Events1798000000100,
  Checklists1798000000200,
  CourseExports1798000000300,
  History1798000000500,
  FirstVersions1798000000501,
  Courses1798000000600,
  Publishing1798000000700,
  OpenedRows1798000000800,
  EnrollmentLists1798000000900,
];

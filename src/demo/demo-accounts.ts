import { SCOPES } from '../common/auth/scopes.js';
import { DOCUMENTATION_CLIENT } from '../common/openapi/documentation.js';

/** The accounts of a demo (SPEC O-2); each has its own name as its password. */
export const DEMO_ACCOUNTS = [
  { username: 'demo-admin', name: 'Demo Admin', isStaff: true, isSuperuser: true, may: 'everything' },
  {
    username: 'demo-instructor',
    name: 'Demo Instructor',
    isStaff: false,
    isSuperuser: false,
    may: 'write the sample course and manage its team',
  },
  { username: 'demo-staff', name: 'Demo Staff', isStaff: false, isSuperuser: false, may: 'write the sample course' },
  { username: 'demo-learner', name: 'Demo Learner', isStaff: false, isSuperuser: false, may: 'read the sample course' },
] as const;

/** The OAuth2 client of a demo; it acts as `demo-admin`. */
export const DEMO_CLIENT = {
  clientId: 'demo-client',
  secret: 'demo-secret',
  name: 'Demo client',
  username: 'demo-admin',
} as const;

/** What the documentation signs in as; public, since everybody can read its page. */
export const DEMO_DOCUMENTATION_CLIENT = {
  clientId: DOCUMENTATION_CLIENT,
  name: 'API documentation',
  username: 'demo-admin',
  scopes: SCOPES,
} as const;

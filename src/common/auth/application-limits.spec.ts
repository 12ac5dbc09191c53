import type { FastifyRequest } from 'fastify';
import { checkApplication } from './application-limits.js';
import type { PermissionName } from './permissions.js';
import { Principal } from './principal.js';

const ALLOWED = 'course-v1:UTx+Tides+2026';
const OTHER = 'course-v1:Harbour+Tides+2026';

describe('a restricted application (operations.md A4.8)', () => {
  const limits = { organizations: [] as string[], ownOnly: false };
  const asks = (
    client: Partial<typeof limits>,
    permission: PermissionName,
    request: { method?: string; params?: object; query?: object; body?: unknown },
  ): (() => void) => {
    const scopes = ['courses:read', 'content:read', 'enrollments:read', 'enrollments:write', 'accounts:read'];
    const principal = Principal.of(
      { userId: 1, username: 'anna', isStaff: true, isSuperuser: false },
      { client: { clientId: 'app', scopes, isRestricted: true, ...limits, ...client } },
    );
    const asked = { method: 'GET', params: {}, query: {}, ...request } as FastifyRequest;
    return () => checkApplication(principal, { permission, restrictedApplications: true }, asked);
  };

  describe('of some organizations', () => {
    const ofUTx = { organizations: ['UTx'] };

    it('reads no other course by naming one that it may read beside it', () => {
      const query = { course: ALLOWED, course_id: OTHER };
      expect(asks(ofUTx, 'courses.view_blocks', { query })).toThrow(/only for courses of UTx/);
    });

    it('does not list all courses by naming one, which the list does not look at', () => {
      expect(asks(ofUTx, 'courses.list_courses', { query: { course: ALLOWED } })).toThrow(/only for courses of UTx/);
    });

    it('writes nothing about another course by naming one in the query', () => {
      const body = { course_key: OTHER };
      const request = { method: 'POST', query: { course: ALLOWED }, body };
      expect(asks(ofUTx, 'enrollments.manage_own_enrollment', request)).toThrow(/only for courses of UTx/);
    });

    it('reads theirs', () => {
      expect(asks(ofUTx, 'courses.list_courses', { params: { course_key: ALLOWED } })).not.toThrow();
      expect(asks(ofUTx, 'courses.view_blocks', { query: { course_id: ALLOWED } })).not.toThrow();
    });
  });

  describe('for its own person alone', () => {
    const own = { ownOnly: true };

    it.each([
      ['another person by an address', { params: { enrollment_id: `bert,${OTHER}` } }],
      ['whosever enrollment has this id', { params: { enrollment_id: '0197a6a0-0000-7000-8000-000000000000' } }],
      ['everybody whom the account sees', {}],
      ['another person in a body', { method: 'POST', body: { username: 'bert', course_key: OTHER } }],
    ])('does not ask for %s', (_, request) => {
      expect(asks(own, 'enrollments.manage_own_enrollment', request)).toThrow(/its own user/);
    });

    it.each([
      ['oneself by an address', { params: { enrollment_id: `Anna,${OTHER}` } }],
      ['“me” by an address', { params: { enrollment_id: `me,${OTHER}` } }],
      ['oneself in a list', { query: { user: 'me' } }],
      ['a place in a course', { method: 'POST', body: { course_key: OTHER } }],
    ])('asks for %s', (_, request) => {
      expect(asks(own, 'enrollments.manage_own_enrollment', request)).not.toThrow();
    });

    it('reads what is nobody’s', () => {
      expect(asks(own, 'courses.view_blocks', { query: { course_id: OTHER } })).not.toThrow();
    });
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AccessTokens } from '../../src/modules/oauth2/index.js';
import { EnrollmentScene } from '../support/enrollment-scene.js';

const PYTHON = process.env.EDX_API_CLIENT_PYTHON;

/** What the client is asked to do; it prints one JSON value. */
const SCRIPT = `
import json, sys
from edx_api.client import EdxApi
token, url, course = sys.argv[1:4]
enrollments = EdxApi({'access_token': token}, url).enrollments
made = enrollments.create_audit_student_enrollment(course)
again = enrollments.create_audit_student_enrollment(course)
listed = enrollments.get_student_enrollments()
left = enrollments.deactivate_enrollment(course)
print(json.dumps({
    'made': [made.course_id, made.mode, made.is_active, made.user],
    'again': again.json == made.json,
    'listed': [listed.is_enrolled_in(course), list(listed.get_enrolled_course_ids())],
    'left': left.is_active,
    'after': list(enrollments.get_student_enrollments().get_enrolled_course_ids()),
}))
`;

describe('mitodl/edx-api-client, unmodified (SPEC X-3)', () => {
  if (!PYTHON) {
    it('is not tried: set EDX_API_CLIENT_PYTHON to a Python in whose environment edx-api-client is installed', () => {
      expect(PYTHON).toBeFalsy();
    });
    return;
  }

  let scene: EnrollmentScene;
  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  it('enrolls, lists and leaves', async () => {
    const key = String(await scene.course());
    const { username } = await scene.someone();
    const token = await scene.service.app.get(AccessTokens).issueFor(username);
    const { stdout } = await promisify(execFile)(PYTHON, ['-c', SCRIPT, token, scene.service.url, key]);
    expect(JSON.parse(stdout)).toEqual({
      made: [key, 'audit', true, username],
      again: true,
      listed: [true, [key]],
      left: false,
      after: [],
    });
  });
});

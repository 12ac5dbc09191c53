import { Injectable, type PipeTransform } from '@nestjs/common';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { isUsername } from '../../../common/validation/is-username.js';
import { EnrollmentNotFoundError } from '../enrollments.errors.js';

/** How Open edX's paths name an enrollment: `{username},{course_id}`, or `{course_id}` for the caller's own. */
export interface EdxEnrollmentAddress {
  /** Null for the caller. */
  readonly username: string | null;
  readonly courseKey: string;
}

/** Reads an {@link EdxEnrollmentAddress}. A bad one is an address that does not exist (SPEC section 1 "bad key"). */
@Injectable()
export class EdxEnrollmentAddressPipe implements PipeTransform<string, EdxEnrollmentAddress> {
  transform(text: string): EdxEnrollmentAddress {
    const [, username = null, keyText] = /^(?:([^,:]+),)?(.+)$/s.exec(text) ?? [];
    const key = keyText ? CourseKey.tryParse(keyText, { allowDeprecated: false }) : null;
    if (!key || key.org === null || (username !== null && !isUsername(username)))
      throw new EnrollmentNotFoundError(text);
    return { username, courseKey: key.withoutBranchAndVersion().toString() };
  }
}

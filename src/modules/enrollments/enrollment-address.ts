import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { isUsername } from '../../common/validation/is-username.js';
import { EnrollmentNotFoundError } from './enrollments.errors.js';
import type { EnrollmentPlace } from './stored-enrollment.js';

/** How a path names an enrollment: by UUID, or by `{username},{course_key}`, where `me` is the caller (SPEC I-1). */
export interface EnrollmentAddress {
  /** As the client wrote it. */
  readonly text: string;
  readonly by: { readonly uuid: string } | EnrollmentPlace;
}

/**
 * Reads an {@link EnrollmentAddress}. The router has decoded the segment, so raw and percent-encoded commas and keys are
 * one (SPEC I-3). A bad one is an address that does not exist: 404 (section 1 "bad key").
 */
@Injectable()
export class EnrollmentAddressPipe implements PipeTransform<string, EnrollmentAddress> {
  transform(text: string): EnrollmentAddress {
    if (validate(text)) return { text, by: { uuid: text.toLowerCase() } };
    const [, username, keyText] = /^([^,]+),(.+)$/s.exec(text) ?? [];
    const key = keyText ? CourseKey.tryParse(keyText, { allowDeprecated: false }) : null;
    if (!username || !(username === 'me' || isUsername(username)) || !key || key.org === null)
      throw new EnrollmentNotFoundError(text);
    // Nobody enrolls in a branch: such a key means the course.
    return { text, by: { username, courseKey: key.withoutBranchAndVersion().toString() } };
  }
}

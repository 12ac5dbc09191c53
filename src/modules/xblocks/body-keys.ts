import { type CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, blockRefOf, type Faults } from '../content/index.js';

/**
 * The block that a key in a body names, within the course and branch that are written to.
 * @param text a usage key in whichever spelling
 * @param path of the member, for the faults
 * @returns null, and a fault, for a block of another course or branch
 */
export function refWithin(course: CourseKey, text: string, path: string, faults: Faults): BlockRef | null {
  const key = UsageKey.tryParse(text);
  if (!key) {
    faults.add(path, `${path} must be a usage key such as block-v1:Org+Number+Run+type@html+block@intro.`);
    return null;
  }
  if (!isOf(key.courseKey, course)) {
    faults.add(
      path,
      `${key} is in another course than ${course.withoutBranchAndVersion()}. Name a block of this course.`,
    );
    return null;
  }
  const { branch, version } = key.courseKey;
  if ((branch !== null && branch !== course.branch) || (version !== null && version !== course.version)) {
    faults.add(
      path,
      `${key} names another branch or version than ${course}, which is written to. Leave it out of the key.`,
    );
    return null;
  }
  return blockRefOf(key);
}

/** Keys of 2013 do not say the run. */
function isOf(key: CourseKey, { org, course, run }: CourseKey): boolean {
  return key.org === org && key.course === course && (key.run === null || key.run === run);
}

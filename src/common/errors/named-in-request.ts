import { InvalidInputError, NotFoundError } from './app-error.js';

/**
 * Does something with what a member of the body or the query names. Where that is not there, or is not the caller's to know (SPEC R-7),
 * no address is unknown (404) but this member is wrong (SPEC section 1 "bad key"): the same fault for both, in the words of the 404.
 * @param member its path, such as `operations[3].source`; null for what the address names: then a 404 stays one
 * @throws InvalidInputError in place of a NotFoundError, and whatever else the work throws
 */
export async function namedBy<T>(member: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (member !== null && error instanceof NotFoundError) throw new InvalidInputError({ [member]: [error.message] });
    throw error;
  }
}

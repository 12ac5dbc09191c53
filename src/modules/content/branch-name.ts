const MAX_LENGTH = 100;

/** What a branch of a key may be made of (opaque-keys: letters and numbers of all scripts, and `_-~.:`). */
const NAME = new RegExp(`^[\\p{L}\\p{N}_\\-~.:]{1,${MAX_LENGTH}}$`, 'u');

/** What would be taken for something else: a version, a step in a path, Open edX's own names of the two branches, or those in another case. */
const RESERVED: readonly (readonly [RegExp, string])[] = [
  [/^(?:[0-9a-f]{24}|[0-9a-f]{32})$/i, 'looks like a version'],
  [/^\.+$/, 'is a step in a path'],
  [/^(?:draft|published)-branch$/i, 'is what Open edX calls a branch that is here already'],
  [/^(?:draft|published)$/i, 'is too near to a branch that every course has'],
];

/** Whether a text can stand for a branch in a key. */
export function isBranchName(name: string): boolean {
  return NAME.test(name) && !/^\.+$/.test(name);
}

/** Why no new branch can have this name; null when it can. */
export function branchNameFault(name: string): string | null {
  if (!NAME.test(name)) return `must be 1 to ${MAX_LENGTH} letters, digits or any of _ - ~ . :`;
  const reserved = RESERVED.find(([pattern]) => pattern.test(name));
  return reserved ? `is "${name}", which ${reserved[1]}; choose another name` : null;
}

/** What a client of `before` would trip over in `after`: each break in a sentence. */
export function breaksBetween(before: object, after: object): string[];
/** Whether the version of `after` tells of what was added. */
export function versionFaults(before: object, after: object): string[];

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let list: { test(password: string): boolean } | undefined;

/**
 * Whether a password is among the 50,000 most common ones of eight characters or more. Offline: a list that ships with
 * the service, unpacked when it is first needed (some 20 ms and 3 MB).
 */
export function isCommonPassword(password: string): boolean {
  // The package has neither types nor a module that `import` could read by name.
  list ??= require('fxa-common-password-list') as { test(password: string): boolean };
  return list.test(password);
}

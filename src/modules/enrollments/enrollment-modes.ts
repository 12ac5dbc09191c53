/** How a course may be taken, by the names that Open edX has for it. */
export const ENROLLMENT_MODES = [
  'audit',
  'honor',
  'verified',
  'professional',
  'no-id-professional',
  'credit',
  'masters',
  'executive-education',
  'paid-executive-education',
  'unpaid-executive-education',
  'paid-bootcamp',
  'unpaid-bootcamp',
] as const;

/** What people may give themselves. Whatever else there is comes from a payment or an agreement, which staff enter. */
const OPEN_MODES: readonly string[] = ['audit', 'honor'];

export const isOpenMode = (mode: string): boolean => OPEN_MODES.includes(mode);

import type { CourseDoor, OfferedMode } from './course-door.js';

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
export const OPEN_MODES: readonly string[] = ['audit', 'honor'];

/**
 * A mode of the course; null where it does not offer it. A course that has set no modes offers all: `audit` and `honor`
 * to everybody, the others through its team.
 */
export function modeOf({ modes }: Pick<CourseDoor, 'modes'>, slug: string): OfferedMode | null {
  if (modes.length > 0) return modes.find((mode) => mode.slug === slug) ?? null;
  return { slug, isOpen: OPEN_MODES.includes(slug), isExpired: false, seats: null };
}

/** The mode of whoever names none: what an invitation brings, else `audit`, else the first that is open, else the first. */
export function defaultMode({ modes, invitations }: Pick<CourseDoor, 'modes' | 'invitations'>): string {
  const invited = invitations.find(({ mode }) => mode !== null)?.mode;
  if (invited) return invited;
  const lasting = modes.filter(({ isExpired }) => !isExpired);
  const free = lasting.filter(({ isOpen }) => isOpen);
  return (free.find(({ slug }) => slug === 'audit') ?? free[0] ?? lasting[0])?.slug ?? 'audit';
}

/**
 * A date as edX writes it on these routes: ISO 8601, UTC, `Z`, and a fraction only where there is one. The iOS app's
 * parser takes no fraction.
 */
export function isoDate(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

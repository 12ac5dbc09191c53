/** How far a name may be from a known one to be taken for a slip of it. */
const MAX_DISTANCE = 2;

/** The known name that was most likely meant, or null when none is near. */
export function nearMiss(name: string, known: readonly string[]): string | null {
  const folded = name.toLowerCase();
  const nearest = known
    // A slip leaves most of a name as it was: two letters of three are another word.
    .filter((candidate) => Math.abs(candidate.length - name.length) <= MAX_DISTANCE)
    .map((candidate) => ({ candidate, distance: distance(folded, candidate.toLowerCase()) }))
    .filter(({ candidate, distance: d }) => d <= Math.min(MAX_DISTANCE, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return nearest?.candidate ?? null;
}

/** Letters added, dropped, replaced or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}

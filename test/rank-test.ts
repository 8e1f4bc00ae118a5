/** Compares samples without assuming anything of their shape. */

/**
 * How far two samples are from being drawn alike: z of Mann and Whitney's rank test, with tied ranks and their correction (Annals
 * of Mathematical Statistics 18, 1947; Lehmann, Nonparametrics, 1.4). It goes by order alone, so that one run which
 * failed to learn counts no more than one that is just worse.
 */
export function rankTest(ours: number[], theirs: number[]): number {
  const all = [...ours, ...theirs].toSorted((a, b) => a - b);
  const total = all.length;
  const rank = (value: number) => (all.indexOf(value) + all.lastIndexOf(value)) / 2 + 1;
  const ties = new Map<number, number>();
  for (const value of all) ties.set(value, (ties.get(value) ?? 0) + 1);
  const correction = [...ties.values()].reduce((sum, t) => sum + t ** 3 - t, 0) / (total * (total - 1));
  const variance = ((ours.length * theirs.length) / 12) * (total + 1 - correction);
  if (variance === 0) return 0;
  const rankSum = ours.reduce((sum, value) => sum + rank(value), 0);
  return (rankSum - (ours.length * (total + 1)) / 2) / Math.sqrt(variance);
}

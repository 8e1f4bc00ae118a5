// What a section of the benchmark is made of: tables of cases, and the figures that the project set itself.
import type { Result } from './measure.js';
import type { Peers } from './peers/index.js';

export interface Case {
  readonly name: string;
  /** Floating-point operations, elements or nothing: what `unit` counts. */
  readonly work: number;
  readonly results: readonly Result[];
  /** Seconds that ours may take; a table of such cases is printed with a column for each contestant. */
  readonly must?: number;
  /** What a contestant, by name, is wanting in: with a remark it does not compete, even where it has a result. */
  readonly remarks?: Readonly<Record<string, string>>;
}

export interface Table {
  readonly title: string;
  /** Rates are better when larger; `ms` are times per call. */
  readonly unit: 'GFLOP/s' | 'Gelem/s' | 'ms';
  readonly cases: readonly Case[];
}

/** A figure to reach, or one not to exceed. */
export type Figure = {
  readonly claim: string;
  readonly reached: number | undefined;
} & ({ readonly atLeast: number } | { readonly atMost: number });

/** Whether a figure is reached; undefined where it was not measured. */
export function isMet(figure: Figure): boolean | undefined {
  if (figure.reached === undefined) return undefined;
  return 'atLeast' in figure ? figure.reached >= figure.atLeast : figure.reached <= figure.atMost;
}

/** `at least 0.85` */
export function wanted(figure: Figure): string {
  return 'atLeast' in figure ? `at least ${figure.atLeast}` : `at most ${figure.atMost}`;
}

export interface SectionResult {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
}

export interface Section {
  readonly name: string;
  run(peers: Peers, options: { rounds: number; say: (line: string) => void }): Promise<SectionResult>;
}

export const ours = 'edflab';

/** The seconds of a contestant in a case, at best. */
export function bestOf({ results }: Case, name: string): number | undefined {
  return results.find((result) => result.name === name)?.best;
}

/** How many times faster than a peer we are in a case; undefined where the peer did not take part. */
export function ratio(one: Case, peer: string, mine = ours): number | undefined {
  const [peers, own] = [bestOf(one, peer), bestOf(one, mine)];
  return peers === undefined || own === undefined ? undefined : peers / own;
}

/** The smallest of some ratios; undefined when there is none. */
export function smallest(ratios: readonly (number | undefined)[]): number | undefined {
  const known = ratios.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

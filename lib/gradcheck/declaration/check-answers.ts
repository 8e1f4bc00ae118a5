// What must hold of the declarations of values, choices and plots.
import { allFinite } from '../outcome/compare.js';
import { isArrayData, isTextData, readGiven } from '../trial/data.js';
import type { ChoiceProblem, PlotPart, PlotProblem, ValuesProblem } from '../types.js';

/** Throws a TypeError with `text` unless `condition` holds. */
export type Demand = (condition: boolean, text: string) => void;

export function checkValues(
  { reference, tolerance = 1, shares = {}, mistakes = {} }: ValuesProblem,
  demand: Demand,
): void {
  const values = reference();
  const names = Object.keys(values);
  demand(names.length > 0, 'reference: there are no values; return an object of them, by name');
  for (const name of names) {
    checkName(name, demand);
    const given = readGiven(values[name]);
    const isSound = isTextData(given) || (isArrayData(given) && allFinite(given));
    demand(isSound, `reference: ${name} should be finite numbers, a text, or true or false`);
  }
  checkShares(shares, names, demand);
  for (const name of Object.keys(mistakes))
    demand(names.includes(name), `mistakes: there is no value ${name}; there are ${names.join(', ')}`);
  demand(tolerance > 0, `tolerance: got ${tolerance}, expected a number > 0`);
}

export function checkChoice({ name, asks }: ChoiceProblem, demand: Demand): void {
  checkName(name, demand);
  if (asks.kind === 'number') {
    const { tolerance = 0 } = asks;
    demand(tolerance >= 0 && tolerance < 1, `asks.tolerance: got ${tolerance}, expected 0 <= tolerance < 1`);
    return;
  }
  const { options } = asks;
  demand(options.length >= 2, `asks.options: got ${options.length}, expected two at least`);
  demand(new Set(options).size === options.length, `asks.options: one stands twice (${options.join(', ')})`);
  demand(!options.includes(''), 'asks.options: one is empty, which is what no answer looks like');
}

/** The parts of a plot's points. */
const plotParts: readonly PlotPart[] = ['data', 'labels'];

export function checkPlot(
  { name, reference, tolerance = 1, shares = {} }: PlotProblem,
  demand: Demand,
): void {
  checkName(name, demand);
  const curves = reference();
  demand(curves.length > 0, 'reference: there are no curves; return a list of them');
  curves.forEach(({ x, y }, i) => {
    const [across, up] = [x === undefined ? null : readGiven(x), readGiven(y)];
    const isSound = isArrayData(up) && up.shape.length === 1 && allFinite(up);
    demand(isSound, `reference: y of curve ${i + 1} should be finite numbers in one dimension`);
    demand(!across || !('shape' in across) || across.shape[0] === (isArrayData(up) ? up.shape[0] : 0), `reference: x and y of curve ${i + 1} differ in length`); // prettier-ignore
  });
  checkShares(shares, plotParts, demand);
  demand(tolerance > 0, `tolerance: got ${tolerance}, expected a number > 0`);
}

/** Shares of the points, by part. */
export function checkShares(
  shares: Readonly<Record<string, number>>,
  parts: readonly string[],
  demand: Demand,
): void {
  for (const [part, share] of Object.entries(shares)) {
    demand(parts.includes(part), `shares: there is no part ${part}; there are ${parts.join(', ')}`);
    demand(share >= 0 && Number.isFinite(share), `shares.${part}: got ${share}, expected a number >= 0`);
  }
  const earns = parts.some((part) => (shares[part] ?? 1) > 0);
  demand(earns, 'shares: all are 0, so no points could be earned');
}

/** What a cell can define. */
export function checkName(name: string, demand: Demand): void {
  demand(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name), `'${name}' is no name that a cell can define`);
}

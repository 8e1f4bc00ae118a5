// The right formula with digits missing. float32 rounds each number by itself; finite differences do not, and break down
// where numbers are too coarse for their step.
import { normwiseError } from '../outcome/compare.js';
import type { Trialled } from '../node/judge.js';
import { probeNames } from '../node/probe-names.js';
import { failing, find } from './behaviour.js';
import { type Evidence, type Guess, isExact, isNumeric, type NumericView } from './evidence.js';

/** Relative errors of float32 arithmetic, entry by entry: one rounding makes at most 6e-8. */
const float32Error = { least: 5e-9, most: 1e-6 };

/** Values and gradients that are right to between 6 and 12 digits. */
export function precision(evidence: readonly Evidence[], battery: readonly Trialled[]): Guess | null {
  const values = battery
    .flatMap(({ discrepancies }) => discrepancies)
    .filter(({ kind, what }) => kind === 'low-precision' && what === 'value');
  if (values.length > 0) return { code: 'forward-low-precision', where: 'value' };
  const views = evidence
    .flatMap(({ gradients }) => gradients)
    .filter((view) => isNumeric(view)) as NumericView[];
  const imprecise = views.filter((view) => !isExact(view));
  if (imprecise.length === 0) return atExtremes(battery);
  const narrow = find(battery, probeNames.float32);
  const breaksDown = narrow !== undefined && failing(narrow).length > 0;
  const code = imprecise.every(looksRounded) && !breaksDown ? 'low-precision' : 'finite-differences';
  const worst = Math.max(...imprecise.map(({ got, expected }) => normwiseError(got, expected, 1e-3)));
  return {
    code,
    where: imprecise[0].source.name,
    detail: { digits: String(Math.floor(-Math.log10(worst))) },
  };
}

/** Exact at ordinary inputs, with digits missing at extreme ones: numbers that are clipped. */
function atExtremes(battery: readonly Trialled[]): Guess | null {
  const found = battery
    .flatMap(({ discrepancies }) => discrepancies)
    .find(({ kind, what }) => kind === 'low-precision' && what === 'grad');
  if (!found) return null;
  const detail = {
    digits: String(Math.floor(-Math.log10(found.error))),
    extra: ' At extreme inputs, that is.',
  };
  return { code: 'low-precision', where: found.name, detail };
}

function looksRounded({ got, expected }: NumericView): boolean {
  const isFloat32 = got.data.filter((value) => Math.fround(value) === value).length;
  if (isFloat32 >= 0.95 * got.data.length) return true;
  const errors = [...got.data]
    .map((value, i) => Math.abs(value - expected.data[i]) / Math.abs(expected.data[i] || 1))
    .sort((a, b) => a - b);
  const median = errors[errors.length >> 1];
  return median >= float32Error.least && errors[errors.length - 1] <= float32Error.most;
}

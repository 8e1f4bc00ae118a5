// What diagnoses are made from: single nodes at ordinary inputs, with everything the reference knows about them.
import { type NDArray, sameShape } from '../../array/index.js';
import { bandOf, normwiseError } from '../outcome/compare.js';
import { fromDataWide, isArrayData, toData } from '../trial/data.js';
import type { Trialled } from '../node/judge.js';
import { theNode } from '../node/wiring.js';
import { probeNames } from '../node/probe-names.js';
import type {
  ArrayData,
  DiagnosisCode,
  NodeProblem,
  Reading,
  SourceSpecification,
  Values,
} from '../types.js';

/** A diagnosis before it is put into words. `detail` fills the blanks. */
export interface Guess {
  code: DiagnosisCode;
  where: string;
  detail?: Record<string, string>;
}

/** A diagnosis with a summary of its own; the hint is what the code says where there is none. */
export function saying(code: DiagnosisCode, summary: string, hint?: string): Guess {
  return { code, where: 'value', detail: { summary, ...(hint ? { hint } : {}) } };
}

/** One forward and backward of one instance, at float64. */
export interface Evidence {
  probe: string;
  problem: NodeProblem;
  convention: 'EDF2018' | 'EDF2024';
  values: Values;
  upstream: NDArray;
  /** The reference's value. */
  value: NDArray;
  gotValue: Reading;
  /** Dimension lengths by name. */
  dimensions: Record<string, number>;
  gradients: View[];
}

/** The gradient of one source in one piece of evidence. */
export interface View {
  evidence: Evidence;
  source: SourceSpecification;
  got: Reading;
  expected: ArrayData;
}

/** A view whose `got` is a finite array of the right shape. */
export interface NumericView extends View {
  got: ArrayData;
}

/** Probes of one node at ordinary inputs. */
export const ordinary: readonly string[] = [
  probeNames.draw,
  probeNames.square,
  probeNames.equal,
  probeNames.single,
];

/** All evidence of a battery whose first pass came to an end, ordinary draws first. */
export function evidenceOf(
  problem: NodeProblem,
  battery: readonly Trialled[],
  probes: readonly string[] = ordinary,
): Evidence[] {
  const usable = battery.filter(
    ({ plan, outcome }) => probes.includes(plan.probe) && outcome.passes.length > 0,
  );
  const sorted = [...usable].sort((a, b) => probes.indexOf(a.plan.probe) - probes.indexOf(b.plan.probe));
  return sorted.map(({ plan, outcome, expected }) => {
    const [{ values, upstream }] = plan.passes;
    const [got] = outcome.passes;
    const evidence: Evidence = {
      probe: plan.probe,
      problem,
      convention: plan.convention,
      values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fromDataWide(value)])),
      upstream: fromDataWide(upstream![theNode]),
      value: fromDataWide(expected[0].values[theNode]),
      gotValue: got.values[theNode],
      dimensions: Object.fromEntries(
        problem.sources.flatMap(({ name, shape }) => shape.map((d, axis) => [d, values[name].shape[axis]])),
      ),
      gradients: [],
    };
    evidence.gradients = problem.sources
      .filter(({ kind }) => kind !== 'input')
      .map((source) => ({
        evidence,
        source,
        got: got.grads[source.name],
        expected: expected[0].grads[source.name],
      }));
    return evidence;
  });
}

/** The gradient of one source by the reference at changed inputs; null where those make no sense to it. */
export function gradientAt(
  { evidence, source }: View,
  changes: {
    values?: Values;
    upstream?: NDArray;
    value?: NDArray;
    backward?: NodeProblem['reference']['backward'];
  },
): ArrayData | null {
  const { problem, values, upstream, value, convention } = evidence;
  try {
    const backward = changes.backward ?? problem.reference.backward;
    const gradients = backward(
      { ...values, ...changes.values },
      changes.upstream ?? upstream,
      changes.value ?? value,
    );
    const gradient = gradients[source.name];
    if (!gradient) return null;
    return toData(
      source.kind === 'parameter' && convention === 'EDF2024' ? gradient.div(value.shape[0]) : gradient,
    );
  } catch {
    return null;
  }
}

/** Whether two arrays agree so well that it cannot be chance. */
export function agrees(a: ArrayData, b: ArrayData): boolean {
  return sameShape(a.shape, b.shape) && normwiseError(a, b) <= 1e-9;
}

/** The c for which `a = c * b` to nine digits, or null. */
export function ratio(a: ArrayData, b: ArrayData): number | null {
  if (!sameShape(a.shape, b.shape) || a.data.length < 2) return null;
  let product = 0;
  let square = 0;
  for (let i = 0; i < a.data.length; i++) {
    product += a.data[i] * b.data[i];
    square += b.data[i] * b.data[i];
  }
  const c = product / square;
  if (!Number.isFinite(c) || Math.abs(c) < 1e-9) return null;
  return normwiseError(a, { ...b, data: b.data.map((value) => c * value) }) <= 1e-9 ? c : null;
}

/** Right, low in precision, or wrong. */
export function isRight(view: View): boolean {
  return isNumeric(view) && normwiseError(view.got, view.expected, 1e-3) <= 1e-6;
}

export function isExact(view: View): boolean {
  const length = Math.max(1, ...Object.values(view.evidence.dimensions));
  return (
    isNumeric(view) && bandOf(normwiseError(view.got, view.expected, 1e-3), length, 'float64') === 'exact'
  );
}

export function isNumeric(view: View): view is NumericView {
  return (
    isArrayData(view.got) &&
    sameShape(view.got.shape, view.expected.shape) &&
    view.got.data.every(Number.isFinite)
  );
}

/** Elementwise function of arrays of one shape. */
export function mapData(
  f: (...numbers: number[]) => number,
  first: ArrayData,
  ...others: ArrayData[]
): ArrayData {
  const data = first.data.map((value, i) => f(value, ...others.map((other) => other.data[i])));
  return { dtype: 'float64', shape: first.shape, data };
}

// Holds what came back from one plan against what the reference says: a list of discrepancies, each of one kind.
import { formatShape, sameShape } from '../../array/index.js';
import { isArrayData, sameNumbers } from '../trial/data.js';
import { allFinite, type Band, bandOf, largest, normwiseError } from '../outcome/compare.js';
import { besides, sharesSlope, withinSlopes } from './kinks.js';
import { prefill, probeNames } from './probe-names.js';
import type { Aspect, ArrayData, Outcome, Reading } from '../types.js';
import { expectedOf, type ExpectedPass, labelOf, type Plan, type Sources } from './wiring.js';

/** What is said of an answer that holds no class to make nodes of. */
export const noNode = 'there is no node to try';

/** One thing that is not as it should be. */
export interface Discrepancy {
  kind:
    | 'failure'
    | 'not-an-array'
    | 'not-finite'
    | 'shape'
    | 'wrong'
    | 'low-precision'
    | 'mutated'
    | 'not-repeatable'
    | 'kink';
  aspect: Aspect;
  pass: number;
  /** `value` of an instance, or a source's gradient; for `mutated`, what was changed. */
  what: 'value' | 'grad' | 'source' | 'upstream';
  name: string;
  error: number;
  message: string;
}

/** A plan with what came of it. */
export interface Trialled {
  plan: Plan;
  outcome: Outcome;
  expected: ExpectedPass[];
  discrepancies: Discrepancy[];
}

/** Compares outcome and reference, array by array. */
export function judge(problem: Sources, plan: Plan, outcome: Outcome): Trialled {
  const expected = expectedOf(problem, plan);
  const judged = new Judge(problem, plan, outcome, expected);
  judged.passes();
  if (plan.probe === probeNames.twice) judged.repeatable();
  if (plan.probe === probeNames.kinks) judged.kinks(problem);
  return { plan, outcome, expected, discrepancies: judged.discrepancies };
}

class Judge {
  readonly discrepancies: Discrepancy[] = [];
  private readonly labels: Map<string, string>;

  constructor(
    problem: Sources,
    private readonly plan: Plan,
    private readonly outcome: Outcome,
    private readonly expected: ExpectedPass[],
  ) {
    const labels = new Map(problem.sources.map((source) => [source.name, labelOf(source)]));
    this.labels = new Map(plan.sources.map(({ name, slot }) => [name, labels.get(slot)!]));
  }

  passes(): void {
    this.outcome.passes.forEach((got, i) => {
      const { values, grads } = this.expected[i];
      const valueAspect = this.plan.aspect === 'stability' ? 'stability' : 'forward';
      for (const [name, value] of Object.entries(values))
        this.compare(i, 'value', name, valueAspect, got.values[name], value, 0);
      const ordinary = this.plan.probe !== probeNames.kinks;
      const { floor: share = 1e-3 } = this.plan;
      const floor = share * Math.max(0, ...Object.values(this.plan.passes[i].upstream ?? {}).map(largest));
      for (const [name, grad] of Object.entries(grads)) {
        if (ordinary) this.compare(i, 'grad', name, this.plan.aspect, got.grads[name], grad, floor);
      }
      this.unchanged(i);
    });
    const { failure } = this.outcome;
    if (failure) {
      const aspect =
        failure.phase === 'backward'
          ? this.plan.aspect
          : this.plan.aspect === 'stability'
            ? 'stability'
            : 'forward';
      const message = failure.phase === 'lookup' ? noNode : `${failure.phase} throws`;
      this.report('failure', aspect, failure.pass, 'value', '', Infinity, message);
    }
  }

  private compare(
    pass: number,
    what: 'value' | 'grad',
    name: string,
    aspect: Aspect,
    got: Reading,
    expected: ArrayData,
    floor: number,
  ): void {
    const label = what === 'value' ? 'value' : `${this.labels.get(name)}.grad`;
    if (!isArrayData(got)) {
      this.report(
        'not-an-array',
        aspect,
        pass,
        what,
        name,
        Infinity,
        `${label} should be an array, but it is ${got.instead}`,
      );
    } else if (!sameShape(got.shape, expected.shape)) {
      const message = `${label} has shape ${formatShape(got.shape)}, expected ${formatShape(expected.shape)}`;
      this.report('shape', aspect, pass, what, name, Infinity, message);
    } else if (!allFinite(got)) {
      this.report('not-finite', aspect, pass, what, name, Infinity, `${label} holds NaN or infinity`);
    } else {
      const error = normwiseError(got, expected, floor);
      const band = bandOf(error, this.reductionLength(), this.plan.dtype);
      if (band !== 'exact')
        this.report(kindOf(band), aspect, pass, what, name, error, `${label} ${wordsOf(band, error)}`);
    }
  }

  /** The longest sum in the computation is no longer than the longest axis, over all instances. */
  private reductionLength(): number {
    const lengths = this.plan.passes.flatMap(({ values }) =>
      Object.values(values).flatMap(({ shape }) => shape),
    );
    return Math.max(1, ...lengths) * this.plan.instances.length;
  }

  /** Inputs, upstream gradients and values are the same, bit for bit, after backward. */
  private unchanged(i: number): void {
    const got = this.outcome.passes[i];
    const given = this.plan.passes[i];
    const check = (
      what: 'source' | 'upstream' | 'value',
      name: string,
      before: ArrayData,
      after: Reading,
      label: string,
    ): void => {
      const same = isArrayData(after) && sameNumbers(before, after);
      if (!same) this.report('mutated', 'accumulation', i, what, name, Infinity, `${label} is changed`);
    };
    for (const [name, value] of Object.entries(given.values))
      check('source', name, value, got.sourcesAfter[name], `${this.labels.get(name)}.value`);
    for (const [name, upstream] of Object.entries(given.upstream ?? {}))
      check('upstream', name, upstream, got.upstreamAfter[name], 'the upstream gradient');
    for (const [name, value] of Object.entries(got.values)) {
      if (isArrayData(value)) check('value', name, value, got.valuesAfter[name], 'the value of the node');
    }
  }

  /** The second of two equal backwards gives the same bits. */
  repeatable(): void {
    const [first, second] = this.outcome.passes;
    if (!second) return;
    for (const [name, before] of Object.entries(first.grads)) {
      const after = second.grads[name];
      if (!isArrayData(before) || !isArrayData(after) || sameNumbers(before, after)) continue;
      this.report(
        'not-repeatable',
        'accumulation',
        1,
        'grad',
        name,
        Infinity,
        `a second backward gives another ${this.labels.get(name)}.grad`,
      );
    }
  }

  /** At a kink any slope between those beside it will do; where entries are equal, they share one slope. */
  kinks(problem: Sources): void {
    const [got] = this.outcome.passes;
    if (!got) return;
    const slopes = besides(problem, this.plan).map((plan) => expectedOf(problem, plan)[0].grads);
    for (const { name, domain } of problem.sources) {
      const grad = got.grads[name];
      if (!grad || !isArrayData(grad)) continue;
      const beside = slopes.map((grads) => grads[name]);
      const isBetween = withinSlopes(grad, beside);
      const isShared =
        domain.kind !== 'distinct' || sharesSlope(grad, beside[0], this.plan.passes[0].values[name]);
      if (isBetween && isShared) continue;
      const place = domain.kind === 'distinct' ? 'where entries are equal' : 'at the kink';
      const message = `${this.labels.get(name)}.grad ${place} is none of the slopes beside it`;
      this.report('kink', 'stability', 0, 'grad', name, Infinity, message);
    }
  }

  private report(
    kind: Discrepancy['kind'],
    aspect: Aspect,
    pass: number,
    what: Discrepancy['what'],
    name: string,
    error: number,
    message: string,
  ): void {
    this.discrepancies.push({ kind, aspect, pass, what, name, error, message });
  }
}

function kindOf(band: Band): 'wrong' | 'low-precision' {
  return band === 'low-precision' ? band : 'wrong';
}

function wordsOf(band: Band, error: number): string {
  if (band === 'low-precision') return `is right to ${Math.floor(-Math.log10(error))} digits only`;
  return error < 0.1 ? `is off by ${error.toExponential(0)} of its largest entry` : 'is wrong';
}

/** Gradients that were overwritten: the probe `prefilled` found them without the 7 they held. */
export function overwritten({ outcome, expected }: Trialled): string[] {
  const second = outcome.passes[1];
  if (!second) return [];
  return Object.entries(second.grads)
    .filter(([name, grad]) => {
      if (!isArrayData(grad)) return false;
      const without = {
        ...expected[1].grads[name],
        data: expected[1].grads[name].data.map((value) => value - prefill),
      };
      return normwiseError(grad, without, 1e-3) <= 1e-6;
    })
    .map(([name]) => name);
}

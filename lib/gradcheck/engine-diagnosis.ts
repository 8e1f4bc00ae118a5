// Names what is wrong with an engine: an operation by itself, then how gradients come together, then what a later call finds.
import { fromDataWide, isArrayData, toData } from './data.js';
import { bandOf, largest, normwiseError } from './compare.js';
import { type Guess, ratio } from './diagnose/evidence.js';
import { failure } from './diagnose/failures.js';
import { engineModels, Run } from './engine-models.js';
import { type EngineProbe, probesOfCalls } from './engine-probes.js';
import { formatShape, sameShape } from '../array/index.js';
import type { ArrayData, EnginePart, EngineProblem, Failure, Reading } from './types.js';

/** A probe with what came of it, go by go. */
export interface Tried {
  probe: EngineProbe;
  goes: { value: Reading; grads: Reading[] }[];
  failure: Failure | null;
}

/** Something that is not as it should be in a probe. */
export interface Fault {
  part: EnginePart;
  kind: 'failure' | 'not-an-array' | 'not-finite' | 'shape' | 'wrong' | 'low-precision';
  go: number;
  /** The variable whose gradient it is; null for the value. */
  variable: number | null;
  got: Reading;
  expected: ArrayData;
}

/** Everything that is wrong in a probe, values first. */
export function faultsOf({ probe, goes, failure: thrown }: Tried): Fault[] {
  const faults: Fault[] = [];
  const judge = (
    part: EnginePart,
    go: number,
    variable: number | null,
    got: Reading,
    expected: ArrayData,
    floor: number,
  ) => {
    const kind = kindOf(got, expected, floor);
    if (kind) faults.push({ part, kind, go, variable, got, expected });
  };
  goes.forEach(({ value, grads }, go) => {
    const expected = probe.expected[go];
    const hasValue = probe.trial.backward.call !== 'grad';
    if (hasValue) judge('forward', go, null, value, expected.value, 1e-3);
    const floor = Math.max(1e-3, ...expected.grads.map(largest));
    grads.forEach((grad, i) => judge(probe.part, go, i, grad, expected.grads[i], floor));
  });
  if (thrown) {
    // What came to no end is evidence of nothing: neither of values nor of gradients.
    const about = { kind: 'failure' as const, go: goes.length, variable: null };
    const nothing = { got: { instead: 'nothing' }, expected: probe.expected[0].value };
    for (const part of new Set(['forward' as const, probe.part])) faults.push({ part, ...about, ...nothing });
  }
  return faults;
}

function kindOf(got: Reading, expected: ArrayData, floor: number): Fault['kind'] | null {
  if (!isArrayData(got)) {
    // A variable that the output does not depend on may have no gradient at all.
    return expected.data.every((x) => x === 0) && absent.includes(got.instead) ? null : 'not-an-array';
  }
  if (!sameShape(got.shape, expected.shape)) return 'shape';
  if (!got.data.every(Number.isFinite)) return 'not-finite';
  const band = bandOf(normwiseError(got, expected, floor), 100, 'float64');
  return band === 'exact' ? null : band === 'wrong' ? 'wrong' : 'low-precision';
}

const absent = ['undefined', 'null', 'nothing'];

/** What is wrong; null if nothing is. */
export function engineGuess(problem: EngineProblem, tried: readonly Tried[]): Guess | null {
  const singles = tried.filter(({ probe }) => probe.operation !== undefined);
  const joint = tried.filter(({ probe }) => probe.operation === undefined);
  return (
    thrownIn(tried) ??
    singleGuess(problem, singles) ??
    malformed(joint) ??
    jointGuess(problem, joint) ??
    callsGuess(problem, joint) ??
    digits(tried)
  );
}

function thrownIn(tried: readonly Tried[]): Guess | null {
  for (const { probe, failure: thrown } of tried) {
    if (!thrown) continue;
    const guess = failure(thrown);
    const { summary } = guess.detail ?? {};
    if (guess.code === 'missing') return { ...guess, detail: { summary: `${thrown.message} yet.`, hint: 'Run the cell that defines it, then run the check again.' } }; // prettier-ignore
    if (guess.code === 'not-a-node') return { ...guess, detail: { summary: `${thrown.message}.` } };
    if (guess.code === 'not-implemented') return { ...guess, detail: { summary: `${unwritten(probe, thrown)} is not written yet.`, hint: 'Replace the throw by your code.' } }; // prettier-ignore
    if (guess.code !== 'throws') return guess;
    const where = thrown.phase === 'backward' ? 'backward' : probe.operation !== undefined ? probe.operation : 'the computation'; // prettier-ignore
    const line = guess.detail?.line ?? '';
    return { ...guess, detail: { summary: summary ?? `${where} throws${line}, with ${probe.name}: ${thrown.name}: ${thrown.message}` } }; // prettier-ignore
  }
  return null;
}

function unwritten({ trial, operation }: EngineProbe, { phase }: Failure): string {
  if (phase === 'backward' || phase === 'call') return trial.backward.name;
  return (phase === 'forward' ? trial.forward : operation) ?? 'an operation';
}

const guess = (
  code: Guess['code'],
  summary: string,
  hint?: string,
  more: Record<string, string> = {},
): Guess => ({
  code,
  where: 'value',
  detail: { summary, ...(hint ? { hint } : {}), ...more },
});

/** The first operation that is wrong by itself. */
function singleGuess(problem: EngineProblem, singles: readonly Tried[]): Guess | null {
  const faults = singles.map((one) => ({
    one,
    faults: faultsOf(one).filter(({ kind }) => kind !== 'low-precision'),
  }));
  const grads = singles.flatMap(({ goes }) => goes.flatMap((go) => go.grads));
  const isZero = (reading: Reading): boolean => isArrayData(reading) && reading.data.every((x) => x === 0);
  if (grads.length > 0 && grads.every(isZero))
    return guess(
      'zero',
      'every gradient is zero.',
      'The output begins with gradient 1, the derivative of the output by itself; then each operation hands its share on.',
    );
  // Where all operations seem wrong, it is what goes through them that is.
  const isValueRight = faults.every(({ faults: found }) => found.every(({ variable }) => variable !== null));
  const isAll = isValueRight && faults.every(({ one, faults: found }) => isReduction(problem, one) || found.some(isWrong)); // prettier-ignore
  const known =
    isAll && singles.every(({ failure: thrown }) => !thrown) ? modelGuess(problem, singles) : null;
  if (known) return known;
  for (const { one, faults: found } of faults) {
    const value = found.find(({ variable }) => variable === null);
    const wrong = value ?? found[0];
    if (wrong)
      return operationGuess(
        problem,
        one,
        wrong,
        faults.every((each) => each.faults.length > 0),
      );
  }
  return null;
}

const isReduction = ({ operations }: EngineProblem, { probe }: Tried): boolean =>
  operations[probe.operation!].reduces === true;

const ordinal = ['first', 'second', 'third'];

function operationGuess(
  problem: EngineProblem,
  tried: Tried,
  { kind, variable, got, expected }: Fault,
  all: boolean,
): Guess {
  const { fields = {} } = problem;
  const name = tried.probe.operation!;
  const { arity } = problem.operations[name].op;
  const field = variable === null ? (fields.value ?? 'value') : (fields.grad ?? 'grad');
  const by = arity === 1 ? '' : ` by its ${ordinal[variable ?? 0]} argument`;
  const it = variable === null ? `the value of ${name}` : `the gradient of ${name}${by}`;
  if (!isArrayData(got))
    return guess(
      'not-an-array',
      `${it} should be a number or an array, but it is ${got.instead}.`,
      `It is read from the field ${field} of the variable.`,
    );
  if (kind === 'shape') {
    const sizes = `${it} has shape ${formatShape(got.shape)}, expected ${formatShape(expected.shape)}`;
    const isGradient = variable !== null && got.data.length > expected.data.length;
    return isGradient
      ? guess(
          'not-summed',
          `${sizes}: an index is left that should be summed over.`,
          'Where an operation repeats a number (broadcasting), its gradient is summed over the copies.',
        )
      : guess(variable === null ? 'forward-shape' : 'gradient-shape', `${sizes}.`);
  }
  if (kind === 'not-finite') return guess('not-finite', `${it} is NaN or infinite.`);
  if (variable === null) return guess('forward-wrong', `${it} is wrong.`, 'Work one small example by hand.');
  const { grads } = tried.goes[0];
  const right = tried.probe.expected[0].grads;
  const everyRatio = grads.map((grad, i) => (isArrayData(grad) ? numberRatio(grad, right[i]) : null));
  const [c] = everyRatio;
  const alike =
    c !== null && everyRatio.every((each) => each !== null && Math.abs(each - c) <= 1e-9 * Math.abs(c));
  const factor = alike ? c : numberRatio(got, expected);
  if (arity === 2 && swapped(grads, right))
    return guess(
      'swapped-gradients',
      `the two gradients of ${name} are exchanged.`,
      'The share of each argument is the derivative by that argument.',
    );
  if (got.data.every((x) => x === 0))
    return guess(
      'missing-gradient',
      `${it} is zero.`,
      'Each argument of an operation gets a share of the gradient.',
    );
  if (factor !== null && Math.abs(factor + 1) <= 1e-9) return guess('sign', `${it} has the wrong sign.`);
  if (got.data.every((x) => Math.abs(x - 1) <= 1e-12))
    return guess(
      'missing-local-derivative',
      `${it} is what comes from above, unchanged: the derivative of ${name} itself is missing.`,
      'Chain rule: the gradient from above, times the local derivative.',
    );
  if (factor !== null && isSimple(factor)) {
    const whole = all ? 'every gradient' : it;
    return guess('factor-constant', `${whole} is ${Number(factor.toPrecision(6))} times what it should be.`, all ? 'With which gradient does the output begin? Is it handed on twice?' : undefined); // prettier-ignore
  }
  return guess(
    'wrong-formula',
    `${it} is wrong.`,
    `Derive ${name} by each of its arguments, and try a number by hand.`,
  );
}

function isSimple(factor: number): boolean {
  return [2, 3, 4, 10].flatMap((c) => [c, 1 / c]).some((c) => Math.abs(Math.abs(factor) - c) <= 1e-9);
}

function numberRatio(got: ArrayData, expected: ArrayData): number | null {
  if (!sameShape(got.shape, expected.shape)) return null;
  if (got.data.length > 1) return ratio(got, expected);
  const c = got.data[0] / expected.data[0];
  return Number.isFinite(c) ? c : null;
}

function swapped(got: readonly Reading[], right: readonly ArrayData[]): boolean {
  const isAt = (grad: Reading, expected: ArrayData): boolean =>
    isArrayData(grad) && sameShape(grad.shape, expected.shape) && normwiseError(grad, expected, 1e-3) <= 1e-9;
  return got.length === 2 && isAt(got[0], right[1]) && isAt(got[1], right[0]) && !isAt(got[0], right[0]);
}

function malformed(joint: readonly Tried[]): Guess | null {
  for (const tried of joint) {
    const fault = faultsOf(tried).find(({ kind }) => ['not-an-array', 'shape', 'not-finite'].includes(kind));
    if (!fault) continue;
    const { got, expected, variable } = fault;
    const it = variable === null ? 'the value' : 'a gradient';
    if (!isArrayData(got))
      return guess(
        'not-an-array',
        `with ${tried.probe.name}, ${it} is ${got.instead}.`,
        'Every variable begins with gradient 0.',
      );
    if (fault.kind === 'not-finite')
      return guess('not-finite', `with ${tried.probe.name}, ${it} is NaN or infinite.`);
    return guess('gradient-shape', `with ${tried.probe.name}, ${it} has shape ${formatShape(got.shape)}, expected ${formatShape(expected.shape)}.`); // prettier-ignore
  }
  return null;
}

/** The engine that is wrong in a known way and finds the very same gradients, in all that was tried. */
function modelGuess(problem: EngineProblem, ended: readonly Tried[]): Guess | null {
  for (const model of engineModels(problem)) {
    const matches = ended.every(({ probe, goes }) => {
      const run = new Run(problem, probe.computation);
      const grads = model.gradients(run);
      if (!grads) return false;
      const floor = Math.max(1e-3, ...probe.expected[0].grads.map(largest));
      return run.variables(grads).every((grad, i) => {
        const got = goes[0].grads[i];
        return !isArrayData(got)
          ? grad.size > 0 && toData(grad).data.every((x) => x === 0)
          : normwiseError(got, toData(grad), floor) <= 1e-9;
      });
    });
    if (matches) return guess(model.code, model.summary, model.hint);
  }
  return null;
}

const isWrong = ({ kind, go }: Fault): boolean => kind === 'wrong' && go === 0;

/** How gradients come together, in computations whose operations are right one by one. */
function jointGuess(problem: EngineProblem, joint: readonly Tried[]): Guess | null {
  const ended = joint.filter(({ goes }) => goes.length > 0);
  const bad = ended.filter((tried) => faultsOf(tried).some(isWrong));
  if (bad.length === 0) return null;
  const value = bad.find((tried) =>
    faultsOf(tried).some((fault) => isWrong(fault) && fault.variable === null),
  );
  if (value)
    return guess(
      'forward-wrong',
      `operations are right one by one, but with ${value.probe.name} the value is wrong.`,
      'Does an operation keep or change something that is not its own?',
    );
  const known = modelGuess(problem, ended);
  if (known) return known;
  const many = bad.length === ended.length ? '' : ` It is right with ${ended.find((one) => !bad.includes(one))!.probe.name}.`; // prettier-ignore
  return guess(
    'wrong-formula',
    `operations are right one by one, but with ${bad[0].probe.name} a gradient is wrong.${many}`,
    'Draw the computation, and write at every node what its gradient should be.',
  );
}

/** What a later call finds of an earlier one. */
function callsGuess({ again = 'fresh' }: EngineProblem, joint: readonly Tried[]): Guess | null {
  const later = (name: string): { tried: Tried; fault: Fault } | null => {
    for (const tried of joint) {
      const fault = faultsOf(tried).find((one) => one.kind === 'wrong' && one.go > 0);
      if (tried.probe.name === name && fault) return { tried, fault };
    }
    return null;
  };
  const twice = later(probesOfCalls.twice);
  const renewed = later(probesOfCalls.renewed);
  const resets = guess(
    'assigned-not-accumulated',
    'a second backward forgets what the first one left in the variables.',
    'Here gradients add up from one backward to the next, until they are set to 0.',
  );
  const adds = guess(
    'not-reset',
    'a second backward adds to what the first one left: gradients are not set to zero before.',
    'Backward begins with gradient 0 everywhere but at the output, at the nodes between as well.',
  );
  if (twice && again === 'sum' && isSameAs(twice.tried, 1, (expected) => expected.map((x) => x / 2)))
    return resets;
  if (twice) return adds;
  if (!renewed) return null;
  if (again === 'fresh' && isSumOfBoth(renewed.tried)) return adds;
  const old = renewed.fault.variable === null ? 'value' : 'gradient';
  return guess(
    'stale-value',
    `the first computation is right, but the next one, on the same variables with new values, has an old ${old}.`,
    'Something is kept from before: a value, a list of nodes, a mark that a node has been visited.',
  );
}

function isSameAs(
  { probe, goes }: Tried,
  go: number,
  change: (expected: Float64Array) => Float64Array,
): boolean {
  return goes[go].grads.every((got, i) => {
    const expected = probe.expected[go].grads[i];
    return isArrayData(got) && normwiseError(got, { ...expected, data: change(expected.data) }, 1e-3) <= 1e-9;
  });
}

function isSumOfBoth({ probe, goes }: Tried): boolean {
  const [first, second] = probe.expected;
  return goes[1].grads.every((got, i) => {
    const sum = toData(fromDataWide(first.grads[i]).add(fromDataWide(second.grads[i])));
    return isArrayData(got) && normwiseError(got, sum, 1e-3) <= 1e-9;
  });
}

/** Right to some digits: differences instead of derivatives, or float32. */
function digits(tried: readonly Tried[]): Guess | null {
  const faults = tried.flatMap(faultsOf).filter(({ kind }) => kind === 'low-precision');
  if (faults.length === 0) return null;
  const worst = Math.max(
    ...faults.map(({ got, expected }) => (isArrayData(got) ? normwiseError(got, expected, 1e-3) : 1)),
  );
  const code = faults.some(({ variable }) => variable === null) ? 'low-precision' : 'finite-differences';
  return { code, where: 'value', detail: { digits: String(Math.floor(-Math.log10(worst))) } };
}

// An engine's operation that is wrong by itself: its value, its shape, its share of the gradient.
import { formatShape, sameShape } from '../../array/index.js';
import { ratio, saying, type Guess } from '../diagnose/evidence.js';
import { normwiseError } from '../outcome/compare.js';
import { isArrayData } from '../trial/data.js';
import type { ArrayData, EngineProblem, Reading } from '../types.js';
import { type Fault, faultsOf, isWrong, type Tried } from './faults.js';
import { modelGuess } from './models.js';

/** The first operation that is wrong by itself. */
export function singleGuess(problem: EngineProblem, singles: readonly Tried[]): Guess | null {
  const faults = singles.map((one) => ({
    one,
    faults: faultsOf(one).filter(({ kind }) => kind !== 'low-precision'),
  }));
  const grads = singles.flatMap(({ goes }) => goes.flatMap((go) => go.grads));
  const isZero = (reading: Reading): boolean => isArrayData(reading) && reading.data.every((x) => x === 0);
  if (grads.length > 0 && grads.every(isZero))
    return saying(
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
    return saying(
      'not-an-array',
      `${it} should be a number or an array, but it is ${got.instead}.`,
      `It is read from the field ${field} of the variable.`,
    );
  if (kind === 'shape') {
    const sizes = `${it} has shape ${formatShape(got.shape)}, expected ${formatShape(expected.shape)}`;
    const isGradient = variable !== null && got.data.length > expected.data.length;
    return isGradient
      ? saying(
          'not-summed',
          `${sizes}: an index is left that should be summed over.`,
          'Where an operation repeats a number (broadcasting), its gradient is summed over the copies.',
        )
      : saying(variable === null ? 'forward-shape' : 'gradient-shape', `${sizes}.`);
  }
  if (kind === 'not-finite') return saying('not-finite', `${it} is NaN or infinite.`);
  if (variable === null) return saying('forward-wrong', `${it} is wrong.`, 'Work one small example by hand.');
  const { grads } = tried.goes[0];
  const right = tried.probe.expected[0].grads;
  const everyRatio = grads.map((grad, i) => (isArrayData(grad) ? numberRatio(grad, right[i]) : null));
  const [c] = everyRatio;
  const alike =
    c !== null && everyRatio.every((each) => each !== null && Math.abs(each - c) <= 1e-9 * Math.abs(c));
  const factor = alike ? c : numberRatio(got, expected);
  if (arity === 2 && swapped(grads, right))
    return saying(
      'swapped-gradients',
      `the two gradients of ${name} are exchanged.`,
      'The share of each argument is the derivative by that argument.',
    );
  if (got.data.every((x) => x === 0))
    return saying(
      'missing-gradient',
      `${it} is zero.`,
      'Each argument of an operation gets a share of the gradient.',
    );
  if (factor !== null && Math.abs(factor + 1) <= 1e-9) return saying('sign', `${it} has the wrong sign.`);
  if (got.data.every((x) => Math.abs(x - 1) <= 1e-12))
    return saying(
      'missing-local-derivative',
      `${it} is what comes from above, unchanged: the derivative of ${name} itself is missing.`,
      'Chain rule: the gradient from above, times the local derivative.',
    );
  if (factor !== null && isSimple(factor)) {
    const whole = all ? 'every gradient' : it;
    return saying('factor-constant', `${whole} is ${Number(factor.toPrecision(6))} times what it should be.`, all ? 'With which gradient does the output begin? Is it handed on twice?' : undefined); // prettier-ignore
  }
  return saying(
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

// The mistakes of engines that are known: the simulated engine whose gradients are those of a student's, in every computation that
// was tried, names the mistake.
import { np } from '../../array/index.js';
import { type Guess, saying } from '../diagnose/evidence.js';
import { largest, normwiseError } from '../outcome/compare.js';
import { isArrayData, toData } from '../trial/data.js';
import type { DiagnosisCode, EngineProblem } from '../types.js';
import type { Tried } from './faults.js';
import {
  add,
  begun,
  both,
  built,
  type Gradients,
  keepFirst,
  keepFirstNonzero,
  overwrite,
  recursive,
  reversed,
  rightOrders,
  Run,
  sweep,
  worklist,
  wrongOrders,
} from './simulate.js';

/** A wrong engine: the gradient of every step, or null where it would not come to an end. */
interface EngineModel {
  code: DiagnosisCode;
  summary: string;
  hint: string;
  gradients(run: Run): Gradients | null;
}

/** The engine that is wrong in a known way and finds the very same gradients, in all that was tried. */
export function modelGuess(problem: EngineProblem, ended: readonly Tried[]): Guess | null {
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
    if (matches) return saying(model.code, model.summary, model.hint);
  }
  return null;
}

const forkHint =
  'What is used in several places gets a share from each: add to the gradient, grad = grad + share, and begin from 0.';
const orderHint =
  'A node may hand its gradient on only when all that use it have handed theirs to it: go through the nodes in reverse topological order.';

const model =
  (code: DiagnosisCode, summary: string, hint: string) =>
  (gradients: EngineModel['gradients']): EngineModel => ({ code, summary, hint, gradients });

/** Wrong engines, those that students write most often first. */
function engineModels(problem: EngineProblem): EngineModel[] {
  const forks = model('assigned-not-accumulated', 'the gradient is overwritten at a fork.', forkHint);
  const first = model(
    'assigned-not-accumulated',
    'at a fork only the share that comes first is kept.',
    forkHint,
  );
  const square = model(
    'missing-term',
    'where one variable stands twice in an operation, as in x times x, only one of its two shares counts.',
    'Each argument gets a share, even if both are the same variable: a set of arguments holds it only once.',
  );
  const twice = model(
    'visited-twice',
    'a node is visited twice: it hands on what it had handed on before.',
    'Where paths meet, backward comes by several times. Visit every node once, in reverse topological order.',
  );
  const order = model('wrong-order', 'the nodes are not visited in reverse topological order.', orderHint);
  const sinks = model(
    'extra-term',
    'steps that the output does not depend on count as well.',
    'Only the output begins with gradient 1; all others begin with 0.',
  );
  const ones = model(
    'extra-term',
    'every gradient begins with 1.',
    'Only the output begins with gradient 1; all others begin with 0.',
  );
  const latest = model(
    'extra-term',
    'backward begins at the step that was made last, not at the one that it is called for.',
    'More may have been computed after the loss: begin with gradient 1 at the loss itself.',
  );
  const scaled = model(
    'value-for-gradient',
    'the output begins with its own value for a gradient.',
    'The derivative of the output by itself is 1.',
  );
  const ignoring = (names: readonly string[], what: string) =>
    model(
      'upstream-ignored',
      `${what} does not multiply by the gradient from above.`,
      'Chain rule: the gradient that comes from above, times the local derivative.',
    )((run) =>
      sweep(run, reversed(built), add, (i, upstream) => {
        const step = run.steps[i];
        const ignores = 'operation' in step && names.includes(step.operation);
        return run.handedOn(i, ignores ? np.onesLike(upstream) : upstream);
      }),
    );
  const names = Object.keys(problem.operations);
  return [
    ...rightOrders.map((each) => forks((run) => sweep(run, each, overwrite))),
    forks((run) => sweep(run, reversed(built), overwrite, undefined, begun(run, np.zerosLike))),
    ...rightOrders.map((each) => first((run) => sweep(run, each, keepFirst))),
    ...rightOrders.map((each) => first((run) => sweep(run, each, keepFirstNonzero))),
    ...both.flatMap((flip) => both.map((atOnce) => twice((run) => recursive(run, flip, atOnce)))),
    ...both.flatMap((flip) =>
      both.map((isStack) => twice((run) => sweep(run, worklist(flip, isStack, false), add))),
    ),
    ...wrongOrders.map((each) => order((run) => sweep(run, each, add))),
    order((run) => sweep(run, built, add)),
    ...wrongOrders.map((each) => forks((run) => sweep(run, each, overwrite))),
    ...both.map((last) =>
      square((run) =>
        sweep(run, reversed(built), add, (i, upstream) => {
          const args = run.args(i);
          const counts = (k: number) => (last ? args.lastIndexOf(args[k]) : args.indexOf(args[k])) === k;
          return run.handedOn(i, upstream).map((share, k) => (counts(k) ? share : np.zerosLike(share)));
        }),
      ),
    ),
    sinks((run) => {
      const used = new Set(run.steps.flatMap((_, i) => run.args(i)));
      const ends = run.steps.map((_, i) => (used.has(i) ? undefined : np.onesLike(run.done[i])));
      return sweep(run, reversed(built), add, undefined, ends);
    }),
    latest((run) => {
      const ends: Gradients = [];
      const last = run.steps.length - 1;
      ends[last] = np.onesLike(run.done[last]);
      return sweep(run, reversed(built), add, undefined, ends);
    }),
    ones((run) => sweep(run, reversed(built), add, undefined, begun(run, np.onesLike))),
    scaled((run) => {
      const grads = sweep(run, reversed(built), add)!;
      return grads.map((grad) => grad?.mul(run.done[run.last]));
    }),
    ...names.map((name) => ignoring([name], name)),
    ignoring(names, 'backward'),
  ];
}

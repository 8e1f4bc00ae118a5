// What must hold of the declarations of engines and optimisers.
import { np } from '../../array/index.js';
import { checkName, checkShares, type Demand } from './check-answers.js';
import { engineParts } from '../engine/battery.js';
import { singleProbes } from '../engine/probes.js';
import { optimiserParts } from '../optimiser/battery.js';
import { drawRun, valuesAfter } from '../optimiser/run.js';
import type { EngineProblem, OptimiserProblem } from '../types.js';

/** Every operation can be tried, and gradients can meet in one of them. */
export function checkEngine(problem: EngineProblem, demand: Demand): void {
  const { operations, backward, variable, entries, shares = {} } = problem;
  const names = Object.keys(operations);
  const joins = names.filter((name) => operations[name].op.arity === 2);
  demand(joins.length > 0, `operations: none of ${names.join(', ') || 'them'} has two arguments, so no paths could meet`); // prettier-ignore
  demand(
    backward.call === 'grad' || variable !== undefined,
    'variable: how is a variable made of its value?',
  );
  demand(
    variable?.call !== 'method',
    'variable: a variable is made by a class or a function, not by a method',
  );
  const reductions = names.filter((name) => operations[name].reduces).length;
  if (entries === 'arrays')
    demand(reductions > 0, 'operations: with arrays, one of them must reduce, such as a sum');
  else demand(reductions === 0, 'operations: numbers cannot be reduced');
  const calls = Object.values(operations).map(({ call }) => call);
  for (const { name } of [...calls, backward, ...(variable ? [variable] : [])]) checkName(name, demand);
  checkShares(shares, engineParts, demand);
  singleProbes(problem, { random: new np.random.Generator(0) });
}

/** The rule keeps shapes, and takes finite steps. */
export function checkOptimiser(problem: OptimiserProblem, demand: Demand): void {
  const { call, settings, shares = {} } = problem;
  checkName(call.name, demand);
  for (const [name, [least, most]] of Object.entries(settings))
    demand(least < most, `settings.${name}: got [${least}, ${most}], expected a range, the least first`);
  checkShares(shares, optimiserParts, demand);
  const run = drawRun(problem, new np.random.Generator(0), [[2, 3]]);
  for (const [value] of valuesAfter(problem, run)) {
    demand(
      value.shape.join() === '2,3',
      `update: the new value has shape (${value.shape.join()}), expected (2,3)`,
    );
    demand([...value.ravel().data].every(Number.isFinite), 'update: the new value is not finite');
  }
}

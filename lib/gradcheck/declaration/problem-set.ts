// A problem set, declared by an instructor and refused at once where the declaration is wrong.
import { formatShape, np } from '../../array/index.js';
import { checkChoice, checkPlot, checkShares, checkValues, type Demand } from './check-answers.js';
import { distinctDimensions, drawUpstream, drawValues } from '../draw/draw.js';
import { fromDataWide } from '../trial/data.js';
import { checkEngine, checkOptimiser } from './check-engine.js';
import { asNode } from '../reference/as-node.js';
import { functionParts } from '../battery/function.js';
import { trainingParts } from '../battery/training.js';
import { networkParts } from '../network/battery.js';
import { allFinite } from '../outcome/compare.js';
import { asData } from '../report/answer-report.js';
import { gradientNames } from '../battery/gradient.js';
import { aspects, defaultShares } from '../node/report.js';
import type {
  Argument,
  NetworkProblem,
  NodeProblem,
  Problem,
  ProblemSet,
  TrainingProblem,
  FunctionProblem,
} from '../types.js';

/**
 * Checks a declaration and returns it.
 * @throws TypeError naming the problem, the field and what is expected
 */
export function defineProblemSet(set: ProblemSet): ProblemSet {
  const demand = (condition: boolean, problem: string, text: string): void => {
    if (!condition) throw new TypeError(`problem set ${set.id}, problem ${problem}: ${text}`);
  };
  const ids = set.problems.map(({ id }) => id);
  for (const problem of set.problems) {
    const { id, points } = problem;
    demand(
      /^[A-Za-z0-9_-]+$/.test(id),
      id,
      'id may hold letters, digits, _ and - only, as it is the notebook cell’s grade_id',
    );
    demand(ids.indexOf(id) === ids.lastIndexOf(id), id, 'another problem has this id');
    demand(Number.isFinite(points) && points >= 0, id, `points: got ${points}, expected a number >= 0`);
    checkKind(problem, (condition, text) => demand(condition, id, text));
  }
  return set;
}

/** What must hold of a problem of its kind. */
function checkKind(problem: Problem, demand: Demand): void {
  switch (problem.kind) {
    case 'node':
      return checkNode(problem, demand);
    case 'gradient':
      if (problem.shares) checkShares(problem.shares, gradientNames(problem), demand);
      return checkReference(asNode(problem), demand);
    case 'network':
      return checkNetwork(problem, demand);
    case 'training':
      return checkTraining(problem, demand);
    case 'values':
      return checkValues(problem, demand);
    case 'choice':
      return checkChoice(problem, demand);
    case 'plot':
      return checkPlot(problem, demand);
    case 'engine':
      return checkEngine(problem, demand);
    case 'optimiser':
      return checkOptimiser(problem, demand);
    case 'function':
      return checkFunction(problem, demand);
    case 'written':
  }
}

function checkFunction({ shares = {}, extremes = [], reference }: FunctionProblem, demand: Demand): void {
  checkShares(shares, functionParts, demand);
  for (const [i, args] of extremes.entries())
    demand(allFinite(asData(reference(...args))), `extremes: the reference is not finite for number ${i}`);
}

function checkTraining(
  { error, noCredit = error, shares = {}, network }: TrainingProblem,
  demand: Demand,
): void {
  checkShares(shares, trainingParts, demand);
  demand(
    network !== undefined || !shares.gradients,
    'shares.gradients: there is no network whose gradients could be tried',
  );
  demand(
    error >= 0 && noCredit >= error && noCredit <= 1,
    `expected 0 <= error <= noCredit <= 1, got ${error} and ${noCredit}`,
  );
}

function checkNode(problem: NodeProblem, demand: Demand): void {
  const names = problem.sources.map(({ name }) => name);
  demand(new Set(names).size === names.length, `sources: two have one name (${names.join(', ')})`);
  const used = problem.arguments.flatMap(namesIn);
  for (const name of used)
    demand(
      names.includes(name),
      `arguments: there is no source ${name}; the sources are ${names.join(', ')}`,
    );
  for (const name of names) demand(used.includes(name), `sources: no argument uses ${name}`);
  for (const { name, shape, domain } of problem.sources) {
    const dimensions = problem.sources.flatMap((source) => source.shape);
    demand(
      domain.kind !== 'labels' || dimensions.includes(domain.classes),
      `source ${name}: no source has the dimension ${domain.kind === 'labels' && domain.classes}`,
    );
    demand(shape.length > 0, `source ${name}: shape is empty; name its dimensions, as ['B', 'n']`);
  }
  checkShares({ ...defaultShares, ...problem.shares }, aspects, demand);
  checkReference(problem, demand);
}

/** The reference must give a value, and a gradient of the right shape for every source that has one. */
function checkReference(problem: NodeProblem, demand: Demand): void {
  const random = new np.random.Generator(0);
  const drawn = drawValues(problem, distinctDimensions(problem, random), random);
  const values = Object.fromEntries(
    Object.entries(drawn).map(([name, value]) => [name, fromDataWide(value)]),
  );
  const value = problem.reference.forward(values);
  const gradients = problem.reference.backward(
    values,
    fromDataWide(drawUpstream(value.shape, random)),
    value,
  );
  for (const { name, kind } of problem.sources) {
    if (kind === 'input') continue;
    const gradient = gradients[name];
    const expected = formatShape(values[name].shape);
    demand(
      gradient !== undefined,
      `reference: backward returns no gradient of ${name}, expected one of shape ${expected}`,
    );
    demand(
      formatShape(gradient.shape) === expected,
      `reference: the gradient of ${name} has shape ${formatShape(gradient.shape)}, expected ${expected}`,
    );
  }
}

/** Every slot of every node is filled, by a source or an earlier node. */
function checkNetwork({ sources, nodes, shares = {} }: NetworkProblem, demand: Demand): void {
  checkShares(shares, networkParts, demand);
  demand(nodes.length > 0, 'nodes: there are none');
  const known = sources.map(({ name }) => name);
  for (const { name, problem, slots } of nodes) {
    demand(!known.includes(name), `node ${name}: the name is taken`);
    for (const source of problem.sources) {
      const filled = slots[source.name];
      demand(filled !== undefined, `node ${name}: nothing fills ${source.name} of ${problem.className}`);
      demand(known.includes(filled), `node ${name}: there is no source or earlier node ${filled}; there are ${known.join(', ')}`); // prettier-ignore
    }
    known.push(name);
  }
}

function namesIn(argument: Argument): string[] {
  if (argument.kind === 'source') return [argument.name];
  return argument.kind === 'affineParams' ? [argument.w, argument.b] : [];
}

/** The problem with an id. @throws RangeError that lists the ids there are */
export function findProblem({ id: set, problems }: ProblemSet, id: string): Problem {
  const found = problems.find((problem) => problem.id === id);
  if (found) return found;
  throw new RangeError(
    `check: ${set} has no problem '${id}'; its problems are ${problems.map((problem) => problem.id).join(', ')}`,
  );
}

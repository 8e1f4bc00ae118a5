/**
 * The right answers to choices. They stand in the solution cells of the instructor's notebook and nowhere else: the grader
 * runs those, in a child as it runs any answer, and no student's child ever sees them.
 */
import {
  checkSolution,
  choiceTrial,
  readOutcome,
  type ChoiceProblem,
  type Given,
} from '../lib/gradcheck/index.js';
import type { GradingContext } from './problem.js';
import type { LoadedProblemSet } from './problem-set.js';
import { loadCells, type QuestionContext } from './question.js';
import type { Plain } from './sandbox/codec.js';
import { slice } from './slices.js';

const known = new WeakMap<LoadedProblemSet, Map<string, Promise<Given>>>();

/** The right answer to a choice. @throws TypeError when the instructor's notebook has none, or one of the wrong form */
export function solutionOf(
  problem: ChoiceProblem,
  context: GradingContext & QuestionContext,
): Promise<Given> {
  const { problemSet } = context;
  const solutions = known.get(problemSet) ?? new Map<string, Promise<Given>>();
  known.set(problemSet, solutions);
  const solution = solutions.get(problem.id) ?? runSolution(problem, context);
  solutions.set(problem.id, solution);
  return solution;
}

async function runSolution(
  problem: ChoiceProblem,
  context: GradingContext & QuestionContext,
): Promise<Given> {
  const { problemSet, instructor } = context;
  const order = problemSet.cells.map(({ id }) => id);
  const cells = slice(problem.id, order, instructor).map((id) => instructor.get(id)!);
  const { child } = await loadCells(problem, cells, context);
  try {
    const trial = choiceTrial(problem);
    const { given } = readOutcome(await child.ask(trial as unknown as Plain), trial);
    return checkSolution(problem, given?.[0] ?? { instead: 'undefined' });
  } finally {
    await child.stop();
  }
}

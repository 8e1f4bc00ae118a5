/** Grades one question: starts its child, hands it the compiled cells, drives the battery, and always comes to a result. */
import { SourceMap } from 'node:module';
import type { CompiledCell } from '../kernel/compile/types.js';
import {
  checkProblem,
  readOutcome,
  type Given,
  type Outcome,
  type Problem,
  type Random,
  type Report,
  type ReportData,
  type Trial,
} from '../lib/gradcheck/index.js';
import { plainLine, plainText } from './formats/text.js';
import { roundPoints, type Obstacle, type QuestionResult, type Refusal } from './result.js';
import type { Plain } from './sandbox/codec.js';
import { ChildFailure } from './sandbox/child-failure.js';
import { ChildProcess } from './sandbox/child-process.js';
import type { ChildRoot } from './sandbox/child-root.js';
import type { Sandbox } from './sandbox/layers.js';
import { limitsFor } from './sandbox/limits.js';
import type { LoadFailure } from './sandbox/messages.js';

export interface QuestionContext {
  sandbox: Sandbox;
  root: ChildRoot;
  /** Names of the library that the answer is not to find. */
  withheld: string[];
  slot: number;
  /** Seconds for one question. */
  timeout: number;
  /** Whether the inputs are: then nothing that a student's code said about them is repeated. */
  secret: boolean;
}

/** A question without a verdict of the battery. */
export function obstructed(
  problem: Problem,
  { obstacle, summary, detail }: Refusal,
  notes: string[] = [],
): QuestionResult {
  const { id, title, points } = problem;
  const shown = { summary, detail: plainText(detail) };
  return { id, title, points, earned: 0, status: 'failed', ...shown, obstacle, report: null, notes };
}

const obstacleAdvice: Partial<Record<Obstacle, string>> = {
  timeout: 'Is there a loop that never ends?',
  memory: 'Does something grow with every call?',
  exit: 'Remove calls such as process.exit().',
  'output-flood': 'Remove the calls of console.log that you used for debugging.',
};

/**
 * A child that has evaluated the cells, and what went wrong in them. Who asks for it stops it.
 * @param cells compiled, in order, the answer last
 */
export async function loadCells(
  problem: Problem,
  cells: CompiledCell[],
  { sandbox, root, withheld, slot, timeout }: QuestionContext,
): Promise<{ child: ChildProcess; failures: LoadFailure[] }> {
  const seconds = problem.kind === 'training' ? Math.max(timeout, problem.seconds ?? 60) : timeout;
  const limits = limitsFor(seconds);
  const child = await ChildProcess.start({ launcher: sandbox.launcher, root, limits, slot });
  try {
    const request = cells.map(({ file, javascript, isAsync, imports }) => ({
      file,
      javascript,
      isAsync,
      imports,
    }));
    return {
      child,
      failures: readLoadFailures(await child.ask({ cells: request as unknown as Plain, withheld })),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/**
 * @param cells compiled, in order, the answer last
 * @param solution the instructor's answer, where the problem is a choice that is to be judged
 */
export async function gradeQuestion(
  problem: Problem,
  cells: CompiledCell[],
  random: Random,
  notes: string[],
  context: QuestionContext,
  solution?: () => Promise<Given>,
): Promise<QuestionResult> {
  const { secret } = context;
  let child: ChildProcess | undefined;
  try {
    const options = { secret, solution: await solution?.() };
    const loaded = await loadCells(problem, cells, context);
    child = loaded.child;
    const own = loaded.failures.find(({ cell }) => cell === cells.length - 1);
    if (own) {
      const { name, message, line } = own;
      const where = mapLine(cells.at(-1)!, line);
      const summary = `Your answer stopped with an error before anything could be checked${where ? ` (line ${where})` : ''}.`;
      const detail = plainLine(`${name}: ${message}`);
      return obstructed(problem, { obstacle: 'load-error', summary, detail }, notes);
    }
    // Only now are inputs drawn: a student's code was loaded before they existed.
    const report = await runBattery(child, checkProblem(problem, random, options), cells);
    await child.finish();
    return judged(problem, report, notes);
  } catch (error) {
    return obstructed(problem, refusalOf(error), notes);
  } finally {
    await child?.stop();
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ChildFailure)) {
    const summary = 'The grader itself failed at this question; please tell your instructor.';
    return { obstacle: 'grader-error', summary, detail: String(error) };
  }
  const { obstacle, message } = error;
  return {
    obstacle,
    summary: `Your code could not be checked. ${message}`,
    detail: obstacleAdvice[obstacle] ?? '',
  };
}

async function runBattery(
  child: ChildProcess,
  check: Generator<Trial, Report, Outcome>,
  cells: CompiledCell[],
): Promise<ReportData> {
  let step = check.next();
  while (!step.done) {
    const trial: Trial = step.value;
    const outcome: Outcome = readOutcome(await child.ask(trial as unknown as Plain), trial);
    const { failure } = outcome;
    if (failure) {
      failure.name = plainLine(failure.name, 80);
      failure.message = plainLine(failure.message);
      const cell = cells.find(({ file }) => file === failure.file);
      failure.line = cell && mapLine(cell, failure.line ?? null);
    }
    step = check.next(outcome);
  }
  return step.value.data;
}

function judged(problem: Problem, report: ReportData, notes: string[]): QuestionResult {
  const { id, title, points } = problem;
  const earned = roundPoints(Math.min(points, Math.max(0, report.earned)));
  const status = report.pending ? 'pending' : report.passed ? 'passed' : earned > 0 ? 'partial' : 'failed';
  const diagnosis = report.diagnosis;
  const summary = report.pending
    ? sentence(report.subscores[0].reason)
    : report.passed
      ? 'Everything holds.'
      : (diagnosis?.summary ?? report.findings.find(({ fails }) => fails)?.message ?? 'Something is wrong.');
  return {
    id,
    title,
    points,
    earned,
    status,
    summary,
    detail: report.passed ? '' : (diagnosis?.hint ?? ''),
    obstacle: null,
    report,
    notes,
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The line of a cell's own text behind a line of its compiled text. */
function mapLine(cell: CompiledCell, line: number | null): number | undefined {
  if (line === null || !Number.isSafeInteger(line) || line < 1) return undefined;
  try {
    const lines = cell.javascript.split('\n')[line - 1] ?? '';
    const entry = new SourceMap(JSON.parse(cell.sourceMap)).findEntry(line - 1, lines.length);
    return 'originalLine' in entry && Number.isSafeInteger(entry.originalLine)
      ? entry.originalLine + 1
      : undefined;
  } catch {
    return undefined;
  }
}

/** What the child says went wrong while it evaluated the cells; anything else fails the question. */
function readLoadFailures(answer: Plain): LoadFailure[] {
  const wrong = () =>
    new ChildFailure('malformed-channel', "Something other than an answer came over the grader's channel.");
  if (!Array.isArray(answer)) throw wrong();
  return answer.map((item) => {
    const { cell, name, message, line } = (item ?? {}) as { [key: string]: Plain };
    if (typeof cell !== 'number' || typeof name !== 'string' || typeof message !== 'string') throw wrong();
    return { cell, name, message, line: typeof line === 'number' ? line : null };
  });
}

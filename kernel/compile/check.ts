// What is wrong with a cell: what the compiler says of its text, and the traps in it when there is nothing else.
import ts from './typescript.cjs';
import { cellDiagnostics } from './diagnostics.js';
import { documentedCall } from './documented.js';
import { traps } from './traps.js';
import type { CellDiagnostic } from './types.js';

/** Errors about what a call is given: arguments that do not fit, too many, too few, `new` forgotten. */
const aboutCalls = new Set([2345, 2348, 2353, 2554, 2555, 2559, 2695, 2739, 2740, 2741, 2769]);

/** `shift` is the length of the prologue in front of `source`; the calls of preloaded names are documented. */
export function checkCell(
  program: ts.Program,
  path: string,
  source: string,
  shift: number,
  isPreloaded: (name: string) => boolean,
): CellDiagnostic[] {
  const file = program.getSourceFile(path);
  const problems: ts.Diagnostic[] = firstOfEachLine(program.getSyntacticDiagnostics(file));
  // A text that cannot be parsed has hundreds of semantic errors that say nothing new.
  if (problems.length === 0) {
    problems.push(...program.getSemanticDiagnostics(file));
    if (problems.length === 0 && file) problems.push(...traps(file, program.getTypeChecker(), shift));
  }
  return cellDiagnostics(problems, source, shift, (problem) =>
    aboutCalls.has(problem.code) && problem.file
      ? documentedCall(problem.file, problem, isPreloaded)
      : undefined,
  );
}

/** After the first thing it did not expect, the parser complains about much that follows from it. */
function firstOfEachLine(problems: readonly ts.DiagnosticWithLocation[]): ts.DiagnosticWithLocation[] {
  const lineOf = ({ file, start }: ts.DiagnosticWithLocation): number =>
    ts.getLineAndCharacterOfPosition(file, start).line;
  return problems.filter(
    (problem, index) => problems.findIndex((other) => lineOf(other) === lineOf(problem)) === index,
  );
}

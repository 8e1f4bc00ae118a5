/**
 * Which cells an answer needs. A question is graded with its own answer, the answers and the instructor's cells that it names,
 * and what those name in turn: an endless loop or a mistake in an answer that it does not use costs it nothing.
 */
import type { CompiledCell } from '../kernel/compile/types.js';
import type { InstructorCell } from './problem-set.js';

/**
 * The cells to compile for a submission: all answers, and the instructor's cells whose names they mention.
 * @param asked what the check of a problem looks up besides
 */
export function cellsToCompile(
  cells: InstructorCell[],
  answers: Map<string, string>,
  instructor: Map<string, CompiledCell>,
  asked: (id: string) => string[],
): InstructorCell[] {
  const wanted = new Set<InstructorCell>();
  const want = (cell: InstructorCell, source: string): void => {
    if (wanted.has(cell)) return;
    wanted.add(cell);
    const mentioned = new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
    for (const other of cells.slice(0, cells.indexOf(cell))) {
      if (other.isAnswer || !instructor.get(other.id)?.defines.some((name) => mentioned.has(name))) continue;
      want(other, other.source);
    }
  };
  for (const cell of cells) {
    const source = cell.isAnswer ? answers.get(cell.id) : undefined;
    if (source !== undefined) want(cell, [source, ...asked(cell.id)].join('\n'));
  }
  return cells
    .filter((cell) => wanted.has(cell))
    .map((cell) => (cell.isAnswer ? { ...cell, source: answers.get(cell.id)! } : cell));
}

/**
 * The ids of the cells that `id` needs, itself last, in the order of the notebook.
 * @param asked what is looked up besides what the cell uses
 */
export function slice(
  id: string,
  order: string[],
  compiled: Map<string, CompiledCell>,
  asked: string[] = [],
): string[] {
  const needed = new Set<string>();
  const need = (cell: string): void => {
    needed.add(cell);
    const { uses, assigns } = compiled.get(cell)!;
    const before = order.slice(0, order.indexOf(cell));
    for (const name of [...uses, ...assigns, ...(cell === id ? asked : [])]) {
      const definer = before.findLast((other) => compiled.get(other)?.defines.includes(name));
      if (definer !== undefined && !needed.has(definer)) need(definer);
    }
  };
  need(id);
  return order.filter((cell) => needed.has(cell));
}

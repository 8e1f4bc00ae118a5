/**
 * The student's version of an instructor's notebook: solutions replaced by stubs, hidden tests and outputs removed, tests
 * locked, checksums written.
 */
import type { Cell, Notebook } from './notebook/notebook.js';
import { checksum, nbgraderMetadata, taggedCells, type NbgraderMetadata } from './notebook/nbgrader.js';
import { hasMarker, replaceRegions, type Replacement } from './notebook/regions.js';

/**
 * What a student finds where a solution was: the instructor's note from the `BEGIN SOLUTION` line as a comment and,
 * inside a function, a `throw` that says what is missing. A class body and the top level take a comment only.
 */
const stub: Replacement = ({ before, indentation, note }) => {
  const comment = `${indentation}// ${note || 'Write your code here.'}`;
  const opener = before.findLast((line) => line.trim() !== '' && indent(line) < indentation.length) ?? '';
  const insideFunction = indentation !== '' && opener.trimEnd().endsWith('{') && !/\bclass\b/.test(opener);
  if (!insideFunction) return [comment];
  const name = /([A-Za-z_$][\w$]*)\s*(?:<[^>]*>)?\s*\(/.exec(opener)?.[1] ?? 'this';
  return [comment, `${indentation}throw new Error('${name} is not implemented yet');`];
};

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

function releaseSource(cell: Cell, metadata: NbgraderMetadata): string {
  if (cell.cell_type !== 'code') return metadata.solution ? 'Write your answer here.' : cell.source;
  let { source } = replaceRegions(cell.source, 'HIDDEN TESTS', () => []);
  if (metadata.solution) {
    const replaced = replaceRegions(source, 'SOLUTION', stub);
    source = replaced.regions > 0 ? replaced.source : '// Write your code here.';
  }
  return source;
}

/** The released notebook lies one folder above the instructor's, so what it imports from there is beside it. */
function moveImports(source: string): string {
  return source.replace(/\b(from\s*|import\s*\(?\s*)(['"])\.\.\//g, '$1$2./');
}

function releaseCell(cell: Cell): Cell {
  const metadata = nbgraderMetadata(cell);
  const released: Cell = { ...cell, metadata: { ...cell.metadata } };
  if (cell.cell_type === 'code') released.source = moveImports(cell.source);
  if (cell.cell_type === 'code') Object.assign(released, { outputs: [], execution_count: null });
  try {
    if (metadata) {
      released.source = releaseSource({ ...cell, source: released.source }, metadata);
      const nbgrader: NbgraderMetadata = { ...metadata, cell_type: cell.cell_type };
      nbgrader.checksum = checksum(released.source, cell.cell_type, nbgrader);
      released.metadata = { ...released.metadata, deletable: false, nbgrader };
      if (!metadata.solution && (metadata.grade || metadata.locked)) released.metadata.editable = false;
    }
    if (hasMarker(released.source))
      throw new Error('a marker is left over (solutions belong in cells tagged `solution`)');
  } catch (error) {
    throw new Error(
      `Cell '${metadata?.grade_id ?? cell.id ?? cell.source.slice(0, 40)}': ${(error as Error).message}`,
      { cause: error },
    );
  }
  return released;
}

/** The notebook that students get. @throws Error naming the cell when the instructor's notebook is not in order */
export function releaseNotebook(instructor: Notebook): Notebook {
  taggedCells(instructor);
  return {
    ...instructor,
    nbformat_minor: Math.max(5, instructor.nbformat_minor),
    cells: instructor.cells.map(releaseCell),
  };
}

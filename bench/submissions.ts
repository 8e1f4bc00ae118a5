// Submissions to grade: solved, wrong in one answer, and broken as files are broken, each the only one of its bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimedGradeId } from '../grader/notebook/nbgrader.js';
import { formatNotebook, parseNotebook, type Notebook } from '../grader/notebook/notebook.js';
import { mutants } from '../problem-sets/ps1/mutants/index.js';

const instructor = fileURLToPath(new URL('../../problem-sets/ps1/instructor/ps1.ipynb', import.meta.url));

/** Files and answers that no grader should stumble over, fifteen of them. */
const broken: ((solved: Notebook) => string | Buffer)[] = [
  () => '',
  () => 'this is not JSON',
  () => '[]',
  () => '{"nbformat": 3, "worksheets": []}',
  () => '{"nbformat": 4, "metadata": {}, "cells": []}',
  () => Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff]),
  (solved) => formatNotebook(solved).slice(0, 5000),
  (solved) =>
    formatNotebook({ ...solved, cells: solved.cells.filter((cell) => claimedGradeId(cell) !== 'affine') }),
  (solved) => formatNotebook({ ...solved, cells: [...solved.cells, ...solved.cells] }),
  (solved) => formatNotebook(withAnswer(solved, 'relu', 'while (true) {}')),
  (solved) => formatNotebook(withAnswer(solved, 'tanh', 'class Tanh extends CompNode {')),
  (solved) => formatNotebook(withAnswer(solved, 'sigmoid', '(process as any).exit(0)')),
  (solved) =>
    formatNotebook(
      withAnswer(solved, 'softmax', 'const all = []; for (;;) all.push(new Array(1e6).fill(1))'),
    ),
  (solved) => formatNotebook(withAnswer(solved, 'logloss', "import fs from 'node:fs'")),
  (solved) => formatNotebook(withAnswer(solved, 'train', 'throw new Error("later")')),
];

function withAnswer(notebook: Notebook, id: string, source: string): Notebook {
  const cells = notebook.cells.map((cell) => (claimedGradeId(cell) === id ? { ...cell, source } : cell));
  return { ...notebook, cells };
}

/** As an editor leaves it: every cell with a comment of its own, so that nothing is found compiled already. */
function signed(notebook: Notebook, student: number): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, source: `${cell.source}\n// student ${student}` } : cell,
  );
  return { ...notebook, cells };
}

/** The text of submission `number`: of twenty, one is broken, seven are wrong in one answer, twelve are solved. */
function submission(solved: Notebook, number: number): string | Buffer {
  const one = signed(solved, number);
  if (number % 20 === 19) return broken[Math.floor(number / 20) % broken.length](one);
  if (number % 20 >= 12) {
    const { problem, source } = mutants[(number * 7) % mutants.length];
    return formatNotebook(withAnswer(one, problem, `${source}\n// student ${number}`));
  }
  return formatNotebook(one);
}

/** Writes `count` submissions to problem set 1 into a folder. @returns their paths */
export function writeSubmissions(folder: string, count: number): string[] {
  const { notebook } = parseNotebook(readFileSync(instructor, 'utf8'));
  return Array.from({ length: count }, (_, number) => {
    const file = path.join(folder, `student-${String(number).padStart(3, '0')}.ipynb`);
    writeFileSync(file, submission(notebook, number));
    return file;
  });
}

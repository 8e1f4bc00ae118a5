import assert from 'node:assert/strict';
import type { CompiledCell } from '../../../kernel/compile/types.js';
import { Staleness } from '../../../kernel/server/staleness.js';

/** Runs a cell that reads `uses` and defines `defines`; the answer is `cell: names @ execution` of the stale ones. */
class Notebook {
  private readonly staleness = new Staleness();
  private count = 0;

  run(cellId: string | undefined, uses: string[], defines: string[], assigns: string[] = []): string[] {
    const cell = { cellId, uses, assigns } as unknown as CompiledCell;
    return this.staleness
      .ran(cell, defines, ++this.count)
      .map(({ cellId, names, changedIn }) => `${cellId}: ${names} @ ${changedIn}`);
  }

  restart(): void {
    this.staleness.forget();
  }
}

describe('stale cells', () => {
  it('are those that used what a later run defined or assigned, until they are run again', () => {
    const notebook = new Notebook();
    notebook.run('a', [], ['lr', 'seed']);
    notebook.run('b', ['lr', 'seed'], []);
    notebook.run('c', ['other'], []);
    assert.deepEqual(notebook.run('a', [], ['lr', 'seed']), ['b: lr,seed @ 4']);
    assert.deepEqual(notebook.run('d', [], [], ['seed']), ['b: seed @ 5']);
    assert.deepEqual(notebook.run('b', ['lr', 'seed'], []), []);
  });

  it('make stale what rests on them, and leave the cell alone that has just run', () => {
    const notebook = new Notebook();
    notebook.run('a', ['c'], ['x']);
    notebook.run('b', ['x'], ['y']);
    notebook.run('c', ['y'], ['c']);
    assert.deepEqual(notebook.run('a', ['c'], ['x']), ['b: x @ 4', 'c: y @ 4']);
    assert.deepEqual(notebook.run('b', ['x'], ['y']), ['c: y @ 5', 'a: c @ 5']);
  });

  it('are not found by a cell that changes its own name, nor after a restart', () => {
    const notebook = new Notebook();
    notebook.run('a', ['n'], ['n']);
    assert.deepEqual(notebook.run('a', ['n'], ['n']), []);
    notebook.run('b', ['n'], []);
    notebook.restart();
    assert.deepEqual(notebook.run('a', ['n'], ['n']), []);
  });

  it('are found by code that belongs to no cell of the page', () => {
    const notebook = new Notebook();
    notebook.run('b', ['n'], []);
    assert.deepEqual(notebook.run(undefined, [], ['n']), ['b: n @ 2']);
  });
});

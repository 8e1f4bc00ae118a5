import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import * as prelude from '../../kernel/prelude.js';
import { exportedNames } from '../../kernel/prelude-names.js';
import { root } from '../root.js';

describe('kernel: the preloaded names', () => {
  const file = join(root, 'dist/kernel/prelude.d.ts');

  it('are what TypeScript finds exported, values and types', () => {
    const program = ts.createProgram([file], {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    const checker = program.getTypeChecker();
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    const expected = checker.getExportsOfModule(symbol).map(({ name }) => name);
    assert.deepEqual([...exportedNames(pathToFileURL(file))].sort(), expected.sort());
  });

  it('hold every value the prelude has', () => {
    const names = exportedNames(pathToFileURL(file));
    assert.deepEqual(
      Object.keys(prelude).filter((name) => !names.has(name)),
      [],
    );
  });
});

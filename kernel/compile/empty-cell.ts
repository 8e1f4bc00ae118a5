// A compiled cell in which nothing stands: what every other one is made of. It needs no compiler.
import type { CompiledCell } from './types.js';

export const emptyCell: Omit<CompiledCell, 'file'> = {
  javascript: '',
  sourceMap: '',
  isAsync: false,
  imports: [],
  defines: [],
  uses: [],
  assigns: [],
  shadows: [],
  diagnostics: [],
};

// The compiler as other parts use it.
export { NotebookCompiler, type CompilerOptions } from './notebook-compiler.js';
export { RemoteCompiler } from './remote.js';
export { codeFrame, lineAndColumn } from './frame.js';
export { codePointsFromUtf16, utf16FromCodePoints } from './positions.js';
export type {
  CellDiagnostic,
  CellImport,
  CompiledCell,
  Completeness,
  Completion,
  CompletionItem,
  Inspection,
  Prelude,
} from './types.js';

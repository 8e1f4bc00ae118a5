// What a checked cell is compiled to.
import ts from './typescript.cjs';
import { cellSourceMap } from './source-map.js';
import { cellTransformer } from './transform/index.js';
import type { CompiledCell } from './types.js';

type Emitted = Pick<CompiledCell, 'javascript' | 'sourceMap' | 'isAsync' | 'imports' | 'uses' | 'assigns'>;

/**
 * `shift` is the length of the prologue in front of `source`, which errors call `file`; `isBoxed` tells which names of other cells live
 * in boxes.
 */
export function emitCell(
  program: ts.Program,
  path: string,
  { file, source, shift }: { file: string; source: string; shift: number },
  isBoxed: (name: string) => boolean,
): Emitted {
  const { transformers, result } = cellTransformer(program.getTypeChecker(), shift, isBoxed);
  let javascript = '';
  let sourceMap = '';
  const write = (name: string, text: string): void => {
    if (name.endsWith('.map')) sourceMap = text;
    else javascript = text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  };
  program.emit(program.getSourceFile(path), write, undefined, false, transformers);
  const { isAsync, imports, uses, assigns } = result();
  return {
    javascript,
    sourceMap: cellSourceMap(sourceMap, file, source),
    isAsync,
    imports,
    uses: [...uses],
    assigns: [...assigns],
  };
}

// The parsed files behind the language service. Those that cannot change are kept even while no program has them: a cell that
// mentions no preloaded name must not let the next one that does read all of their declarations again.
import ts from './typescript.cjs';
import { isFixed } from './host.js';

export function documentRegistry(parsing: ts.JSDocParsingMode): ts.DocumentRegistry {
  const registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, undefined, parsing);
  return {
    ...registry,
    releaseDocumentWithKey(
      path: ts.Path,
      key: ts.DocumentRegistryBucketKey,
      kind: ts.ScriptKind = ts.ScriptKind.Unknown,
      format?: ts.ResolutionMode,
    ): void {
      if (!isFixed(path)) registry.releaseDocumentWithKey(path, key, kind, format);
    },
  };
}

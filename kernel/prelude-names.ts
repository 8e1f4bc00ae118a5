// The names that the prelude exports, types included, read off the declaration files that TypeScript has emitted:
// loading the modules would cost the kernel's start, and would tell nothing of types.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const EXPORT_ALL = /^export \* from ['"](.+)['"];/gm;
const EXPORT_NAMESPACE = /^export \* as ([\w$]+) from /gm;
const EXPORT_LIST = /^export (?:type )?\{([^}]*)\}/gm;
const EXPORT_DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const enum|const|let|var|interface|type|enum|namespace) ([\w$]+)/gm;

/** What the kernel preloads. */
export const preludeDeclarations = fileURLToPath(new URL('./prelude.d.ts', import.meta.url));

/** The exported names of an emitted declaration file, and of those it re-exports. */
export function exportedNames(declarationFile: URL, seen = new Set<string>()): Set<string> {
  const names = new Set<string>();
  if (seen.has(declarationFile.href)) return names;
  seen.add(declarationFile.href);
  const text = readFileSync(declarationFile, 'utf8');
  for (const [, specifier] of text.matchAll(EXPORT_ALL)) {
    const target = new URL(specifier.replace(/\.js$/, '.d.ts'), declarationFile);
    for (const name of exportedNames(target, seen)) names.add(name);
  }
  for (const [, name] of text.matchAll(EXPORT_NAMESPACE)) names.add(name);
  for (const [, name] of text.matchAll(EXPORT_DECLARATION)) names.add(name);
  for (const [, list] of text.matchAll(EXPORT_LIST)) {
    for (const entry of list.split(',')) {
      const name = /([\w$]+)\s*$/.exec(entry)?.[1];
      if (name && name !== 'default') names.add(name);
    }
  }
  return names;
}

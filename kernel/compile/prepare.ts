// A cell's text behind its prologue, as the checker is to see it.
import ts from './typescript.cjs';
import type { Definitions } from './definitions.js';
import { nodeGlobals } from './globals.js';
import type { NotebookHost } from './host.js';
import { isNodeModule } from './library.js';
import { mentions, topLevelNames, type TopLevelName } from './names.js';

export interface Prepared {
  name: string;
  path: string;
  names: Map<string, TopLevelName>;
  prologue: string;
  /** Earlier executions that the prologue names. */
  cells: string[];
}

/** Puts the text into the host. Its prologue has the outer names that it mentions, and those that are offered to its author. */
export function prepareCell(
  host: NotebookHost,
  definitions: Definitions,
  name: string,
  source: string,
  isOffered: (name: string) => boolean = () => false,
): Prepared {
  const path = host.cellPath(name);
  const parsed = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const names = topLevelNames(parsed.statements);
  const { identifiers, modules } = mentions(parsed);
  const outer = definitions
    .all()
    .filter((name) => !names.has(name) && (identifiers.has(name) || isOffered(name)));
  const own = [...names.values()].filter((name) => !name.exported).map(({ name }) => name);
  const { text, cells } = definitions.prologue(outer, own);
  const needsNode = [...identifiers].some(
    (name) => nodeGlobals.has(name) && !names.has(name) && !outer.includes(name),
  );
  if (needsNode || [...modules].some(isNodeModule)) host.useNodeTypes();
  if (modules.size > 0) host.forgetLocalFiles();
  host.setText(path, text + source);
  return { name, path, names, prologue: text, cells };
}

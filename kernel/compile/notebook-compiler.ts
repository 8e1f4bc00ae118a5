// Compiles the cells of one notebook, in the order in which they are run, against everything that ran before.
import ts from './typescript.cjs';
import { beginsWith, complete, wordBefore } from './complete.js';
import { Definitions } from './definitions.js';
import { cellDiagnostics } from './diagnostics.js';
import { documentRegistry } from './documents.js';
import { documentedCall } from './documented.js';
import { nodeGlobals } from './globals.js';
import { NotebookHost } from './host.js';
import { isNodeModule } from './library.js';
import { inspect } from './inspect.js';
import { isComplete } from './is-complete.js';
import { mentions, topLevelNames, type TopLevelName } from './names.js';
import { cellSourceMap } from './source-map.js';
import { cellTransformer, type TransformResult } from './transform/index.js';
import { traps } from './traps.js';
import type { CellDiagnostic, CompiledCell, Completeness, Completion, Inspection, Prelude } from './types.js';

export interface CompilerOptions {
  prelude?: Prelude;
  /** Files that another compiler has read. */
  documents?: ts.DocumentRegistry;
  /** The notebook's folder: relative imports and packages are looked up from here. */
  directory: string;
}

interface Prepared {
  name: string;
  path: string;
  names: Map<string, TopLevelName>;
  prologue: string;
  cells: string[];
}

interface Execution {
  names: Map<string, TopLevelName>;
  /** Earlier executions that this one's types refer to. */
  cells: string[];
  augmentsGlobals: boolean;
}

export class NotebookCompiler {
  private readonly host: NotebookHost;
  private service: ts.LanguageService;
  private readonly draftPath: string;
  private definitions: Definitions;
  private readonly preludeNames: ReadonlySet<string>;
  private readonly shadowed = new Set<string>();
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly options: CompilerOptions) {
    this.host = new NotebookHost(options.directory);
    this.draftPath = this.host.cellPath(draft);
    this.definitions = new Definitions(options.prelude);
    this.preludeNames = new Set(options.prelude?.names);
    this.service = this.newService(options.documents);
  }

  private newService(documents = documentRegistry(this.host.jsDocParsingMode)): ts.LanguageService {
    return ts.createLanguageService(this.host, documents);
  }

  /** Reads everything again, with its documentation: once, when somebody asks for that. */
  private readDocumentation(): void {
    if (this.host.jsDocParsingMode === ts.JSDocParsingMode.ParseAll) return;
    this.host.jsDocParsingMode = ts.JSDocParsingMode.ParseAll;
    this.service.dispose();
    this.service = this.newService();
  }

  /** Checks and compiles one execution of a cell; `cell` is its execution count. */
  compile(source: string, { cell, cellId }: { cell: number; cellId?: string }): CompiledCell {
    const name = `cell-${cell}`;
    const module = moduleName(source);
    if (module !== undefined)
      return this.compileModule(source, module, { ...notCompiled, file: `${name}.ts`, cellId });
    const prepared = this.prepare(name, source);
    this.host.setActive(prepared.path);
    return this.finish(prepared, source, this.program(prepared.path), cellId);
  }

  /**
   * Compiles cells that are all there already, as if one after the other was compiled and, if it had no error, run: all in one
   * check, or in one more after each cell that has an error.
   */
  compileAll(cells: readonly { cell: number; source: string }[]): CompiledCell[] {
    const compiled: CompiledCell[] = [];
    while (compiled.length < cells.length) {
      const rest = cells.slice(compiled.length);
      const prepared = this.prepareAll(rest);
      this.host.setActive(...prepared.map(({ path }) => path));
      const program = this.program(prepared[0].path);
      for (const [index, { cell, source }] of rest.entries()) {
        const result = this.finish(prepared[index], source, program);
        compiled.push(result);
        // Those after it were prepared as if it had none.
        if (result.diagnostics.some(({ category }) => category === 'error')) break;
        this.commit(cell, result.defines);
      }
    }
    return compiled;
  }

  /** Each cell sees those before it; what they define is forgotten again. */
  private prepareAll(cells: readonly { cell: number; source: string }[]): Prepared[] {
    const known = this.definitions;
    this.definitions = known.copy();
    try {
      return cells.map(({ cell, source }) => {
        const prepared = this.prepare(`cell-${cell}`, source);
        this.define(prepared.name, prepared.names.values());
        return prepared;
      });
    } finally {
      this.definitions = known;
    }
  }

  /** Checks and emits a cell that is prepared and part of the program. */
  private finish(prepared: Prepared, source: string, program: ts.Program, cellId?: string): CompiledCell {
    const { name, path, names, prologue, cells } = prepared;
    const file = `${name}.ts`;
    const diagnostics = this.check(program, path, source, prologue.length);
    const compiled: CompiledCell = { ...notCompiled, file, cellId, defines: [...names.keys()], diagnostics };
    if (diagnostics.some(({ category }) => category === 'error')) {
      this.host.removeText(path);
      return compiled;
    }
    const emitted = this.emit(program, path, prologue.length);
    compiled.javascript = emitted.javascript;
    compiled.sourceMap = cellSourceMap(emitted.sourceMap, file, source);
    compiled.isAsync = emitted.result.isAsync;
    compiled.imports = emitted.result.imports;
    compiled.uses = [...emitted.result.uses];
    compiled.assigns = [...emitted.result.assigns];
    compiled.shadows = [...names.values()]
      .filter((declared) => this.shadows(declared))
      .map(({ name }) => name);
    const augmentsGlobals = /\bdeclare\s+(?:global|module)\b/.test(source);
    this.executions.set(name, { names, cells, augmentsGlobals });
    return compiled;
  }

  /**
   * A cell that begins with a comment like tslab's `@module layers`: it sees no other cell, and runs when one imports
   * `./layers`.
   */
  private compileModule(source: string, name: string, compiled: CompiledCell): CompiledCell {
    const path = this.host.modulePath(name);
    this.host.setText(path, source);
    this.host.setActive(path);
    this.host.forgetLocalFiles();
    const diagnostics = this.check(this.program(path), path, source, 0);
    return { ...compiled, diagnostics, module: { name, source } };
  }

  private check(program: ts.Program, path: string, source: string, shift: number): CellDiagnostic[] {
    const file = program.getSourceFile(path);
    const problems: ts.Diagnostic[] = firstOfEachLine(program.getSyntacticDiagnostics(file));
    // A text that cannot be parsed has hundreds of semantic errors that say nothing new.
    if (problems.length === 0) {
      problems.push(...program.getSemanticDiagnostics(file));
      if (problems.length === 0 && file) problems.push(...traps(file, program.getTypeChecker(), shift));
    }
    const isPreloaded = (name: string): boolean =>
      this.preludeNames.has(name) && this.definitions.get(name)?.cell === undefined;
    return cellDiagnostics(problems, source, shift, (problem) =>
      aboutCalls.has(problem.code) && problem.file
        ? documentedCall(problem.file, problem, isPreloaded)
        : undefined,
    );
  }

  /** After a cell ran, also one that failed half-way: what it published is from now on what later cells mean. */
  commit(cell: number, publishedNames: readonly string[]): void {
    const name = `cell-${cell}`;
    const execution = this.executions.get(name);
    if (execution === undefined) return;
    const published = new Set(publishedNames);
    const there = [...execution.names.values()].filter(
      (declared) => published.has(declared.name) || !this.hasValue(declared),
    );
    this.define(name, there);
    for (const declared of there) this.shadowed.add(declared.name);
    if (execution.augmentsGlobals) this.host.keep(this.host.cellPath(name));
    this.forgetUnreachable();
  }

  /** From here on these names mean what this execution declares. */
  private define(cell: string, names: Iterable<TopLevelName>): void {
    for (const { name, mutable, ambient } of names) this.definitions.set(name, { cell, mutable, ambient });
  }

  /** What may stand at `cursor`, a UTF-16 offset in a cell that need not have run. */
  complete(source: string, cursor: number): Completion {
    const typed = wordBefore(source, cursor);
    // After a dot no name of the notebook can stand, except those that the text mentions anyway.
    const isMember = /(?<!\.)\.\s*$/.test(source.slice(0, cursor - typed.length));
    const { prologue } = this.prepareDraft(source, (name) => !isMember && beginsWith(name, typed));
    const known = new Set(this.definitions.all());
    return complete(this.service, this.draftPath, source, cursor, prologue.length, known);
  }

  /** Signature and documentation of the name at `cursor`; with `detail` 1 its source as well. */
  inspect(source: string, cursor: number, detail: 0 | 1 = 0): Inspection | undefined {
    this.readDocumentation();
    const shift = this.prepareDraft(source).prologue.length;
    return inspect(
      this.service,
      this.draftPath,
      cursor + shift,
      (definition) => this.sourceOf(definition, shift),
      detail,
    );
  }

  isComplete(source: string): Completeness {
    return isComplete(source);
  }

  /** The text of a declaration; a `let` of an earlier cell is looked up there, not in the prologue that declares it. */
  private sourceOf(definition: ts.DefinitionInfo, shift: number): string | undefined {
    const { fileName, name } = definition;
    const program = this.program(this.draftPath);
    if (fileName === this.draftPath && definition.textSpan.start < shift) {
      const cell = this.definitions.get(name)?.cell;
      const file = cell === undefined ? undefined : program.getSourceFile(this.host.cellPath(cell));
      const declaration = file && topLevelNames(file.statements).get(name)?.declarations.at(-1);
      return declaration && statementOf(declaration).getText(file);
    }
    const { start, length } = definition.contextSpan ?? definition.textSpan;
    return program.getSourceFile(fileName)?.text.slice(start, start + length);
  }

  /**
   * A class or a function of one's own in place of a preloaded one is what problem sets ask for, and an import says
   * itself what it brings; a variable may hide a preloaded name by accident.
   */
  private shadows({ name, declarations }: TopLevelName): boolean {
    if (!this.preludeNames.has(name) || this.shadowed.has(name)) return false;
    return declarations.every((node) => ts.isVariableDeclaration(node) || ts.isBindingElement(node));
  }

  /** Types exist without being run; everything else has to be published. */
  private hasValue({ ambient, declarations }: TopLevelName): boolean {
    if (ambient) return false;
    return !declarations.every(
      (node) =>
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node) ||
        isTypeImport(node) ||
        isTypeNamespace(node),
    );
  }

  /** Forgets all cells: the session they ran in is gone. */
  reset(): void {
    for (const name of this.executions.keys()) this.host.removeText(this.host.cellPath(name));
    this.executions.clear();
    this.shadowed.clear();
    this.definitions = new Definitions(this.options.prelude);
  }

  /**
   * Does once what the first cell would otherwise wait for: with `language`, parse the declarations of the language, start the
   * checker and the emitter; with `prelude`, read the preloaded names' declarations as well.
   */
  warmUp(part: 'language' | 'prelude'): void {
    const source = 'console.log([1].map((x) => x + 1))';
    const { path, prologue } = this.prepareDraft(source, () => part === 'prelude');
    const program = this.program(path);
    this.check(program, path, source, prologue.length);
    const { sourceMap } = this.emit(program, path, prologue.length);
    cellSourceMap(sourceMap, path, source);
  }

  /** How much the last check looked at and how much is remembered, in files. */
  size(): { program: number; remembered: number } {
    const program = this.service.getProgram()?.getSourceFiles().length ?? 0;
    return { program, remembered: this.executions.size };
  }

  /** A text that is being written, as the one to look at. */
  private prepareDraft(source: string, isOffered?: (name: string) => boolean): Prepared {
    const prepared = this.prepare(draft, source, isOffered);
    this.host.setActive(prepared.path);
    return prepared;
  }

  /** Puts the cell's text behind its prologue, which has the outer names that it mentions or may mention, into the host. */
  private prepare(
    name: string,
    source: string,
    isOffered: (name: string) => boolean = () => false,
  ): Prepared {
    const path = this.host.cellPath(name);
    const parsed = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
    const names = topLevelNames(parsed.statements);
    const { identifiers, modules } = mentions(parsed);
    const outer = this.definitions
      .all()
      .filter((name) => !names.has(name) && (identifiers.has(name) || isOffered(name)));
    const own = [...names.values()].filter((name) => !name.exported).map(({ name }) => name);
    const { text, cells } = this.definitions.prologue(outer, own);
    const needsNode = [...identifiers].some(
      (name) => nodeGlobals.has(name) && !names.has(name) && !outer.includes(name),
    );
    if (needsNode || [...modules].some(isNodeModule)) this.host.useNodeTypes();
    if (modules.size > 0) this.host.forgetLocalFiles();
    this.host.setText(path, text + source);
    return { name, path, names, prologue: text, cells };
  }

  private program(path: string): ts.Program {
    const program = this.service.getProgram();
    if (program?.getSourceFile(path) === undefined) throw new Error(`The language service lost ${path}`);
    return program;
  }

  private emit(
    program: ts.Program,
    path: string,
    shift: number,
  ): { javascript: string; sourceMap: string; result: TransformResult } {
    const isBoxed = (name: string): boolean => this.definitions.get(name)?.ambient !== true;
    const { transformers, result } = cellTransformer(program.getTypeChecker(), shift, isBoxed);
    let javascript = '';
    let sourceMap = '';
    const write = (name: string, text: string): void => {
      if (name.endsWith('.map')) sourceMap = text;
      else javascript = text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
    };
    program.emit(program.getSourceFile(path), write, undefined, false, transformers);
    return { javascript, sourceMap, result: result() };
  }

  /** Executions that no name and no type leads to any more: a cell that is run a thousand times must not fill the memory. */
  private forgetUnreachable(): void {
    const reachable = new Set<string>();
    const visit = (name: string): void => {
      if (reachable.has(name)) return;
      reachable.add(name);
      this.executions.get(name)?.cells.forEach(visit);
    };
    this.definitions.cells().forEach(visit);
    for (const [name, execution] of this.executions) {
      if (reachable.has(name) || execution.augmentsGlobals) continue;
      this.executions.delete(name);
      this.host.removeText(this.host.cellPath(name));
    }
  }
}

/** Errors about what a call is given: arguments that do not fit, too many, too few, `new` forgotten. */
const aboutCalls = new Set([2345, 2348, 2353, 2554, 2555, 2559, 2695, 2739, 2740, 2741, 2769]);

/** The name of a text that is being written and has not run. */
const draft = 'draft';

/** After the first thing it did not expect, the parser complains about much that follows from it. */
function firstOfEachLine(problems: readonly ts.DiagnosticWithLocation[]): ts.DiagnosticWithLocation[] {
  const lineOf = ({ file, start }: ts.DiagnosticWithLocation): number =>
    ts.getLineAndCharacterOfPosition(file, start).line;
  return problems.filter(
    (problem, index) => problems.findIndex((other) => lineOf(other) === lineOf(problem)) === index,
  );
}

function statementOf(node: ts.Node): ts.Node {
  let statement = node;
  while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
  return statement;
}

const notCompiled = {
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

/** `layers` of a cell that begins with a documentation comment saying `@module layers`. */
function moduleName(source: string): string | undefined {
  const comment = /^\s*\/\*\*([\s\S]*?)\*\//.exec(source)?.[1];
  return comment && /(?:^|\n)[\s*]*@module\s+([\w-]+)\s*$/m.exec(comment)?.[1];
}

function isTypeImport(node: ts.Node): boolean {
  if (ts.isImportSpecifier(node) && node.isTypeOnly) return true;
  for (let parent = node; !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isImportClause(parent)) return parent.phaseModifier === ts.SyntaxKind.TypeKeyword;
  }
  return false;
}

/** A namespace that holds nothing but types is not there at run time. */
function isTypeNamespace(node: ts.Node): boolean {
  if (!ts.isModuleDeclaration(node) || node.body === undefined || !ts.isModuleBlock(node.body)) return false;
  return node.body.statements.every(
    (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
  );
}

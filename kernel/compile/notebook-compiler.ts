// Compiles the cells of one notebook, in the order in which they are run, against everything that ran before.
import ts from './typescript.cjs';
import { checkCell } from './check.js';
import { beginsWith, complete, wordBefore } from './complete.js';
import { frameExpression, isCaught, stops, type NameLookup, type LineColumn } from './debug.js';
import { Definitions } from './definitions.js';
import { documentRegistry } from './documents.js';
import { emitCell } from './emit.js';
import { emptyCell } from './empty-cell.js';
import { Executions, namesThere } from './executions.js';
import { NotebookHost } from './host.js';
import { declarationText, inspect } from './inspect.js';
import { isComplete } from './is-complete.js';
import { moduleName, type TopLevelName } from './names.js';
import { prepareCell, type Prepared } from './prepare.js';
import type { CompiledCell, Completeness, Completion, Inspection, Prelude } from './types.js';

export interface CompilerOptions {
  prelude?: Prelude;
  /** Files that another compiler has read. */
  documents?: ts.DocumentRegistry;
  /** The notebook's folder: relative imports and packages are looked up from here. */
  directory: string;
  /** Read no file because a cell names it, but for packages and the kernel's own build. */
  untrusted?: boolean;
}

export class NotebookCompiler {
  private readonly host: NotebookHost;
  private service: ts.LanguageService;
  private readonly draftPath: string;
  private definitions: Definitions;
  private readonly preludeNames: ReadonlySet<string>;
  private readonly shadowed = new Set<string>();
  private readonly executions = new Executions((name) => this.host.removeText(this.host.cellPath(name)));

  constructor(private readonly options: CompilerOptions) {
    this.host = new NotebookHost(options.directory, options.untrusted);
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
      return this.compileModule(source, module, { ...emptyCell, file: `${name}.ts`, cellId });
    const prepared = prepareCell(this.host, this.definitions, name, source);
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
        const prepared = prepareCell(this.host, this.definitions, `cell-${cell}`, source);
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
    const diagnostics = checkCell(program, path, source, prologue.length, this.isPreloaded);
    const compiled: CompiledCell = { ...emptyCell, file, cellId, defines: [...names.keys()], diagnostics };
    if (diagnostics.some(({ category }) => category === 'error')) {
      this.host.removeText(path);
      return compiled;
    }
    Object.assign(compiled, emitCell(program, path, { file, source, shift: prologue.length }, this.isBoxed));
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
    const diagnostics = checkCell(this.program(path), path, source, 0, this.isPreloaded);
    return { ...compiled, diagnostics, module: { name, source } };
  }

  /** After a cell ran, also one that failed half-way: what it published is from now on what later cells mean. */
  commit(cell: number, publishedNames: readonly string[]): void {
    const name = `cell-${cell}`;
    const execution = this.executions.get(name);
    if (execution === undefined) return;
    const there = namesThere(execution, new Set(publishedNames));
    this.define(name, there);
    for (const declared of there) this.shadowed.add(declared.name);
    if (execution.augmentsGlobals) this.host.keep(this.host.cellPath(name));
    this.executions.forgetUnreachable(this.definitions.cells());
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
    const fileOf = (name: string): string | undefined => {
      const cell = this.definitions.get(name)?.cell;
      return cell === undefined ? undefined : this.host.cellPath(cell);
    };
    const sourceOf = (definition: ts.DefinitionInfo): string | undefined =>
      declarationText(this.program(this.draftPath), this.draftPath, shift, definition, fileOf);
    return inspect(this.service, this.draftPath, cursor + shift, sourceOf, detail);
  }

  isComplete(source: string): Completeness {
    return isComplete(source);
  }

  /** Where a debugger can stop in a cell, and whether the cell catches an error thrown at a place. */
  stops(source: string): LineColumn[] {
    return stops(source);
  }

  isCaught(source: string, place: LineColumn): boolean {
    return isCaught(source, place);
  }

  /** JavaScript for an expression in a stopped frame; names of cells that are still running are told in `outer`. */
  frameExpression(text: string, { locals, outer, object }: NameLookup): string {
    return frameExpression(text, { locals, outer: [...this.definitions.all(), ...outer], object });
  }

  /** From now on a name stands for a value that no cell has defined. */
  declare(cell: number, name: string): void {
    this.compile(`let ${name}: any = undefined`, { cell });
    this.commit(cell, [name]);
  }

  /**
   * A class or a function of one's own in place of a preloaded one is what problem sets ask for, and an import says
   * itself what it brings; a variable may hide a preloaded name by accident.
   */
  private shadows({ name, declarations }: TopLevelName): boolean {
    if (!this.preludeNames.has(name) || this.shadowed.has(name)) return false;
    return declarations.every((node) => ts.isVariableDeclaration(node) || ts.isBindingElement(node));
  }

  /** Forgets all cells: the session they ran in is gone. */
  reset(): void {
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
    checkCell(program, path, source, prologue.length, this.isPreloaded);
    emitCell(program, path, { file: path, source, shift: prologue.length }, this.isBoxed);
  }

  /** How much the last check looked at and how much is remembered, in files. */
  size(): { program: number; remembered: number } {
    const program = this.service.getProgram()?.getSourceFiles().length ?? 0;
    return { program, remembered: this.executions.size };
  }

  /** A text that is being written, as the one to look at. */
  private prepareDraft(source: string, isOffered?: (name: string) => boolean): Prepared {
    const prepared = prepareCell(this.host, this.definitions, draft, source, isOffered);
    this.host.setActive(prepared.path);
    return prepared;
  }

  /** Does the name mean what was preloaded, and not what a cell has defined? */
  private readonly isPreloaded = (name: string): boolean =>
    this.preludeNames.has(name) && this.definitions.get(name)?.cell === undefined;

  /** What is only declared has no value to keep. */
  private readonly isBoxed = (name: string): boolean => this.definitions.get(name)?.ambient !== true;

  private program(path: string): ts.Program {
    const program = this.service.getProgram();
    if (program?.getSourceFile(path) === undefined) throw new Error(`The language service lost ${path}`);
    return program;
  }
}

/** The name of a text that is being written and has not run. */
const draft = 'draft';

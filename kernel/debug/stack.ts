// The stopped program as its author knows it: frames in the cells' own lines, the names of each, the notebook's names. What the
// compiler and the kernel added is left out.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programFolder } from '../programs.js';
import type { RemoteCompiler } from '../compile/remote.js';
import type { SourcePlace } from '../session/evaluate-errors.js';
import type { DebugCells } from './cells.js';
import type { InspectorConnection } from './connection.js';
import { DEBUGGED_SESSION, isCell, type Pause, type PausedFrame, type PausedScope } from './protocol.js';

const kernelFolders = [new URL('../', import.meta.url), programFolder];
const libraryUrl = new URL('../lib/', programFolder).href;

/** For V8: code of Node, of the kernel, of packages. */
export const MACHINERY = [
  '^node:',
  '^edflab:',
  ...kernelFolders.map(({ href }) => `^${escape(href)}`),
  '/node_modules/',
];
/** The same with the library: nobody wants to step into it. */
export const NOT_THE_STUDENTS = [...MACHINERY, `^${escape(libraryUrl)}`];

/** The path of a file that a cell imported: such files are loaded under a URL with the kernel's mark. */
export function ownFile(url: string): string | undefined {
  return /^file:.*\?edflab=/.test(url) ? fileURLToPath(url.replace(/[?#].*$/, '')) : undefined;
}

export interface Frame extends PausedFrame {
  /** In the student's own text. */
  place: SourcePlace;
  path: string;
}

interface FrameNames {
  locals: string[];
  closure: string[];
  /** No function of the student's is around it: the notebook's names are its own. */
  isOfCell: boolean;
}

interface Property {
  name: string;
}

export class Stack {
  /** The frames in the student's own text, innermost first. An error in the library is the fault of the line that called it. */
  readonly frames: Frame[] = [];
  /** False where the program stopped in what the compiler or the kernel added. */
  isAtStudentsCode = false;
  /** Something of the student's is under way, be it further down. */
  readonly holdsStudentsCode: boolean;

  private constructor(
    readonly pause: Pause,
    private readonly connection: InspectorConnection,
    private readonly compiler: RemoteCompiler,
    private readonly cells: DebugCells,
  ) {
    this.holdsStudentsCode = pause.frames.some(({ url }) => isCell(url) || ownFile(url) !== undefined);
  }

  static async read(
    pause: Pause,
    connection: InspectorConnection,
    compiler: RemoteCompiler,
    cells: DebugCells,
  ): Promise<Stack> {
    const stack = new Stack(pause, connection, compiler, cells);
    const asked = pause.frames.map(({ url, line, column }) => [url, line, column]);
    const places = await connection.ask<(SourcePlace | null)[]>('places', [asked]);
    pause.frames.forEach((frame, index) => stack.add(frame, places[index] ?? undefined));
    stack.isAtStudentsCode = places[0] !== null && places[0] !== undefined;
    return stack;
  }

  private add(frame: PausedFrame, place: SourcePlace | undefined): void {
    if (place) this.frames.push({ ...frame, place, path: this.cells.pathOfFile(place.file) ?? place.file });
  }

  /** The line it stands on, in words that differ for another line and another call. */
  get line(): string {
    const { place } = this.frames[0];
    return `${this.frames.length} ${place.file} ${place.line}`;
  }

  toFrames(firstId: number): DebugProtocol.StackFrame[] {
    return this.frames.map(({ name, path, place: { file, line, column } }, index) => {
      const isOfCell = this.cells.pathOfFile(file) !== undefined;
      return {
        id: firstId + index,
        name: name || (isOfCell ? 'cell' : '(anonymous)'),
        source: { name: isOfCell ? file : basename(path), path },
        line,
        column,
      };
    });
  }

  /** Whether the student's own code catches the error that is on its way. */
  async catchesError(): Promise<boolean> {
    for (const { place } of this.frames) {
      const text = this.cells.textOfFile(place.file);
      if (text !== undefined && (await this.compiler.isCaught(text, place))) return true;
    }
    return false;
  }

  async scopes(frame: Frame): Promise<DebugProtocol.Scope[]> {
    const { locals, closure, isOfCell } = await this.names(frame);
    const scope = async (name: string, names: string[]): Promise<DebugProtocol.Scope> => {
      const pairs = names.map((local) => `[${JSON.stringify(local)}, () => ${local}]`);
      const call = `globalThis[Symbol.for('${DEBUGGED_SESSION}')].scope([${pairs.join()}], ${isOfCell})`;
      const { value } = await this.connection.evaluate(call, frame.id, { returnByValue: true });
      return { name, variablesReference: value as number, expensive: false };
    };
    const scopes: DebugProtocol.Scope[] = [];
    if (frame.hasThis) locals.unshift('this');
    if (locals.length > 0) scopes.push({ ...(await scope('Locals', locals)), presentationHint: 'locals' });
    if (closure.length > 0) scopes.push(await scope('Closure', closure));
    const variablesReference = await this.connection.ask<number>('notebook', []);
    return [...scopes, { name: 'Globals', variablesReference, expensive: false }];
  }

  /** JavaScript for an expression that stands in the frame. */
  async emit(expression: string, frame: Frame): Promise<string> {
    const { locals, closure } = await this.names(frame);
    return emitExpression(expression, [...locals, ...closure], this.connection, this.compiler);
  }

  /** JavaScript that makes a value of the frame one of the notebook's. */
  assignment(name: string, value: string): string {
    return `globalThis[Symbol.for('${DEBUGGED_SESSION}')].set((${value}), ${JSON.stringify(name)})`;
  }

  /** The names that a frame sees below the notebook's: its function's own, and those of the functions around it. */
  private async names(frame: Frame): Promise<FrameNames> {
    const text = this.cells.textOfFile(frame.place.file);
    const locals: string[] = [];
    const closure: string[] = [];
    let isInside = true;
    for (const scope of frame.scopes) {
      if (!isNameScope(scope)) continue;
      // The cell's own function is the only thing on the first line: its names are the notebook's.
      if (text !== undefined && scope.line === 1) break;
      for (const name of await this.namesOf(scope)) {
        if (locals.includes(name) || closure.includes(name) || isMadeUp(name, text)) continue;
        (isInside ? locals : closure).push(name);
      }
      if (scope.type === 'local') isInside = false;
    }
    return { locals, closure, isOfCell: isInside };
  }

  private async namesOf({ objectId }: PausedScope): Promise<string[]> {
    const { result } = await this.connection.call<{ result: Property[] }>('Runtime.getProperties', {
      objectId,
      ownProperties: true,
    });
    return result
      .map(({ name }) => name)
      .filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  }
}

/** JavaScript for an expression in which `locals` are names of their own and others are the notebook's. */
export async function emitExpression(
  expression: string,
  locals: string[],
  connection: InspectorConnection,
  compiler: RemoteCompiler,
): Promise<string> {
  const outer = await connection.ask<string[]>('defined', []);
  const object = `globalThis[Symbol.for('${DEBUGGED_SESSION}')]`;
  return compiler.frameExpression(expression, { locals, outer, object });
}

function isNameScope({ type }: PausedScope): boolean {
  return ['local', 'block', 'closure', 'catch', 'eval', 'with'].includes(type);
}

/** `$interrupt` and the like, unless the student wrote it. */
function isMadeUp(name: string, text: string | undefined): boolean {
  return name === 'arguments' || (name.startsWith('$') && text !== undefined && !text.includes(name));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

// The breakpoints that front ends have set, by path, and where they stand in the running session.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { RemoteCompiler } from '../compile/remote.js';
import type { LineColumn } from '../compile/debug.js';
import type { DebugCells } from './cells.js';
import type { InspectorConnection } from './connection.js';

export interface Breakpoint {
  id: number;
  place: LineColumn;
  condition?: string;
  /** The condition in the emitted code's names, known from the first time it was reached. */
  emittedCondition?: string;
}

export class Breakpoints {
  private readonly byPath = new Map<string, Breakpoint[]>();
  /** V8's name of a breakpoint in one file -> the breakpoint. */
  private readonly installed = new Map<string, { breakpoint: Breakpoint; path: string; file: string }>();
  /** V8's names of breakpoints on every line of a cell, for a pause. */
  private everywhere: string[] = [];
  private ids = 0;
  /** Changes go one after the other: V8 refuses two breakpoints at one place. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly compiler: RemoteCompiler,
    private readonly cells: DebugCells,
  ) {}

  /** Puts each breakpoint on the line asked for or the next one where the program can stop. */
  set(
    path: string,
    wanted: readonly DebugProtocol.SourceBreakpoint[],
    connection: InspectorConnection | undefined,
  ): Promise<DebugProtocol.Breakpoint[]> {
    return this.inTurn(() => this.setNow(path, wanted, connection));
  }

  private async setNow(
    path: string,
    wanted: readonly DebugProtocol.SourceBreakpoint[],
    connection: InspectorConnection | undefined,
  ): Promise<DebugProtocol.Breakpoint[]> {
    const text = this.cells.text(path);
    const stops = text === undefined ? [] : await this.compiler.stops(text);
    const set: Breakpoint[] = [];
    const answers = wanted.map(({ line, condition }): DebugProtocol.Breakpoint => {
      const place = stops.find((stop) => stop.line >= line) ?? stops.at(-1);
      const same = set.find((other) => other.place.line === place?.line);
      const id = same?.id ?? ++this.ids;
      if (!place)
        return { id, verified: false, line, message: 'no code here at which to stop', source: { path } };
      if (!same) set.push({ id, place, condition: condition || undefined });
      return { id, verified: true, line: place.line, source: { path } };
    });
    if (set.length > 0) this.byPath.set(path, set);
    else this.byPath.delete(path);
    if (connection) {
      await this.remove(path, connection);
      await Promise.all(this.cells.filesOf(path).map((file) => this.installNow(path, file, connection)));
    }
    return answers;
  }

  /** Sets what belongs into `file`, before its code runs. */
  install(path: string, file: string, connection: InspectorConnection): Promise<void> {
    return this.inTurn(() => this.installNow(path, file, connection));
  }

  private async installNow(path: string, file: string, connection: InspectorConnection): Promise<void> {
    const breakpoints = this.byPath.get(path) ?? [];
    await Promise.all(breakpoints.map((breakpoint) => this.installOne(breakpoint, path, file, connection)));
  }

  /** Stops at whatever line of `file` comes next. */
  async stopAnywhere(file: string, connection: InspectorConnection): Promise<void> {
    const stops = await this.compiler.stops(this.cells.textOfFile(file) ?? '');
    await this.inTurn(async () => {
      for (const stop of stops) {
        // Where one of the student's own stands V8 refuses another, and stops as well.
        const v8 = await this.place(file, stop, connection).catch(() => undefined);
        if (v8 !== undefined) this.everywhere.push(v8);
      }
    });
  }

  /** The pause is over. */
  async stopNoMoreAnywhere(connection: InspectorConnection): Promise<void> {
    const set = this.everywhere.splice(0);
    await Promise.all(set.map((v8) => connection.call('Debugger.removeBreakpoint', { breakpointId: v8 })));
  }

  find(v8: string): Breakpoint | undefined {
    return this.installed.get(v8)?.breakpoint;
  }

  /** From now on V8 itself tests the condition. */
  refine(v8: string, condition: string, connection: InspectorConnection): Promise<void> {
    return this.inTurn(() => this.refineNow(v8, condition, connection));
  }

  private async refineNow(v8: string, condition: string, connection: InspectorConnection): Promise<void> {
    const known = this.installed.get(v8);
    if (!known) return;
    known.breakpoint.emittedCondition = condition;
    this.installed.delete(v8);
    await connection.call('Debugger.removeBreakpoint', { breakpointId: v8 });
    await this.installOne(known.breakpoint, known.path, known.file, connection);
  }

  list(): { source: string; breakpoints: { line: number; condition?: string }[] }[] {
    return [...this.byPath].map(([source, breakpoints]) => ({
      source,
      breakpoints: breakpoints.map(({ place: { line }, condition }) => ({
        line,
        ...(condition === undefined ? {} : { condition }),
      })),
    }));
  }

  paths(): string[] {
    return [...this.byPath.keys()];
  }

  /** The session is gone. */
  uninstalled(): void {
    this.installed.clear();
    this.everywhere = [];
    for (const breakpoint of [...this.byPath.values()].flat()) breakpoint.emittedCondition = undefined;
  }

  clear(): void {
    this.uninstalled();
    this.byPath.clear();
  }

  private inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(change);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async installOne(
    breakpoint: Breakpoint,
    path: string,
    file: string,
    connection: InspectorConnection,
  ): Promise<void> {
    const v8 = await this.place(file, breakpoint.place, connection, breakpoint.emittedCondition);
    if (v8 !== undefined) this.installed.set(v8, { breakpoint, path, file });
  }

  private async place(
    file: string,
    place: LineColumn,
    connection: InspectorConnection,
    condition?: string,
  ): Promise<string | undefined> {
    const emitted = this.cells.emitted(file, place);
    if (!emitted) return undefined;
    const { breakpointId } = await connection.call<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
      url: file,
      lineNumber: emitted.line - 1,
      columnNumber: emitted.column - 1,
      condition,
    });
    return breakpointId;
  }

  private async remove(path: string, connection: InspectorConnection): Promise<void> {
    const here = [...this.installed].filter(([, installed]) => installed.path === path);
    for (const [v8] of here) this.installed.delete(v8);
    await Promise.all(here.map(([v8]) => connection.call('Debugger.removeBreakpoint', { breakpointId: v8 })));
  }
}

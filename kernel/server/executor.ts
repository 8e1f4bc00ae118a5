// Runs cells one after the other: compile, run, publish what comes out, reply. After an error what is queued is aborted.
import type { RemoteCompiler } from '../compile/remote.js';
import type { CompiledCell } from '../compile/types.js';
import type { Debugging } from '../debug/index.js';
import { INTERRUPTED, SessionDied } from '../session/host.js';
import type { RunResult } from '../session/protocol.js';
import type { ErrorContent, ExecuteRequest, Header, JsonObject, MimeBundle } from '../wire/messages.js';
import { CompileCache } from './compile-cache.js';
import { compileError, compileWarning, quietNote } from './compile-error.js';
import type { History } from './history.js';
import type { Publisher } from './publisher.js';
import type { Sessions } from './sessions.js';
import { Staleness } from './staleness.js';

export interface ExecutionRequest {
  header: Header;
  metadata: JsonObject;
  content: ExecuteRequest;
  identities: Uint8Array[];
  reply(content: object, metadata?: JsonObject): void;
}

/** The cell that is being run. */
interface Running {
  request: ExecutionRequest;
  execution: number;
  /** The number shown beside the cell. */
  cell: number;
  interrupted: boolean;
  payload: JsonObject[];
}

type Outcome = { error: ErrorContent } | { value?: { data: MimeBundle; metadata: JsonObject } };

/** `name?` asks for a name's documentation, `name??` for its source too. */
const HELP = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)(\?\??)\s*$/u;

export class Executor {
  private readonly queue: ExecutionRequest[] = [];
  private readonly staleness = new Staleness();
  private current?: Running;
  private executionCount = 0;
  private executions = 0;
  private hiddenCells = 0;
  private working = false;
  private readonly cells: CompileCache;

  constructor(
    private readonly compiler: RemoteCompiler,
    private readonly sessions: Sessions,
    private readonly publisher: Publisher,
    private readonly history: History,
    private readonly debugging: Debugging,
  ) {
    this.cells = new CompileCache(compiler);
    sessions.on('died', (reason) => this.sessionDied(reason));
  }

  get running(): Pick<Running, 'request' | 'execution'> | undefined {
    return this.current;
  }

  enqueue(request: ExecutionRequest): void {
    this.queue.push(request);
    if (!this.working) void this.work();
  }

  interrupt(): void {
    if (this.current) this.current.interrupted = true;
    this.sessions.current.interrupt();
  }

  /** What the session wants added to the reply, such as a page to show. */
  addPayload(payload: JsonObject): void {
    this.current?.payload.push(payload);
  }

  private async work(): Promise<void> {
    this.working = true;
    this.sessions.busy();
    for (let request = this.queue.shift(); request; request = this.queue.shift()) {
      await this.execute(request);
    }
    this.working = false;
    this.sessions.idle();
  }

  private abort(request: ExecutionRequest): void {
    this.publisher.status('busy', request.header);
    request.reply({ status: 'aborted', execution_count: this.executionCount });
    this.publisher.status('idle', request.header);
  }

  private async execute(request: ExecutionRequest): Promise<void> {
    const { header, content } = request;
    const stored = content.store_history && !content.silent;
    if (stored) this.executionCount++;
    const cell = this.executionCount;
    const running: Running = { request, execution: ++this.executions, cell, interrupted: false, payload: [] };
    this.current = running;
    this.publisher.begin(running.execution, header, content.silent);
    this.publisher.status('busy', header);
    if (!content.silent)
      this.publisher.publish('execute_input', { code: content.code, execution_count: cell }, header);

    const metadata: JsonObject = {};
    let outcome: Outcome;
    let expressions: JsonObject = {};
    try {
      outcome = await this.outcomeOf(running, stored, metadata);
      if (!('error' in outcome)) expressions = await this.userExpressions(running);
    } catch (error) {
      outcome = { error: failure(error) };
    }
    const failed = 'error' in outcome;
    const reply: JsonObject = { status: failed ? 'error' : 'ok', execution_count: cell };
    if ('error' in outcome) {
      if (!content.silent) this.publisher.publish('error', outcome.error, header);
      Object.assign(reply, outcome.error, { user_expressions: {}, payload: [] });
    } else {
      reply.user_expressions = expressions;
      reply.payload = running.payload;
      if (outcome.value && !content.silent) {
        this.publisher.publish('execute_result', { execution_count: cell, ...outcome.value }, header);
      }
    }
    if (stored) this.history.add(cell, content.code, 'error' in outcome ? null : textOf(outcome.value?.data));
    // Requests that are here before the reply is sent come from someone who did not know of the error.
    if (failed && content.stop_on_error) await new Promise((resolve) => setImmediate(resolve));
    const unaware = failed && content.stop_on_error ? this.queue.splice(0) : [];
    request.reply(reply, metadata);
    this.publisher.status('idle', header);
    this.current = undefined;
    for (const waiting of unaware) this.abort(waiting);
  }

  private async outcomeOf(running: Running, stored: boolean, metadata: JsonObject): Promise<Outcome> {
    const { request, execution } = running;
    const { code: source, allow_stdin: allowInput } = request.content;
    const help = HELP.exec(source);
    if (help) return this.showHelp(running, help[1], help[2] === '??' ? 1 : 0);

    const cellId = typeof request.metadata.cellId === 'string' ? request.metadata.cellId : undefined;
    const compiled = stored ? running.cell : this.hiddenCell();
    const code = await this.cells.compile(source, { cell: compiled, cellId });
    const errors = code.diagnostics.filter(({ category }) => category === 'error');
    if (errors.length > 0) return { error: compileError(errors, running.cell) };
    if (running.interrupted) return { error: INTERRUPTED };
    this.sayQuietly(running, shadowNote(code));
    this.sayQuietly(running, compileWarning(code.diagnostics));

    const result = await this.sessions.current.run(
      { execution, cell: running.cell, cellId, code, allowInput },
      this.debugging.cellStarts(code),
    );
    this.cells.commit(compiled, code, result.published);
    const stale = this.staleness.ran(code, result.published, running.cell);
    metadata.edflab = { stale, shadows: code.shadows };
    return result.ok ? { value: result.value } : { error: result.error };
  }

  private sayQuietly({ execution }: Running, data: MimeBundle | undefined): void {
    if (data) this.publisher.event(execution, { type: 'display', update: false, data, metadata: {} });
  }

  /** Values of expressions that the front end wants to know after the cell: each has its own status. */
  private async userExpressions(running: Running): Promise<JsonObject> {
    const values: JsonObject = {};
    for (const [name, expression] of Object.entries(running.request.content.user_expressions)) {
      const result = await this.evaluateHidden(running, expression);
      values[name] = result.ok
        ? { status: 'ok', data: result.value?.data ?? {}, metadata: result.value?.metadata ?? {} }
        : { status: 'error', ...result.error };
    }
    return values;
  }

  private async evaluateHidden(running: Running, expression: string): Promise<RunResult> {
    const code = await this.cells.compile(expression, { cell: this.hiddenCell() });
    const errors = code.diagnostics.filter(({ category }) => category === 'error');
    if (errors.length > 0) return { ok: false, error: compileError(errors, running.cell), published: [] };
    const { execution, cell } = running;
    return this.sessions.current.run({ execution, cell, code, allowInput: false });
  }

  private async showHelp(running: Running, name: string, detail: 0 | 1): Promise<Outcome> {
    const found = await this.compiler.inspect(name, name.length, detail);
    if (!found) {
      return {
        error: {
          ename: 'NotFound',
          evalue: `nothing is known about ${name}`,
          traceback: [`nothing is known about ${name}`],
        },
      };
    }
    const data = { 'text/plain': found.text, 'text/markdown': found.markdown };
    running.payload.push({ source: 'page', data, start: 0 });
    return {};
  }

  /** A name that a debugger gave a value to: cells may use it from now on. */
  async declare(name: string): Promise<void> {
    await this.compiler.declare(this.hiddenCell(), name);
    this.cells.forget();
  }

  /** Code that has no number on the page is compiled under one that no cell has. */
  private hiddenCell(): number {
    return --this.hiddenCells;
  }

  /** The variables are gone: cells compiled from now on must not see them. */
  private sessionDied(reason: SessionDied): void {
    this.cells.reset();
    this.debugging.sessionDied();
    this.staleness.forget();
    if (!this.current) {
      this.publisher.text('stderr', this.executions, `${sentence(reason)}\n`);
      this.sessions.idle();
    }
  }
}

function shadowNote({ shadows }: CompiledCell): MimeBundle | undefined {
  if (shadows.length === 0) return undefined;
  const names = shadows.map((name) => `\`${name}\``).join(', ');
  return quietNote(
    shadows.length === 1
      ? `From here on ${names} is this cell's own, not the preloaded one.`
      : `From here on ${names} are this cell's own, not the preloaded ones.`,
  );
}

function failure(error: unknown): ErrorContent {
  const ename = error instanceof SessionDied ? 'SessionDied' : 'KernelError';
  const evalue = error instanceof SessionDied ? sentence(error) : String((error as Error)?.stack ?? error);
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

function sentence(reason: SessionDied): string {
  return `The notebook's session ${reason.message}. Its variables are gone; a new one is ready: run the cells again from the top.`;
}

function textOf(data: MimeBundle | undefined): string | null {
  const text = data?.['text/plain'];
  return typeof text === 'string' ? text : null;
}

// The session's end of the debugger, on its guard thread: V8's inspector of the main thread, which answers while that thread is stopped.
// No port is opened, and nothing is attached before somebody debugs.
import { Session, type Debugger } from 'node:inspector';
import type { DebugCommand, DebugReport, PausedFrame } from './protocol.js';

/** `Session.post` for any method, by name. */
type Post = (
  method: string,
  parameters?: object,
  callback?: (error: unknown, result: unknown) => void,
) => void;

export class DebugBridge {
  private session?: Session;
  private readonly urls = new Map<string, string>();
  private paused = false;

  constructor(private readonly report: (report: DebugReport) => void) {}

  handle(command: DebugCommand): void {
    if (command.action === 'attach') this.attach();
    else if (command.action === 'detach') this.detach();
    else this.call(command.id, command.method, command.parameters);
  }

  /** The student's thread stands at a breakpoint. */
  get isStopped(): boolean {
    return this.paused;
  }

  /** Lets an interrupted cell go, wherever it is stopped or about to stop. V8 refuses the second where nothing is. */
  release(): void {
    this.post('Debugger.setSkipAllPauses', { skip: true });
    this.post('Debugger.resume');
  }

  private attach(): void {
    if (this.session) return;
    const session = new Session();
    session.connectToMainThread();
    session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => {
      if (url === '') return;
      this.urls.set(scriptId, url);
      if (url.startsWith('file:')) this.report({ type: 'loaded', url });
    });
    session.on('Debugger.paused', ({ params }) => this.stopped(params));
    session.on('Debugger.resumed', () => {
      this.paused = false;
      this.report({ type: 'resumed' });
    });
    this.session = session;
  }

  private detach(): void {
    if (this.paused) this.post('Debugger.resume');
    this.session?.disconnect();
    this.session = undefined;
    this.paused = false;
    this.urls.clear();
  }

  private call(id: number, method: string, parameters?: object): void {
    if (!this.session) return this.report({ type: 'failure', id, message: 'the debugger is not attached' });
    this.post(method, parameters, (error, result) => {
      if (error) this.report({ type: 'failure', id, message: messageOf(error) });
      else this.report({ type: 'answer', id, result });
    });
  }

  private post(...request: Parameters<Post>): void {
    const { session } = this;
    if (session) (session.post as Post).apply(session, request);
  }

  private stopped(pause: Debugger.PausedEventDataType): void {
    this.paused = true;
    const { description } = (pause.data ?? {}) as { description?: string };
    this.report({
      type: 'paused',
      reason: pause.reason,
      breakpoints: pause.hitBreakpoints ?? [],
      error: description?.split('\n', 1)[0],
      frames: pause.callFrames.map((frame) => this.frame(frame)),
    });
  }

  private frame({
    callFrameId,
    functionName,
    location,
    scopeChain,
    this: self,
  }: Debugger.CallFrame): PausedFrame {
    return {
      id: callFrameId,
      name: functionName,
      url: this.urls.get(location.scriptId) ?? '',
      line: location.lineNumber + 1,
      column: (location.columnNumber ?? 0) + 1,
      hasThis: self.objectId !== undefined && self.className !== 'global',
      scopes: scopeChain.map(({ type, object, startLocation }) => ({
        type,
        objectId: object.objectId ?? '',
        line: startLocation === undefined ? 0 : startLocation.lineNumber + 1,
      })),
    };
  }
}

function messageOf(error: unknown): string {
  return String((error as { message?: unknown }).message ?? error);
}

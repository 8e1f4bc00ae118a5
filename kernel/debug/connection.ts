// V8's debugger of one session, as the kernel calls it.
import { EventEmitter } from 'node:events';
import type { Session } from '../session/host.js';
import { DEBUGGED_SESSION, type DebugReport, type Pause } from './protocol.js';

interface Events {
  paused: [pause: Pause];
  resumed: [];
  loaded: [url: string];
}

/** V8's description of a value. */
export interface RemoteObject {
  type: string;
  value?: unknown;
  unserializableValue?: string;
  description?: string;
  objectId?: string;
}

interface Evaluated {
  result: RemoteObject;
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

export class InspectorConnection extends EventEmitter<Events> {
  private readonly pending = new Map<
    number,
    { resolve(value: unknown): void; reject(reason: Error): void }
  >();
  private calls = 0;
  private closed = false;

  constructor(readonly session: Session) {
    super();
    session.on('debug', this.receive);
    session.once('exit', this.end);
    session.guardCommand({ type: 'debug', command: { action: 'attach' } });
  }

  call<Result = unknown>(method: string, parameters?: object): Promise<Result> {
    if (this.closed) return Promise.reject(new Error('the debugger is not attached'));
    const id = ++this.calls;
    return new Promise<Result>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.session.guardCommand({ type: 'debug', command: { action: 'call', id, method, parameters } });
    });
  }

  /** Evaluates in a stopped frame, or without one at the top. @throws Error what the expression throws */
  async evaluate(expression: string, frame?: string, options: object = {}): Promise<RemoteObject> {
    const evaluated = await (frame === undefined
      ? this.call<Evaluated>('Runtime.evaluate', { expression, ...options })
      : this.call<Evaluated>('Debugger.evaluateOnCallFrame', { callFrameId: frame, expression, ...options }));
    return valueOf(evaluated);
  }

  /** Calls a method of the session's `DebuggedSession`; `self` is handed over as its first parameter. */
  async ask<Value>(method: string, parameters: unknown[], self?: RemoteObject): Promise<Value> {
    const call = `globalThis[Symbol.for('${DEBUGGED_SESSION}')].${method}`;
    const list = parameters.map((parameter) => JSON.stringify(parameter) ?? 'undefined').join();
    const options = { returnByValue: true };
    if (self?.objectId === undefined) {
      const result = await this.evaluate(`${call}(${list})`, undefined, { ...options, disableBreaks: true });
      return result.value as Value;
    }
    const functionDeclaration = `function () { return ${call}(this${list && `, ${list}`}) }`;
    const { objectId } = self;
    const called = await this.call<Evaluated>('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration,
      ...options,
    });
    return valueOf(called).value as Value;
  }

  close(): void {
    if (this.closed) return;
    this.session.guardCommand({ type: 'debug', command: { action: 'detach' } });
    this.end();
  }

  private readonly receive = (report: DebugReport): void => {
    if (report.type === 'paused') this.emit('paused', report);
    else if (report.type === 'resumed') this.emit('resumed');
    else if (report.type === 'loaded') this.emit('loaded', report.url);
    else {
      const waiting = this.pending.get(report.id);
      this.pending.delete(report.id);
      if (report.type === 'answer') waiting?.resolve(report.result);
      else waiting?.reject(new Error(report.message));
    }
  };

  private readonly end = (): void => {
    this.closed = true;
    this.session.off('debug', this.receive);
    this.session.off('exit', this.end);
    this.removeAllListeners();
    for (const { reject } of this.pending.values()) reject(new Error('the session has ended'));
    this.pending.clear();
  };
}

function valueOf({ result, exceptionDetails }: Evaluated): RemoteObject {
  if (!exceptionDetails) return result;
  const { exception, text } = exceptionDetails;
  throw new Error(exception?.description?.split('\n    at ', 1)[0] ?? text);
}

// A debugging front end: requests with their replies, events in their order.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { KernelClient, Message } from '../../kernel/wire/client.js';

export interface Reply<Body> {
  success: boolean;
  message?: string;
  command: string;
  request_seq: number;
  body: Body;
}

export class DebugClient {
  private seq = 0;
  private readonly events: DebugProtocol.Event[] = [];
  private wake = (): void => undefined;

  constructor(private readonly client: KernelClient) {
    client.on('message', (channel, { header, content }: Message) => {
      if (channel !== 'iopub' || header.msg_type !== 'debug_event') return;
      this.events.push(content as unknown as DebugProtocol.Event);
      this.wake();
    });
  }

  async reply<Body = Record<string, unknown>>(
    command: string,
    parameters: object = {},
  ): Promise<Reply<Body>> {
    const request = { type: 'request', seq: ++this.seq, command, arguments: parameters };
    const { content } = await this.client.request('control', 'debug_request', request, { timeout: 10_000 });
    return content as unknown as Reply<Body>;
  }

  /** The reply's body; an unsuccessful one is an error. */
  async ask<Body = Record<string, unknown>>(command: string, parameters: object = {}): Promise<Body> {
    const { success, message, body } = await this.reply<Body>(command, parameters);
    if (!success) throw new Error(message);
    return body;
  }

  /** The next event of this name; those before it are dropped. */
  async event(name: string): Promise<{ [key: string]: unknown }> {
    for (;;) {
      const at = this.events.findIndex(({ event }) => event === name);
      if (at >= 0) return this.events.splice(0, at + 1)[at].body as { [key: string]: unknown };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  get pendingEvents(): string[] {
    return this.events.map(({ event }) => event);
  }

  async start(): Promise<void> {
    await this.ask('initialize', { clientID: 'test', adapterID: 'edflab' });
    await this.ask('attach');
  }

  async leave(): Promise<void> {
    await this.ask('disconnect');
    await this.event('terminated');
  }

  /** Sets breakpoints in the text of a cell; returns the lines on which they came to stand. */
  async breakAt(
    code: string,
    ...breakpoints: (number | DebugProtocol.SourceBreakpoint)[]
  ): Promise<(number | undefined)[]> {
    const { sourcePath: path } = await this.ask<{ sourcePath: string }>('dumpCell', { code });
    const wanted = breakpoints.map((line) => (typeof line === 'number' ? { line } : line));
    const set = await this.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', {
      source: { path },
      breakpoints: wanted,
      sourceModified: false,
    });
    await this.ask('configurationDone');
    return set.breakpoints.map(({ verified, line }) => (verified ? line : undefined));
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    return (await this.ask<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', { threadId: 1 }))
      .stackFrames;
  }

  /** `backward:6` of the innermost frame. */
  async place(): Promise<string> {
    const [{ name, line }] = await this.frames();
    return `${name}:${line}`;
  }

  /** One of `continue, next, stepIn, stepOut`, until it stops again. */
  async step(command: string): Promise<string> {
    await this.ask(command, { threadId: 1 });
    await this.event('stopped');
    return this.place();
  }

  /** Name and value of what a scope of the innermost frame holds. */
  async scope(name: string): Promise<Record<string, string>> {
    const [{ id }] = await this.frames();
    const { scopes } = await this.ask<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId: id });
    const scope = scopes.find((candidate) => candidate.name === name);
    return scope ? this.inside(scope.variablesReference) : {};
  }

  async inside(variablesReference: number): Promise<Record<string, string>> {
    const { variables } = await this.ask<{ variables: DebugProtocol.Variable[] }>('variables', {
      variablesReference,
    });
    return Object.fromEntries(variables.map(({ name: key, value }) => [key, value]));
  }

  async evaluate(expression: string): Promise<{ result: string; type?: string; variablesReference: number }> {
    const [{ id }] = await this.frames();
    return this.ask('evaluate', { expression, frameId: id, context: 'repl' });
  }
}

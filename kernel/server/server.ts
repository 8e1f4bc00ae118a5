// The kernel's protocol side: every request goes to the part that answers it, none is ever blocked by a running cell.
import type { RemoteCompiler } from '../compile/remote.js';
import { Debugging } from '../debug/index.js';
import type { SessionEvent } from '../session/protocol.js';
import { newMessage, type Received } from '../wire/codec.js';
import { PORTS } from '../wire/connection.js';
import type { Message, Requests, RequestType, ShellChannel } from '../wire/messages.js';
import { InvalidRequest, isRequestType, requestContent } from '../wire/requests.js';
import type { KernelSockets } from '../wire/sockets.js';
import { completeReply, inspectReply, isCompleteReply } from './assist.js';
import { Executor } from './executor.js';
import { History } from './history.js';
import { kernelInfo } from './info.js';
import { InputRelay } from './input.js';
import { Publisher } from './publisher.js';
import type { Sessions } from './sessions.js';
import { Usage } from './usage.js';

/** Answered on this channel by this content; undefined when the answer comes later or never. */
type Answer = object | undefined | Promise<object | undefined>;

interface Context {
  channel: ShellChannel;
  identities: Uint8Array[];
  message: Message;
}

type Handlers = { [Type in RequestType]: (content: Requests[Type], context: Context) => Answer };

export interface ServerParts {
  compiler: RemoteCompiler;
  sessions: Sessions;
  /** Ends the process. */
  exit(): void;
}

export class KernelServer {
  private readonly publisher: Publisher;
  private readonly history = new History();
  private readonly usage = new Usage();
  private readonly comms = new Map<string, { target_name: string }>();
  private readonly started: Promise<void>;
  private start!: () => void;
  private debugEvents = 0;
  private parts!: ServerParts;
  private executor!: Executor;
  private input!: InputRelay;
  private debugging!: Debugging;

  constructor(private readonly sockets: KernelSockets) {
    this.publisher = new Publisher(sockets);
    this.started = new Promise((resolve) => (this.start = resolve));
    sockets.listen({ receive: (channel, received) => void this.receive(channel, received) });
  }

  /** The compiler and the session are there: requests that need them are answered from now on. */
  connect(parts: ServerParts): void {
    this.parts = parts;
    this.debugging = new Debugging({
      compiler: parts.compiler,
      session: () => parts.sessions.current,
      publish: (event, body) => this.debugEvent(event, body),
      declare: (name) => this.executor.declare(name),
    });
    this.executor = new Executor(
      parts.compiler,
      parts.sessions,
      this.publisher,
      this.history,
      this.debugging,
    );
    this.input = new InputRelay(this.sockets, this.executor, parts.sessions);
    parts.sessions.on('text', (name, execution, text) => this.publisher.text(name, execution, text));
    parts.sessions.on('event', (execution, event) => this.sessionEvent(execution, event));
    parts.sessions.on('died', () => this.closeComms());
    this.start();
  }

  async interrupt(): Promise<void> {
    await this.started;
    this.executor.interrupt();
  }

  private readonly handlers: Handlers = {
    kernel_info_request: () => kernelInfo(),
    connect_request: () => ({
      status: 'ok',
      ...Object.fromEntries(PORTS.map((port) => [port, this.sockets.connection[port]])),
    }),
    execute_request: (content, { message, identities, channel }) => {
      this.executor.enqueue({
        header: message.header,
        metadata: message.metadata,
        content,
        identities,
        reply: (reply, metadata) => this.reply({ channel, identities, message }, reply, metadata),
      });
      return undefined;
    },
    complete_request: (content) => completeReply(this.parts.compiler, content),
    inspect_request: (content) => inspectReply(this.parts.compiler, content),
    is_complete_request: (content) => isCompleteReply(this.parts.compiler, content),
    history_request: (content) => ({ status: 'ok', history: this.history.query(content) }),
    comm_info_request: ({ target_name: target }) => {
      const known = [...this.comms].filter(([, comm]) => target === '' || comm.target_name === target);
      return { status: 'ok', comms: Object.fromEntries(known) };
    },
    comm_open: (content, { message }) => {
      this.comms.set(content.comm_id, { target_name: content.target_name });
      const { comm_id: id, target_name: target, data } = content;
      this.toSession({ action: 'open', id, target, data, ...attachments(message) });
      return undefined;
    },
    comm_msg: ({ comm_id: id, data }, { message }) => {
      this.toSession({ action: 'message', id, data, ...attachments(message) });
      return undefined;
    },
    comm_close: ({ comm_id: id, data }, { message }) => {
      this.comms.delete(id);
      this.toSession({ action: 'close', id, data, ...attachments(message) });
      return undefined;
    },
    interrupt_request: () => {
      this.executor.interrupt();
      return { status: 'ok' };
    },
    shutdown_request: ({ restart }, context) => {
      const content = { status: 'ok', restart };
      this.reply(context, content);
      // Other clients learn of it here.
      this.publisher.publish('shutdown_reply', content, context.message.header);
      this.publisher.status('idle', context.message.header);
      this.parts.exit();
      return undefined;
    },
    debug_request: (content) => this.debugging.answer(content),
    usage_request: () => {
      const { compiler, sessions } = this.parts;
      return this.usage.report([
        ...sessions.processes,
        ...(compiler.pid === undefined ? [] : [compiler.pid]),
      ]);
    },
    input_reply: ({ value }) => {
      this.input.reply(value);
      return undefined;
    },
  };

  private async receive(channel: ShellChannel, { identities, message }: Received): Promise<void> {
    const context = { channel, identities, message };
    const type = message.header.msg_type;
    // A request of an unknown kind is refused: whoever waits for its reply must not wait for ever.
    if (!isRequestType(type) && !type.endsWith('_request')) return;
    // Executions say busy when their turn comes, and answers to questions are no requests.
    const quiet = type === 'execute_request' || type === 'input_reply';
    if (!quiet) this.publisher.status('busy', message.header);
    let answer: object | undefined;
    try {
      if (!isRequestType(type)) throw new InvalidRequest(`this kernel does not answer ${type}`);
      if (type !== 'kernel_info_request' && type !== 'connect_request') await this.started;
      answer = await this.answer(type, context);
    } catch (error) {
      const evalue =
        error instanceof InvalidRequest ? error.message : String((error as Error).stack ?? error);
      const ename = error instanceof InvalidRequest ? 'InvalidRequest' : 'KernelError';
      answer = { status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
    if (answer) this.reply(context, answer);
    if (!quiet && type !== 'shutdown_request') {
      this.publisher.status('idle', message.header);
      // The page shows the last status it saw: it must not look idle while a cell runs.
      const running = this.executor?.running;
      if (running && type !== 'debug_request') this.publisher.status('busy', running.request.header);
    }
  }

  private answer<Type extends RequestType>(type: Type, context: Context): Answer {
    return this.handlers[type](requestContent(type, context.message), context);
  }

  private reply(
    { channel, identities, message }: Context,
    content: object,
    metadata: Record<string, unknown> = {},
  ): void {
    const type = message.header.msg_type.replace(/_request$/, '_reply');
    if (!type.endsWith('_reply')) return;
    const reply = newMessage(type, content, {
      session: this.sockets.session,
      parent: message.header,
      metadata,
    });
    this.sockets.send(channel, identities, reply);
  }

  private sessionEvent(execution: number, event: SessionEvent): void {
    if (event.type === 'input') return this.input.ask(execution, event);
    if (event.type === 'comm') {
      if (event.event.action === 'open') this.comms.set(event.event.id, { target_name: event.event.target });
      if (event.event.action === 'close') this.comms.delete(event.event.id);
    }
    this.publisher.event(execution, event);
  }

  private debugEvent(event: string, body: object = {}): void {
    const content = { seq: ++this.debugEvents, type: 'event', event, body };
    // No cell's own: front ends list the variables again after each message that is.
    this.publisher.publish('debug_event', content, {});
  }

  private toSession(event: (SessionEvent & { type: 'comm' })['event']): void {
    this.parts.sessions.current.command({ type: 'comm', event });
  }

  /** A session that is gone answers on no line any more. */
  private closeComms(): void {
    for (const id of this.comms.keys()) this.publisher.publish('comm_close', { comm_id: id, data: {} }, {});
    this.comms.clear();
  }
}

function attachments({ metadata, buffers }: Message): Pick<Message, 'metadata' | 'buffers'> {
  return { metadata, buffers };
}

// Questions of the running cell to the person at the front end, over the stdin channel.
import type { SessionEvent } from '../session/protocol.js';
import { newMessage } from '../wire/codec.js';
import type { KernelSockets } from '../wire/sockets.js';
import type { Executor } from './executor.js';
import type { Sessions } from './sessions.js';

export class InputRelay {
  /** The questions that wait for an answer, in the order in which they were asked. */
  private readonly open: { execution: number; blocking: boolean }[] = [];

  constructor(
    private readonly sockets: KernelSockets,
    private readonly executor: Executor,
    private readonly sessions: Sessions,
  ) {}

  ask(execution: number, { prompt, password, blocking }: SessionEvent & { type: 'input' }): void {
    const running = this.executor.running;
    // A callback of a cell that has ended has nobody to ask: its front end waits no more.
    if (running?.execution !== execution || !running.request.content.allow_stdin)
      return this.answer(blocking, null);
    this.open.push({ execution, blocking });
    const { header, identities } = running.request;
    const request = newMessage(
      'input_request',
      { prompt, password },
      { session: this.sockets.session, parent: header },
    );
    this.sockets.send('stdin', identities, request);
  }

  reply(value: string): void {
    // Questions of cells that were interrupted are answered by nobody.
    while (this.open.length > 0 && this.open[0].execution !== this.executor.running?.execution)
      this.open.shift();
    const question = this.open.shift();
    if (question) this.answer(question.blocking, value);
  }

  private answer(blocking: boolean, value: string | null): void {
    const session = this.sessions.current;
    if (blocking) session.guardCommand({ type: 'input', value });
    else session.command({ type: 'input', value });
  }
}

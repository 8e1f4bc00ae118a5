// iopub: what the session says, under the header of the request it belongs to, however late it comes.
import type { SessionEvent } from '../session/protocol.js';
import type { ExecutionState, Header, ParentHeader } from '../wire/messages.js';
import type { KernelSockets } from '../wire/sockets.js';

/** Cells whose late output still finds its way. */
const REMEMBERED = 10_000;

interface Origin {
  header: Header;
  silent: boolean;
}

export class Publisher {
  private readonly origins = new Map<number, Origin>();

  constructor(private readonly sockets: KernelSockets) {}

  /** Output of `execution` belongs to the request with this header from now on. */
  begin(execution: number, header: Header, silent: boolean): void {
    this.origins.set(execution, { header, silent });
    if (this.origins.size > REMEMBERED) this.origins.delete(this.origins.keys().next().value!);
  }

  status(state: ExecutionState, parent: ParentHeader): void {
    this.publish('status', { execution_state: state }, parent);
  }

  publish(type: string, content: object, parent: ParentHeader): void {
    this.sockets.publish(type, content, parent);
  }

  text(name: 'stdout' | 'stderr', execution: number, text: string): void {
    this.output('stream', { name, text }, execution);
  }

  event(execution: number, event: SessionEvent): void {
    switch (event.type) {
      case 'display': {
        const content = { data: event.data, metadata: event.metadata, transient: { display_id: event.id } };
        return this.output(event.update ? 'update_display_data' : 'display_data', content, execution);
      }
      case 'clear':
        return this.output('clear_output', { wait: event.wait }, execution);
      case 'background-error':
        return this.output('error', event.error, execution);
      case 'comm':
        return this.comm(execution, event.event);
    }
  }

  private comm(execution: number, event: (SessionEvent & { type: 'comm' })['event']): void {
    const type = { open: 'comm_open', message: 'comm_msg', close: 'comm_close' }[event.action];
    const target = event.action === 'open' ? { target_name: event.target } : {};
    const parent = this.origins.get(execution)?.header ?? {};
    const { metadata, buffers } = event;
    this.sockets.publish(type, { comm_id: event.id, data: event.data, ...target }, parent, {
      metadata,
      buffers,
    });
  }

  private output(type: string, content: object, execution: number): void {
    const origin = this.origins.get(execution);
    if (!origin?.silent) this.publish(type, content, origin?.header ?? {});
  }
}

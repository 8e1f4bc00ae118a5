// The line from the student's side (display, input, comms) to the kernel. Without a session, as in a test of a
// program of one's own, displays are printed as text.
import type { SessionEvent } from './protocol.js';

export interface SessionChannel {
  /** `execution` is the run the event belongs to: the current one by default. */
  send(event: SessionEvent, execution?: number): void;
  /** Sends a blocking question and sleeps until its answer is there. */
  ask(event: SessionEvent & { type: 'input' }): string | null;
}

let channel: SessionChannel = {
  send(event) {
    if (event.type === 'display')
      console.log(event.data['text/plain'] ?? `[${Object.keys(event.data).join(', ')}]`);
  },
  ask: () => null,
};

export function connectChannel(to: SessionChannel): void {
  channel = to;
}

export function sessionChannel(): SessionChannel {
  return channel;
}

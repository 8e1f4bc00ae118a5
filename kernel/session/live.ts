// A display that changes often. It is sent at most every 100 ms, and what was held back goes before its cell ends.
import { randomUUID } from 'node:crypto';
import type { MimeBundle } from '../wire/messages.js';
import { sessionChannel } from './channel.js';
import { currentCell } from './context.js';
import { wireBundle } from './mime.js';
import { hold, release } from './pending.js';

const INTERVAL_MS = 100;

export class LiveDisplay {
  private shown = false;
  private lastSent = -Infinity;
  private render?: () => MimeBundle;
  private timer?: NodeJS.Timeout;
  /** A plot updated from another cell stays in the cell that made it. */
  private readonly execution = currentCell().execution;

  constructor(readonly id: string = randomUUID()) {}

  /** Shows what `render` returns, now or soon; of several renderings held back only the last is made. */
  update(render: () => MimeBundle): void {
    this.render = render;
    if (performance.now() - this.lastSent >= INTERVAL_MS) return this.flush();
    hold(this);
    this.timer ??= setTimeout(() => this.flush(), INTERVAL_MS).unref();
  }

  flush(): void {
    release(this);
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.render) return;
    const data = wireBundle(this.render());
    this.render = undefined;
    this.lastSent = performance.now();
    const event = { type: 'display', update: this.shown, id: this.id, data, metadata: {} } as const;
    sessionChannel().send(event, this.execution);
    this.shown = true;
  }
}

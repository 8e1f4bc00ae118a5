// The running session and a spare one, so that a session that dies is replaced at once.
import { EventEmitter } from 'node:events';
import { Session, SessionDied, type SessionEvents, type SessionOptions } from '../session/host.js';

/** The spare starts when the kernel has had nothing to do for so long. */
const SPARE_AFTER_MS = 1500;
/** Where sessions cannot live, no more than so many are tried between two cells. */
const MAX_SPARES = 3;

interface Events extends Omit<SessionEvents, 'exit'> {
  /** The running session is gone; the next one takes its place. */
  died: [reason: SessionDied];
}

export class Sessions extends EventEmitter<Events> {
  private session?: Session;
  private spare?: Session;
  private timer?: NodeJS.Timeout;
  private isIdle = false;
  private spares = 0;
  private closed = false;

  constructor(private readonly options: SessionOptions) {
    super();
  }

  /** The session that runs cells; a new one where there is none. */
  get current(): Session {
    return (this.session ??= this.adopt(this.takeSpare() ?? new Session(this.options)));
  }

  /** The processes of the running session and of the spare one. */
  get processes(): number[] {
    return [this.session?.pid, this.spare?.pid].filter((pid) => pid !== undefined);
  }

  /** Call it when a cell has ended: the spare is started in the pause after it. */
  idle(): void {
    this.isIdle = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.startSpare(), SPARE_AFTER_MS);
    this.timer.unref();
  }

  busy(): void {
    this.isIdle = false;
    this.spares = 0;
    clearTimeout(this.timer);
  }

  /** Ends the running session: the next cell runs in another one. */
  abandon(reason: string): void {
    const { session } = this;
    this.session = undefined;
    session?.kill(reason);
    this.emit('died', new SessionDied(reason));
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.session?.kill();
    this.spare?.kill();
  }

  private adopt(session: Session): Session {
    session.on('text', (...text) => this.emit('text', ...text));
    session.on('event', (...event) => this.emit('event', ...event));
    session.once('exit', (reason) => {
      if (this.session !== session) return;
      this.session = undefined;
      if (!this.closed) this.emit('died', reason);
    });
    return session;
  }

  private takeSpare(): Session | undefined {
    const { spare } = this;
    this.spare = undefined;
    return spare;
  }

  private startSpare(): void {
    if (this.spare || this.closed) return;
    const spare = new Session(this.options);
    this.spare = spare;
    this.spares++;
    spare.once('exit', () => {
      if (this.spare !== spare) return;
      this.spare = undefined;
      if (this.isIdle && this.spares < MAX_SPARES) this.idle();
    });
  }
}

// Interrupts for code that the platform cannot stop: compiled loops read a flag, and its slow path asks whose code is running.
// A flag per cell would not do: a function of cell 3 that cell 10 calls must live on after cell 9 was interrupted.
import type { Run } from './evaluate.js';

export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('The cell was interrupted.');
  }
}

/** Asks the session to stop its running cell, from any thread: `flag` is the session's interrupt flag. */
export function requestInterrupt(flag: SharedArrayBuffer): void {
  const words = new Int32Array(flag);
  Atomics.add(words, 1, 1);
  Atomics.store(words, 0, 1);
}

export class Interruption {
  /** [0]: some run is interrupted, loops must ask `check`. [1]: number of interrupts requested so far. */
  readonly flag: Int32Array;
  private taken = 0;
  private running: { run: Run; stop: (reason: Interrupted) => void } | undefined;
  /** Runs whose code may still be alive somewhere. Weak: a run that no pending promise or timer holds is over. */
  private readonly live = new Set<WeakRef<Run>>();
  private readonly over = new FinalizationRegistry<WeakRef<Run>>((reference) => {
    this.live.delete(reference);
    this.lower();
  });

  constructor(
    buffer: SharedArrayBuffer,
    private readonly currentRun: () => Run | undefined,
  ) {
    this.flag = new Int32Array(buffer);
  }

  /** The promise rejects when the run is interrupted. */
  begin(run: Run): Promise<never> {
    // A request that came while nothing ran has found what it could find.
    this.take();
    const reference = new WeakRef(run);
    this.live.add(reference);
    this.over.register(run, reference);
    const stopped = new Promise<never>((_resolve, reject) => {
      this.running = { run, stop: reject };
    });
    stopped.catch(() => undefined);
    return stopped;
  }

  end(run: Run): void {
    this.take();
    if (this.running?.run === run) this.running = undefined;
    this.lower();
  }

  request(): void {
    requestInterrupt(this.flag.buffer as SharedArrayBuffer);
    this.take();
  }

  /** The slow path of a loop's check. */
  readonly check = (): void => {
    this.take();
    if (this.currentRun()?.interrupted === true) throw new Interrupted();
  };

  /** A request means the running cell; with none running, whatever earlier cells left behind. */
  private take(): void {
    const requested = Atomics.load(this.flag, 1);
    if (requested === this.taken) return;
    this.taken = requested;
    if (this.running !== undefined) {
      this.running.run.interrupted = true;
      this.running.stop(new Interrupted());
    } else {
      for (const reference of this.live) {
        const run = reference.deref();
        if (run !== undefined) run.interrupted = true;
      }
    }
  }

  /** Loops run at full speed again once no interrupted code is left. */
  private lower(): void {
    if (this.flag[0] === 0 || Atomics.load(this.flag, 1) !== this.taken) return;
    for (const reference of this.live) if (reference.deref()?.interrupted === true) return;
    Atomics.store(this.flag, 0, 0);
  }
}

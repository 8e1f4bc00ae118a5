/** How far a batch is: one line on standard error that is rewritten on a terminal, or now and then a line in a log. */
import { stderr } from 'node:process';

const secondsBetweenLines = 10;

export class BatchProgress {
  #start = performance.now();
  #done = 0;
  #kept = 0;
  #lastLine = performance.now();

  constructor(readonly total: number) {}

  /** From here on it is grading that takes the time. */
  begin(): void {
    this.#start = performance.now();
  }

  get done(): number {
    return this.#done;
  }

  /** @param kept it was there already: it says nothing about how fast grading goes */
  advance(kept: boolean): void {
    this.#done++;
    if (kept) this.#kept++;
    if (stderr.isTTY) stderr.write(`\r\u001b[K${this.#line()}`);
    else if (performance.now() - this.#lastLine > secondsBetweenLines * 1000) {
      this.#lastLine = performance.now();
      stderr.write(`${this.#line()}\n`);
    }
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (stderr.isTTY) stderr.write('\r\u001b[K');
  }

  #line(): string {
    const minutes = (performance.now() - this.#start) / 60_000;
    const graded = this.#done - this.#kept;
    if (graded === 0) return `${this.#done} of ${this.total}`;
    const rate = graded / minutes;
    const seconds = Math.round(((this.total - this.#done) / rate) * 60);
    const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    return `${this.#done} of ${this.total}   ${rate.toFixed(0)} a minute   ${left} left`;
  }
}

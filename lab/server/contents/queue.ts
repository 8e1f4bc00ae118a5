/** Runs what touches the same path one after the other, in the order asked; different paths do not wait. */
export class PathQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(paths: string | readonly string[], work: () => Promise<T>): Promise<T> {
    const keys = [...new Set([paths].flat())];
    const before = Promise.allSettled(keys.map((key) => this.#tails.get(key)));
    const result = before.then(work);
    const tail = result.catch(() => undefined);
    for (const key of keys) this.#tails.set(key, tail);
    void tail.then(() => {
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }
}

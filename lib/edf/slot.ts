// The array behind a node's `value` or `grad`; its memory goes from step to step for as long as nobody can tell.
import { type DType, NDArray } from '../array/index.js';
import { allocateUnset, recycle } from '../array/scrap.js';

/**
 * Holds one array. Once somebody outside has read it or put it there it is *shared*, and the library never writes to it again:
 * a `const before = p.value` is not changed by `SGD()`, and a node that only the library reads costs no memory per step.
 */
export class Slot {
  #array: NDArray | null = null;
  #shared = false;

  /** The array for the library's own eyes: do not keep it, it may be overwritten in the next step. */
  get peek(): NDArray | null {
    return this.#array;
  }

  /** The array for anybody: from now on it stays as it is. */
  share(): NDArray | null {
    this.#shared = true;
    return this.#array;
  }

  /** Puts an array in that somebody else may hold. */
  put(array: NDArray): void {
    this.#array = array;
    this.#shared = true;
  }

  /** Puts a fresh array in that nobody else holds. */
  own(array: NDArray): void {
    this.#array = array;
    this.#shared = false;
  }

  /** Empties the slot. Memory that nobody else holds is there for the next array of the same size. */
  discard(): void {
    if (this.#array && !this.#shared) recycle(this.#array.data);
    this.#array = null;
  }

  /** Puts a new array in, whose numbers are arbitrary. */
  renew(shape: readonly number[], dtype: DType): NDArray {
    this.discard();
    const size = shape.reduce((product, length) => product * length, 1);
    const fresh = new NDArray(allocateUnset(dtype, size), shape);
    this.own(fresh);
    return fresh;
  }

  /** The array, first replaced by a copy if somebody else holds it. */
  writable(): NDArray | null {
    if (this.#array && this.#shared) this.own(this.#array.copy());
    return this.#array;
  }
}

// The array behind a node's `value` or `grad`, reused from step to step for as long as nobody can tell.
import { type DType, NDArray, np, sameShape } from '../array/index.js';

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

  /** The array if it may be written to and has this shape and dtype, else a new one in its place. Its numbers are arbitrary. */
  reuse(shape: readonly number[], dtype: DType): NDArray {
    const array = this.#array;
    if (array && !this.#shared && array.dtype === dtype && sameShape(array.shape, shape)) return array;
    const fresh = np.zeros([...shape], { dtype });
    this.own(fresh);
    return fresh;
  }

  /** The array, first replaced by a copy if somebody else holds it. */
  writable(): NDArray | null {
    if (this.#array && this.#shared) this.own(this.#array.copy());
    return this.#array;
  }
}

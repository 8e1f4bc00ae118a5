// The array behind a node's `value` or `grad`; its memory goes from step to step for as long as nobody can tell.
import { type DType, NDArray } from '../array/index.js';
import { allocateUnset, recycle } from '../array/scrap.js';
import { type FloatArray, residentCopy } from '../wasm/index.js';

/** An array moves to memory of its own, which is worth some uses, when it has been used this often as it is. */
const SETTLES_AFTER = 50;

/**
 * Holds one array. Once somebody outside has read it or put it there it is *shared*, and the library never writes to it again:
 * a `const before = p.value` is not changed by `SGD()`, and a node that only the library reads costs no memory per step.
 */
export class Slot {
  #array: NDArray | null = null;
  #shared = false;
  /** How often the array was used as a whole; Infinity when it has settled. */
  #uses = 0;

  /** The array for the library's own eyes: do not keep it, it may be overwritten in the next step. */
  get peek(): NDArray | null {
    return this.#array;
  }

  /** The array for anybody: from now on it stays as it is. */
  share(): NDArray | null {
    if (this.#uses === Infinity) this.own(this.#array!.copy());
    this.#shared = true;
    return this.#array;
  }

  /** Puts an array in that somebody else may hold. */
  put(array: NDArray): void {
    this.own(array);
    this.#shared = true;
  }

  /** Puts a fresh array in that nobody else holds. */
  own(array: NDArray): void {
    this.#array = array;
    this.#shared = false;
    this.#uses = 0;
  }

  /**
   * To be called before each product of a single row with a matrix, which takes no longer than the copying of the matrix: after
   * some of them the matrix moves to where kernels read it in place, until somebody outside reads it.
   */
  settle(): void {
    if (this.#shared || ++this.#uses !== SETTLES_AFTER) return;
    const { shape, data, dtype } = this.#array!;
    if (dtype !== 'float32' && dtype !== 'float64') return;
    this.own(new NDArray(residentCopy(data as FloatArray), shape));
    this.#uses = Infinity;
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

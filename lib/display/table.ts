// How a notebook shows an array.
import type { NDArray } from '../array/ndarray.js';

/** One value in several formats, by MIME type: what a notebook's output area chooses from. */
export type MimeBundle = Record<string, unknown>;

export function arrayBundle(x: NDArray): MimeBundle {
  return { 'text/plain': x.toString() };
}

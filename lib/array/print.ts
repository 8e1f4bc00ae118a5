// Printing as NumPy prints.
import type { NDArray } from './ndarray.js';

export function formatArray(x: NDArray): string {
  return `array(${JSON.stringify(x.tolist())})`;
}

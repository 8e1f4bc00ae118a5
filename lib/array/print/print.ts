// Printing as NumPy prints: nested brackets, aligned columns, `...` in arrays of more than 1000 elements.
import { formatShape } from '../shape.js';
import type { NDArray } from '../ndarray.js';
import { alignedWords } from './words.js';

const LINE_WIDTH = 75;
const THRESHOLD = 1000;
const EDGE = 3;

/** `array([[1., 2.], [3., 4.]])`, with the dtype where NumPy shows it: everywhere but for float64 and bool. */
export function formatArray(x: NDArray): string {
  const showDtype = x.size === 0 || x.dtype === 'float32' || x.dtype === 'int32';
  const body = x.size === 0 ? emptyBody(x) : formatBody(x);
  const text = `array(${body}${showDtype ? ',' : ')'}`;
  if (!showDtype) return text;
  const dtype = `dtype=${x.dtype})`;
  const lastLine = text.length - (text.lastIndexOf('\n') + 1);
  return lastLine + dtype.length + 1 > LINE_WIDTH ? `${text}\n      ${dtype}` : `${text} ${dtype}`;
}

function emptyBody(x: NDArray): string {
  return x.ndim === 1 ? '[]' : `[], shape=${formatShape(x.shape)}`;
}

function formatBody(x: NDArray): string {
  const shown = shownIndices(x);
  const words = alignedWords(shownValues(x, shown), x.dtype, x.ndim === 0);
  if (x.ndim === 0) return words[0];
  let next = 0;
  const nested = (axis: number, margin: string, room: number): string => {
    const indices = shown[axis];
    if (axis === x.ndim - 1) {
      const items = indices.map((index) => (index === null ? '...' : words[next++]));
      return `[${wrap(items, margin, room - 1).slice(margin.length)}]`;
    }
    const between = ',' + '\n'.repeat(x.ndim - axis - 1);
    const parts = indices.map(
      (index) => margin + (index === null ? '...' : nested(axis + 1, `${margin} `, room - 1)),
    );
    return `[${parts.join(between).slice(margin.length)}]`;
  };
  return nested(0, ' '.repeat('array(['.length), LINE_WIDTH - 1);
}

/** The indices to be shown along each axis; null stands for `...`. */
function shownIndices(x: NDArray): (number | null)[][] {
  return x.shape.map((length) => {
    if (x.size <= THRESHOLD || length <= 2 * EDGE) return Array.from({ length }, (_, i) => i);
    return [0, 1, 2, null, length - 3, length - 2, length - 1];
  });
}

function shownValues(x: NDArray, shown: readonly (number | null)[][]): number[] {
  const values: number[] = [];
  const walk = (axis: number, at: number): void => {
    if (axis === x.ndim) values.push(x.data[at]);
    else for (const index of shown[axis]) if (index !== null) walk(axis + 1, at + index * x.stride[axis]);
  };
  walk(0, x.offset);
  return values;
}

/** Fills lines of at most `room` characters, each after `margin`. */
function wrap(words: readonly string[], margin: string, room: number): string {
  let text = '';
  let line = margin;
  words.forEach((word, i) => {
    if (line.length + word.length > room && line.length > margin.length) {
      text += `${line.trimEnd()}\n`;
      line = margin;
    }
    line += i < words.length - 1 ? `${word}, ` : word;
  });
  return text + line;
}

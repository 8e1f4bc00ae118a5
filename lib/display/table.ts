// An array in a notebook: a table with its shape and dtype, elided in the middle; and its printed form for everywhere else.
import type { NDArray } from '../array/ndarray.js';
import { alignedWords } from '../array/print/words.js';
import { formatShape } from '../array/shape.js';
import type { MimeBundle } from './bundle.js';

const MOST = 12;
const EDGE = 5;
const MOST_SLICES = 3;

/** Text for every array; a table where there is something to tabulate. */
export function arrayBundle(x: NDArray): MimeBundle {
  const plain = x.toString();
  return x.ndim === 0 || x.size === 0
    ? { 'text/plain': plain }
    : { 'text/plain': plain, 'text/html': arrayTable(x) };
}

/** A vector is one row, a matrix a table, and of more axes the first few matrices are shown under their indices. */
function arrayTable(x: NDArray): string {
  const caption = `${x.dtype}, shape ${formatShape(x.shape)}`;
  if (x.ndim <= 2) return table(x.ndim === 1 ? x.expandDims(0) : x, caption, x.ndim === 2);
  const [height, width] = x.shape.slice(-2);
  const matrices = x.reshape([-1, height, width]);
  const shown = Math.min(matrices.length, MOST_SLICES);
  const tables = Array.from({ length: shown }, (_, i) =>
    table(matrices.pick(i), `[${leadingIndex(i, x.shape)}, :, :]`, true),
  );
  const rest =
    matrices.length > shown
      ? `<p><small>and ${matrices.length - shown} more of shape ${formatShape([height, width])}</small></p>`
      : '';
  return `<div><p><small>${caption}</small></p>${tables.join('')}${rest}</div>`;
}

function leadingIndex(flat: number, shape: readonly number[]): string {
  const index: number[] = [];
  let rest = flat;
  for (const length of shape.slice(0, -2).reverse()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index.join(', ');
}

function table(x: NDArray, caption: string, numberRows: boolean): string {
  const rows = shownIndices(x.shape[0]);
  const columns = shownIndices(x.shape[1]);
  const values = rows.flatMap((r) => columns.flatMap((c) => (r === null || c === null ? [] : [x.get(r, c)])));
  const words = alignedWords(values, x.dtype, false);
  let next = 0;
  // A number is not broken at the minus of its exponent.
  const cell = words.some((word) => word.includes('e-')) ? '<td style="white-space: nowrap">' : '<td>';
  const head = columns.map((c) => `<th>${c ?? '…'}</th>`).join('');
  const body = rows.map((r) => {
    const cells = columns.map(
      (c) => `${cell}${r === null ? '⋮' : c === null ? '…' : words[next++].trim()}</td>`,
    );
    return `<tr>${numberRows ? `<th>${r ?? '⋮'}</th>` : ''}${cells.join('')}</tr>`;
  });
  const corner = numberRows ? '<th></th>' : '';
  return (
    `<table style="font-variant-numeric: tabular-nums"><caption style="white-space: nowrap">${caption}</caption>` +
    `<thead><tr>${corner}${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
  );
}

/** All indices of a short axis, the two ends of a long one with null between them. */
function shownIndices(length: number): (number | null)[] {
  if (length <= MOST) return Array.from({ length }, (_, i) => i);
  const ends = Array.from({ length: EDGE }, (_, i) => i);
  return [...ends, null, ...ends.map((i) => length - EDGE + i)];
}

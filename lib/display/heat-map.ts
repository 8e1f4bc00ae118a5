// A matrix as coloured cells with their numbers: a confusion matrix, a Jacobian.
import { type ArrayLike, asArray } from '../array/convert.js';
import { formatShape } from '../array/shape.js';
import { Picture } from './bundle.js';
import { escapeHtml } from './escape.js';
import { blueWhiteRed } from './image.js';

export interface HeatMapOptions {
  /** Names of the rows and of the columns; default: their indices. */
  rows?: readonly string[];
  columns?: readonly string[];
  title?: string;
}

const MOST_CELLS = 64;
const CELL = { width: 46, height: 26 };
const MARGIN = { left: 90, top: 46 };

/**
 * A matrix drawn as cells from blue (negative) over white (0) to red (positive), each with its number.
 * @throws RangeError for anything but a matrix of at most 64 rows and columns
 * @example
 * heatMap(jacobian, { title: 'Jacobian of softmax' });
 */
export function heatMap(matrix: ArrayLike, options: HeatMapOptions = {}): Picture {
  const x = asArray(matrix, 'heatMap');
  const [rows, columns] = x.shape;
  if (x.ndim !== 2 || x.size === 0 || rows > MOST_CELLS || columns > MOST_CELLS) {
    throw new RangeError(
      `heatMap: expected a matrix of at most ${MOST_CELLS} rows and columns, got shape ${formatShape(x.shape)}; hint: image(x, { colors: 'diverging' }) draws large ones`,
    );
  }
  const rowNames = names(options.rows, rows, 'rows');
  const columnNames = names(options.columns, columns, 'columns');
  const values = x.ravel().copy();
  const largest = Math.max(...Array.from(values.data, Math.abs).filter(Number.isFinite), 0) || 1;
  const write = cellFormat(largest, x.dtype === 'int32' || x.dtype === 'bool');
  const cells = Array.from(values.data, (value, n) => {
    const [i, j] = [Math.floor(n / columns), n % columns];
    const left = MARGIN.left + j * CELL.width;
    const top = MARGIN.top + i * CELL.height;
    const fill = Number.isFinite(value)
      ? `rgb(${blueWhiteRed(127.5 * (1 + value / largest)).join(',')})`
      : '#888';
    const ink = Math.abs(value) > 0.6 * largest ? '#fff' : '#000';
    return (
      `<rect x="${left}" y="${top}" width="${CELL.width}" height="${CELL.height}" fill="${fill}"/>` +
      text(left + CELL.width / 2, top + 17, write(value), 'middle', ink)
    );
  });
  const labels = [
    ...rowNames.map((name, i) => text(MARGIN.left - 6, MARGIN.top + i * CELL.height + 17, name, 'end')),
    ...columnNames.map((name, j) =>
      text(MARGIN.left + (j + 0.5) * CELL.width, MARGIN.top - 7, name, 'middle'),
    ),
    text(MARGIN.left, 16, options.title ?? `${x.dtype}, shape ${formatShape(x.shape)}`, 'start'),
  ];
  const size = [MARGIN.left + columns * CELL.width + 4, MARGIN.top + rows * CELL.height + 4];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(' ')}" ` +
    `font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>${labels.join('')}${cells.join('')}</svg>`;
  return new Picture({
    'text/plain': (options.title ? `${options.title}\n` : '') + x.toString(),
    'image/svg+xml': svg,
  });
}

function names(given: readonly string[] | undefined, count: number, which: string): readonly string[] {
  if (given === undefined) return Array.from({ length: count }, (_, i) => String(i));
  if (given.length !== count)
    throw new RangeError(`heatMap: got ${given.length} names for ${count} ${which}`);
  return given;
}

/** As many decimals for all cells as give the largest number three digits; exponents where that does not fit. */
function cellFormat(largest: number, whole: boolean): (value: number) => string {
  if (whole) return String;
  const exponent = Number(largest.toExponential().split('e')[1]);
  if (exponent > 4 || exponent < -3) return (value) => value.toExponential(1);
  return (value) => value.toFixed(Math.max(0, 2 - exponent));
}

function text(x: number, y: number, content: string, anchor: string, fill = '#000'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeHtml(content)}</text>`;
}

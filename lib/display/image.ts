// Arrays as pictures: a matrix of brightnesses, or a batch of them side by side.
import { type ArrayLike, asArray } from '../array/convert.js';
import type { NDArray } from '../array/ndarray.js';
import { formatShape } from '../array/shape.js';
import { Picture } from './bundle.js';
import { base64, encodePng } from './png.js';

export interface ImageOptions {
  /** Height and width of one picture where every row of `x` is one: `image(images, { shape: [28, 28] })`. */
  shape?: readonly [height: number, width: number];
  /** What is black and what is white. Default: 0 and 1 if all numbers lie between them, else the least and the largest. */
  range?: readonly [low: number, high: number];
  /** `gray`, or `diverging`: blue below 0, white at 0, red above. */
  colors?: 'gray' | 'diverging';
  /** Pictures per row of the grid. Default: as square as possible. */
  columns?: number;
  /** Screen pixels per number. Default: what makes the grid about 400 wide. */
  scale?: number;
}

const DIGIT = 28;
const MOST_PICTURES = 400;
const SHADES = ' .:-=+*#%@';
const TEXT_WIDTH = 112;
const GAP = [128, 128, 128];

/**
 * A picture of a matrix (height, width), or a grid of a batch (n, height, width). Rows of 784 numbers are taken for digits of
 * 28 x 28; other pictures that lie in rows need `shape`.
 * @throws RangeError when the numbers do not make pictures
 * @example
 * image(digits.images.hi(20));                       // twenty digits
 * image(W.value.T, { colors: 'diverging' })          // the weights of every class, as pictures
 */
export function image(x: ArrayLike, options: ImageOptions = {}): Picture {
  const batch = asBatch(asArray(x, 'image'), options.shape);
  const [count, height, width] = batch.shape;
  const columns = Math.min(count, options.columns ?? Math.ceil(Math.sqrt(count)));
  const rows = Math.ceil(count / columns);
  const grid = arrange(batch, rows, columns, levels(batch, options));
  const scale = options.scale ?? Math.min(8, Math.max(1, Math.round(400 / grid.width)));
  const diverging = options.colors === 'diverging';
  const png = encodePng(
    paint(grid, scale, diverging),
    grid.width * scale,
    grid.height * scale,
    diverging ? 3 : 1,
  );
  const title = count === 1 ? `${height} x ${width} picture` : `${count} pictures of ${height} x ${width}`;
  return new Picture({
    'text/plain': `${title}\n${asText(batch, levels(batch, options))}`,
    'image/png': base64(png),
  });
}

function asBatch(x: NDArray, shape?: readonly [number, number]): NDArray {
  const last = x.shape[x.ndim - 1] ?? 0;
  const [height, width] =
    shape ?? (last === DIGIT * DIGIT && x.ndim <= 2 ? [DIGIT, DIGIT] : x.shape.slice(-2));
  const rowsOfPictures = shape !== undefined || (last === DIGIT * DIGIT && x.ndim <= 2);
  const batch =
    rowsOfPictures && height * width === last
      ? x.reshape([-1, height, width])
      : x.ndim === 2
        ? x.expandDims(0)
        : x;
  if (batch.ndim !== 3 || batch.size === 0 || (shape && batch.shape[1] !== height)) {
    throw new RangeError(
      `image: shape ${formatShape(x.shape)}${shape ? ` does not hold pictures of ${formatShape(shape)}` : ' is no picture'}; expected (height, width), (n, height, width), or rows of pictures with their shape; hint: image(x, { shape: [28, 28] })`,
    );
  }
  return batch.hi(Math.min(batch.length, MOST_PICTURES));
}

/** Maps a number to 0 .. 255. */
function levels(batch: NDArray, { range, colors }: ImageOptions): (value: number) => number {
  let [low, high] = range ?? [batch.min().item(), batch.max().item()];
  if (range === undefined && colors === 'diverging') {
    high = Math.max(Math.abs(low), Math.abs(high));
    low = -high;
  } else if (range === undefined && low >= 0 && high <= 1) {
    [low, high] = [0, 1];
  }
  const span = high - low || 1;
  return (value) => Math.min(255, Math.max(0, Math.round(((value - low) / span) * 255)));
}

interface Grid {
  width: number;
  height: number;
  /** 0 .. 255, or -1 between the pictures. */
  level: Int16Array;
}

function arrange(batch: NDArray, rows: number, columns: number, level: (value: number) => number): Grid {
  const [count, h, w] = batch.shape;
  const grid = { width: columns * (w + 1) - 1, height: rows * (h + 1) - 1 };
  const out = new Int16Array(grid.width * grid.height).fill(-1);
  for (let n = 0; n < count; n++) {
    const corner = Math.floor(n / columns) * (h + 1) * grid.width + (n % columns) * (w + 1);
    for (let i = 0; i < h; i++) {
      for (let j = 0; j < w; j++) out[corner + i * grid.width + j] = level(batch.get(n, i, j));
    }
  }
  return { ...grid, level: out };
}

/** The grid's pixels, each number a square of `scale` pixels. */
function paint({ width, height, level }: Grid, scale: number, diverging: boolean): Uint8Array {
  const channels = diverging ? 3 : 1;
  const pixels = new Uint8Array(width * height * scale * scale * channels);
  for (let row = 0; row < height * scale; row++) {
    for (let column = 0; column < width * scale; column++) {
      const value = level[Math.floor(row / scale) * width + Math.floor(column / scale)];
      const at = (row * width * scale + column) * channels;
      if (diverging) pixels.set(value < 0 ? GAP : blueWhiteRed(value), at);
      else pixels[at] = value < 0 ? GAP[0] : value;
    }
  }
  return pixels;
}

/** Level 0 is blue, 127.5 white, 255 red. */
export function blueWhiteRed(level: number): [red: number, green: number, blue: number] {
  const distance = Math.abs(level - 127.5) / 127.5;
  const fade = (to: number) => Math.round(255 + (to - 255) * distance);
  return level < 127.5 ? [fade(33), fade(102), fade(172)] : [fade(178), fade(24), fade(43)];
}

/** The first pictures in characters, two rows of numbers per line because characters are twice as high as wide. */
function asText(batch: NDArray, level: (value: number) => number): string {
  const [count, height, width] = batch.shape;
  const shown = Math.min(count, Math.max(1, Math.floor(TEXT_WIDTH / (width + 1))));
  const lines: string[] = [];
  for (let i = 0; i < height; i += 2) {
    const parts = Array.from({ length: shown }, (_, n) => {
      const shades = Array.from({ length: Math.min(width, TEXT_WIDTH) }, (_, j) => {
        const below = i + 1 < height ? level(batch.get(n, i + 1, j)) : level(batch.get(n, i, j));
        return SHADES[Math.floor(((level(batch.get(n, i, j)) + below) / 512) * SHADES.length)];
      });
      return shades.join('');
    });
    lines.push(parts.join('|').trimEnd());
  }
  return lines.join('\n') + (count > shown ? `\n(${count - shown} more)` : '');
}

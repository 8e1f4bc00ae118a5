// Windows that slide over images, and the matrix of all of them (im2col), which turns a convolution into a matrix product.
import { NDArray, formatShape, np } from '../array/index.js';
import { type Unary, defineOp } from './op.js';

/** A length along both axes of an image, or one for the rows and one for the columns. */
export type Pair = number | readonly [rows: number, columns: number];

/** How windows lie on an image (H, W): their size, the step from one to the next, and how far they reach over the edge. */
export interface Windows {
  kernel: Pair;
  /** Default 1. */
  stride?: Pair;
  /** Rows and columns added on each side. Default 0. */
  padding?: Pair;
}

/** Windows with every length given, and how many there are along each axis. */
export interface Grid {
  kernel: readonly [number, number];
  stride: readonly [number, number];
  padding: readonly [number, number];
  counts: readonly [number, number];
}

/**
 * Where the windows lie on images of shape (B, C, H, W): floor((H + 2 padding - kernel) / stride) + 1 along the rows.
 * @throws RangeError when no window fits, or the images are not (B, C, H, W)
 */
export function gridOf(
  shape: readonly number[],
  { kernel, stride = 1, padding = 0 }: Windows,
  caller: string,
): Grid {
  if (shape.length !== 4) {
    throw new RangeError(
      `${caller}: expected images of shape (B, C, H, W), got ${formatShape(shape)}; hint: expandDims(1) makes a channel`,
    );
  }
  const lengths = { kernel: pair(kernel), stride: pair(stride), padding: pair(padding) };
  const count = (axis: 0 | 1): number => {
    const [k, s, p] = [lengths.kernel[axis], lengths.stride[axis], lengths.padding[axis]];
    if (!(Number.isInteger(k) && Number.isInteger(s) && Number.isInteger(p) && k > 0 && s > 0 && p >= 0)) {
      throw new RangeError(
        `${caller}: expected whole numbers kernel > 0, stride > 0, padding >= 0, got ${k}, ${s}, ${p}`,
      );
    }
    const room = shape[2 + axis] + 2 * p - k;
    if (room >= 0) return Math.floor(room / s) + 1;
    throw new RangeError(
      `${caller}: a window of ${formatShape(lengths.kernel)} does not fit into images of ${formatShape(shape)} with padding ${p}`,
    );
  };
  return { ...lengths, counts: [count(0), count(1)] };
}

const pair = (lengths: Pair): readonly [number, number] =>
  typeof lengths === 'number' ? [lengths, lengths] : lengths;

/** The images with `padding` more rows and columns on each side, filled with `value`. */
export function pad(x: NDArray, [rows, columns]: readonly [number, number], value: number): NDArray {
  if (rows === 0 && columns === 0) return x;
  const [B, C, H, W] = x.shape;
  const padded = np.full([B, C, H + 2 * rows, W + 2 * columns], value, { dtype: x.dtype });
  padded.lo(0, 0, rows, columns).hi(B, C, H, W).assign(x);
  return padded;
}

/** w[b,c,i,j,m,n] = x[b,c,m stride + i,n stride + j]: all windows at once, as a view of padded images. */
export function windowsOf(x: NDArray, { kernel, stride, counts }: Grid): NDArray {
  const [sB, sC, sH, sW] = x.stride;
  return new NDArray(
    x.data,
    [x.shape[0], x.shape[1], ...kernel, ...counts],
    [sB, sC, sH, sW, sH * stride[0], sW * stride[1]],
    x.offset,
  );
}

/**
 * u[b,(c,i,j),(m,n)] = x[b,c,m stride + i,n stride + j]: one column for each window of images (B, C, H, W), outside of which
 * there are zeros. Chellapilla et al. 2006.
 */
export const im2col: Unary<Windows> = defineOp({
  name: 'im2col',
  forward: ([x], windows) => {
    const grid = gridOf(x.shape, windows, 'im2col');
    const [rows, columns] = [x.shape[1] * product(grid.kernel), product(grid.counts)];
    return windowsOf(pad(x, grid.padding, 0), grid)
      .copy()
      .reshape(x.shape[0], rows, columns);
  },
  // x.grad[b,c,m stride + i,n stride + j] += g[b,(c,i,j),(m,n)]
  vjps: [(g, { args: [x], attributes }) => col2im(g, { ...attributes, shape: x.shape })],
  saves: {},
});

/** x[b,c,m stride + i,n stride + j] += u[b,(c,i,j),(m,n)]: the adjoint of `im2col`, where windows that overlap add up. */
export const col2im: Unary<Windows & { shape: readonly number[] }> = defineOp({
  name: 'col2im',
  forward: ([u], { shape, ...windows }) => {
    const grid = gridOf(shape, windows, 'col2im');
    const [B, C, H, W] = shape;
    const [rows, columns] = grid.padding;
    const padded = np.zeros([B, C, H + 2 * rows, W + 2 * columns], { dtype: u.dtype });
    const target = windowsOf(padded, grid);
    const source = u.reshape(B, C, ...grid.kernel, ...grid.counts);
    for (let i = 0; i < grid.kernel[0]; i++) {
      for (let j = 0; j < grid.kernel[1]; j++) {
        target.pick(null, null, i, j, null, null).iadd(source.pick(null, null, i, j, null, null));
      }
    }
    return padded.lo(0, 0, rows, columns).hi(B, C, H, W).copy();
  },
  // u.grad[b,(c,i,j),(m,n)] += g[b,c,m stride + i,n stride + j]
  vjps: [(g, { attributes: { kernel, stride, padding } }) => im2col(g, { kernel, stride, padding })],
  saves: {},
});

const product = ([rows, columns]: readonly [number, number]): number => rows * columns;

// Pooling: the largest number of each window. The gradient goes where that number stood.
import { type NDArray, np } from '../array/index.js';
import { type Binary, type Unary, defineOp } from './op.js';
import { type Grid, type Windows, gridOf, pad, windowsOf } from './windows.js';

/** Windows that lie side by side unless `stride` says otherwise. */
export type PoolAttributes = Windows;

/**
 * y[b,c,m,n] = max over i, j of x[b,c,m stride + i,n stride + j], for images (B, C, H, W). The stride is the size of the window by
 * default. Where several entries are largest, the first of them counts, as in PyTorch.
 */
export const maxPool2d: Unary<PoolAttributes> = defineOp({
  name: 'maxPool2d',
  forward: ([x], attributes) => pickLargest(x, x, attributes),
  // x.grad at the largest entry of window [m,n] += g[b,c,m,n]
  vjps: [(g, { args: [x], attributes }) => placeLargest(g, x, attributes)],
  saves: { args: [0] },
});

/** y[b,c,m,n] = z at the place where x is largest in window [m,n]. */
export const pickLargest: Binary<PoolAttributes> = defineOp({
  name: 'pickLargest',
  forward: ([z, x], attributes) => {
    const grid = poolGrid(x, attributes, 'pickLargest');
    const y = np.zeros([x.shape[0], x.shape[1], ...grid.counts], { dtype: z.dtype });
    const flat = z.ravel();
    forEachLargest(x, grid, (window, place) => (y.data[window] = flat.get(place)));
    return y;
  },
  // z.grad at the largest entry of window [m,n] += g[b,c,m,n]; where x is largest changes in jumps only
  vjps: [(g, { args: [, x], attributes }) => placeLargest(g, x, attributes), null],
  saves: { args: [1] },
});

/** z at the place where x is largest in window [m,n] += g[b,c,m,n]: the adjoint of `pickLargest`. */
export const placeLargest: Binary<PoolAttributes> = defineOp({
  name: 'placeLargest',
  forward: ([g, x], attributes) => {
    const grid = poolGrid(x, attributes, 'placeLargest');
    const z = np.zeros(x.shape, { dtype: g.dtype });
    const flat = g.ravel();
    forEachLargest(x, grid, (window, place) => (z.data[place] += flat.get(window)));
    return z;
  },
  vjps: [(g, { args: [, x], attributes }) => pickLargest(g, x, attributes), null],
  saves: { args: [1] },
});

function poolGrid(x: NDArray, { kernel, stride = kernel, padding }: PoolAttributes, caller: string): Grid {
  return gridOf(x.shape, { kernel, stride, padding }, caller);
}

/** Calls `visit` with the number of each window and the number of its largest entry in x, both counted in C order. */
function forEachLargest(x: NDArray, grid: Grid, visit: (window: number, place: number) => void): void {
  const [B, C, H, W] = x.shape;
  const [rows, columns] = grid.kernel;
  const [M, N] = grid.counts;
  // w[b,c,m,n,i,j]
  const windows = windowsOf(pad(x, grid.padding, -Infinity), grid)
    .transpose(0, 1, 4, 5, 2, 3)
    .copy().data;
  const size = rows * columns;
  for (let window = 0; window < B * C * M * N; window++) {
    let best = 0;
    for (let k = 1; k < size; k++) if (windows[window * size + k] > windows[window * size + best]) best = k;
    const image = Math.floor(window / (M * N));
    const row =
      Math.floor((window % (M * N)) / N) * grid.stride[0] + Math.floor(best / columns) - grid.padding[0];
    const column = (window % N) * grid.stride[1] + (best % columns) - grid.padding[1];
    visit(window, (image * H + row) * W + column);
  }
}

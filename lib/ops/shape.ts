// Ops that only move elements: the gradient moves back.
import { type Unary, defineOp } from './op.js';

/** The same elements in another shape; one length may be -1. */
export const reshape: Unary<{ shape: readonly number[] }> = defineOp({
  name: 'reshape',
  forward: ([x], { shape }) => x.reshape(shape),
  vjps: [(g, { args: [x] }) => reshape(g, { shape: x.shape })],
  saves: {},
  views: true,
});

/** Axis k of the result is axis axes[k] of x; without axes they are reversed. */
export const transpose: Unary<{ axes?: readonly number[] }> = defineOp({
  name: 'transpose',
  forward: ([x], { axes }) => x.transpose(...(axes ?? [])),
  vjps: [(g, { attributes: { axes } }) => transpose(g, { axes: axes && inverse(axes) })],
  saves: {},
  views: true,
});

/** A new axis of length 1 at position `axis`. */
export const expandDims: Unary<{ axis: number }> = defineOp({
  name: 'expandDims',
  forward: ([x], { axis }) => x.expandDims(axis),
  vjps: [(g, { args: [x] }) => reshape(g, { shape: x.shape })],
  saves: {},
  views: true,
});

function inverse(axes: readonly number[]): number[] {
  const back = new Array<number>(axes.length);
  axes.forEach((axis, k) => (back[axis < 0 ? axis + axes.length : axis] = k));
  return back;
}

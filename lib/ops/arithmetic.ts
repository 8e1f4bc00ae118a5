// Ops of two arguments that broadcast. Broadcasting repeats an argument along an axis, so its gradient is the sum over it.
import { np } from '../array/index.js';
import { type Binary, type Unary, defineOp } from './op.js';
import { step } from './elementwise.js';
import { sumTo } from './reduce.js';

/** x + y */
export const add: Binary = defineOp({
  name: 'add',
  forward: ([x, y]) => np.add(x, y),
  // x.grad += g;  y.grad += g
  vjps: [
    (g, { args: [x] }) => sumTo(g, { shape: x.shape }),
    (g, { args: [, y] }) => sumTo(g, { shape: y.shape }),
  ],
  saves: {},
});

/** x - y */
export const sub: Binary = defineOp({
  name: 'sub',
  forward: ([x, y]) => np.sub(x, y),
  // x.grad += g;  y.grad -= g
  vjps: [
    (g, { args: [x] }) => sumTo(g, { shape: x.shape }),
    (g, { args: [, y] }) => neg(sumTo(g, { shape: y.shape })),
  ],
  saves: {},
});

/** x y, elementwise */
export const mul: Binary = defineOp({
  name: 'mul',
  forward: ([x, y]) => np.mul(x, y),
  // x.grad += g y;  y.grad += g x
  vjps: [
    (g, { args: [x, y] }) => sumTo(mul(g, y), { shape: x.shape }),
    (g, { args: [x, y] }) => sumTo(mul(g, x), { shape: y.shape }),
  ],
  saves: { args: [0, 1] },
});

/** x / y, elementwise */
export const div: Binary = defineOp({
  name: 'div',
  forward: ([x, y]) => np.div(x, y),
  // x.grad += g / y;  y.grad -= g x / y^2 = g z / y  with z = x / y
  vjps: [
    (g, { args: [x, y] }) => sumTo(div(g, y), { shape: x.shape }),
    (g, { args: [, y], value: z }) => neg(sumTo(div(mul(g, z), y), { shape: y.shape })),
  ],
  saves: { args: [1], value: true },
});

/** -x */
export const neg: Unary = defineOp({
  name: 'neg',
  forward: ([x]) => np.neg(x),
  vjps: [(g) => neg(g)],
  saves: {},
});

/** The larger of x and y. Where they are equal each gets half of the gradient, as in PyTorch. */
export const maximum: Binary = defineOp({
  name: 'maximum',
  forward: ([x, y]) => np.maximum(x, y),
  // x.grad += g [x > y];  y.grad += g [y > x]
  vjps: [
    (g, { args: [x, y] }) => sumTo(mul(g, share(x, y)), { shape: x.shape }),
    (g, { args: [x, y] }) => sumTo(mul(g, share(y, x)), { shape: y.shape }),
  ],
  saves: { args: [0, 1] },
});

/** The smaller of x and y. Where they are equal each gets half of the gradient, as in PyTorch. */
export const minimum: Binary = defineOp({
  name: 'minimum',
  forward: ([x, y]) => np.minimum(x, y),
  // x.grad += g [x < y];  y.grad += g [y < x]
  vjps: [
    (g, { args: [x, y] }) => sumTo(mul(g, share(y, x)), { shape: x.shape }),
    (g, { args: [x, y] }) => sumTo(mul(g, share(x, y)), { shape: y.shape }),
  ],
  saves: { args: [0, 1] },
});

/** 1 where x > y, 0 where x < y, 1/2 where they are equal. */
function share<T extends Parameters<typeof sub>[0]>(x: T, y: T): T {
  const difference = sub(x, y);
  return mul(add(sub(step(difference), step(neg(difference))), 1), 0.5) as T;
}

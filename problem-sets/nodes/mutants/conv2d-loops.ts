// Wrong answers to `conv2d` and `conv2d-strided` that write every index out: what goes wrong in seven nested loops.
import { answersTo } from '../../cells.js';

const init = `public w: Parameter, public b: Parameter, public x: Node, public stride: number, public padding: number) { super() }
  sizes() {
    const [B, C, H, W] = this.x.value.shape, [K, , kh, kw] = this.w.value.shape, { stride: s, padding: p } = this
    return { B, C, H, W, K, kh, kw, s, p, M: Math.floor((H + 2 * p - kh) / s) + 1, N: Math.floor((W + 2 * p - kw) / s) + 1 }
  }`;
const sizes =
  'const { B, C, H, W, K, kh, kw, s, p, M, N } = this.sizes(), x = this.x.value, w = this.w.value';
const outputs =
  'for (let b = 0; b < B; b++) for (let k = 0; k < K; k++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++)';
const kernel = 'for (let c = 0; c < C; c++) for (let i = 0; i < kh; i++) for (let j = 0; j < kw; j++)';
/** Where in x entry (i, j) of the kernel lies for output (m, n). */
const place = 'const r = m * s + i - p, q = n * s + j - p';
const outside = 'if (r < 0 || q < 0 || r >= H || q >= W) continue';

const forward = `${sizes}, y = np.zeros([B, K, M, N])
    ${outputs} {
      let total = this.b.value.get(k)
      ${kernel} {
        ${place}
        ${outside}
        total += x.get(b, c, r, q) * w.get(k, c, i, j)
      }
      y.set(b, k, m, n, total)
    }
    this.value = y`;

interface Steps {
  at?: string;
  first?: string;
  dx?: string;
  dw?: string;
  db?: string;
}
const backward = ({
  at = `${place}\n      ${outside}`,
  first = '',
  dx = 'dx.set(b, c, r, q, dx.get(b, c, r, q) + g.get(b, k, m, n) * w.get(k, c, i, j))',
  dw = 'dw.set(b, k, c, i, j, dw.get(b, k, c, i, j) + g.get(b, k, m, n) * x.get(b, c, r, q))',
  db = 'g.sum([2, 3])',
}: Steps): string => `${sizes}, g = this.grad, dx = np.zeros(x.shape), dw = np.zeros([B, K, C, kh, kw])
    ${outputs} ${kernel} {
      ${first}
      ${at}
      ${dx}
      ${dw}
    }
    this.x.addgrad(dx)
    this.w.addgrad(dw)
    this.b.addgrad(${db})`;

const right = { init, forward, backward: backward({}) };
const plain = answersTo('conv2d', 'Conv2D', right);
const strided = answersTo('conv2d-strided', 'Conv2D', right);

const both = ({ mutant }: typeof plain) => [
  mutant(
    'one-row-below',
    'wrong-formula',
    backward({
      dx: 'const r1 = Math.min(H - 1, r + 1)\n      dx.set(b, c, r1, q, dx.get(b, c, r1, q) + g.get(b, k, m, n) * w.get(k, c, i, j))',
    }),
  ),
  mutant('last-row-left-out', 'wrong-for-some', backward({ first: 'if (m === M - 1) continue' })),
  mutant(
    'bias-of-all-examples',
    'factor-batch',
    backward({ db: 'np.broadcastTo(g.sum([0, 2, 3]).expandDims(0), [B, K])' }),
  ),
  mutant('bias-times-kernel', 'factor-size', backward({ db: 'g.sum([2, 3]).mul(kh)' })),
  mutant(
    'channels-mixed',
    'wrong-formula',
    backward({
      dx: 'dx.set(b, c, r, q, dx.get(b, c, r, q) + g.get(b, k, m, n) * w.get(k, (c + 1) % C, i, j))',
    }),
  ),
  mutant(
    'last-write-wins',
    'wrong-formula',
    backward({ dx: 'dx.set(b, c, r, q, g.get(b, k, m, n) * w.get(k, c, i, j))' }),
  ),
];

export const mutants = [
  ...both(plain),
  ...both(strided),
  strided.mutant(
    'kernel-gradient-without-stride',
    'wrong-formula',
    backward({
      dw: `const r1 = Math.min(H - 1, Math.max(0, m + i - p)), q1 = Math.min(W - 1, Math.max(0, n + j - p))
      dw.set(b, k, c, i, j, dw.get(b, k, c, i, j) + g.get(b, k, m, n) * x.get(b, c, r1, q1))`,
    }),
  ),
  strided.mutant(
    'padding-repeats-the-edge',
    'wrong-formula',
    backward({
      at: 'const r = Math.min(H - 1, Math.max(0, m * s + i - p)), q = Math.min(W - 1, Math.max(0, n * s + j - p))',
    }),
  ),
  strided.mutant(
    'padding-forgotten',
    'wrong-formula',
    backward({ at: `const r = m * s + i, q = n * s + j\n      ${outside}` }),
  ),
];

export const rewrites = [
  plain.rewrite('seven-loops', backward({})),
  strided.rewrite('seven-loops', backward({})),
];

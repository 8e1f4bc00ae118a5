// Wrong and unusual answers to `conv2d` and `conv2d-strided`, written as loops over the kernel: one window is a view with steps.
import { answersTo } from '../../cells.js';

const init = `public w: Parameter, public b: Parameter, public x: Node, public stride: number, public padding: number) { super() }
  sizes() {
    const [B, C, H, W] = this.x.value.shape, [K, , kh, kw] = this.w.value.shape, { stride: s, padding: p } = this
    return { B, C, H, W, K, kh, kw, s, p, M: Math.floor((H + 2 * p - kh) / s) + 1, N: Math.floor((W + 2 * p - kw) / s) + 1 }
  }
  padded(x: NDArray) {
    const { B, C, H, W, p } = this.sizes(), all = np.zeros([B, C, H + 2 * p, W + 2 * p])
    all.lo(0, 0, p, p).hi(B, C, H, W).assign(x)
    return all
  }
  window(x: NDArray, i: number, j: number) {
    const { B, C, M, N, s } = this.sizes()
    return x.lo(0, 0, i, j).hi(B, C, (M - 1) * s + 1, (N - 1) * s + 1).step(1, 1, s, s)
  }
  at(w: NDArray, i: number, j: number) { return w.pick(null, null, i, j) }`;

const loop = (body: string): string => `for (let i = 0; i < kh; i++) for (let j = 0; j < kw; j++) ${body}`;
const forward = `const { B, K, kh, kw, M, N } = this.sizes(), x = this.padded(this.x.value), y = np.zeros([B, K, M, N])
    ${loop("y.iadd(einsum('kc,bcmn->bkmn', this.at(this.w.value, i, j), this.window(x, i, j)))")}
    this.value = y.add(this.b.value.reshape(-1, 1, 1))`;
const sizes =
  'const { B, C, H, W, K, kh, kw, p } = this.sizes(), g = this.grad, x = this.padded(this.x.value)\n    ';
const dx = (
  target = 'this.window(d, i, j)',
  w = 'this.at(this.w.value, i, j)',
  more = '',
): string => `const d = np.zeros(x.shape)
    ${loop(`${target}.iadd(einsum('kc,bkmn->bcmn', ${w}, g))`)}
    this.x.addgrad(d.lo(0, 0, p, p).hi(B, C, H, W)${more})`;
const dw = (
  at = 'dw.pick(null, null, null, i, j)',
  window = 'this.window(x, i, j)',
  more = '',
): string => `const dw = np.zeros([B, K, C, kh, kw])
    ${loop(`${at}.assign(einsum('bkmn,bcmn->bkc', g, ${window}))`)}
    this.w.addgrad(dw${more})`;
const db = 'this.b.addgrad(g.sum([2, 3]))';
const all = (...lines: string[]): string => sizes + lines.join('\n    ');

const right = { init, forward, backward: all(dx(), dw(), db) };
const plain = answersTo('conv2d', 'Conv2D', right);
const strided = answersTo('conv2d-strided', 'Conv2D', right);

export const mutants = [
  plain.mutant(
    'kernel-turned',
    'transposed',
    all(dx(undefined, 'this.at(this.w.value, kh - 1 - i, kw - 1 - j)'), dw(), db),
  ),
  plain.mutant(
    'kernel-gradient-turned',
    'transposed',
    all(dx(), dw('dw.pick(null, null, null, kh - 1 - i, kw - 1 - j)'), db),
  ),
  plain.mutant(
    'bias-one-position',
    'wrong-for-some',
    all(dx(), dw(), 'this.b.addgrad(g.pick(null, null, 0, 0))'),
  ),
  plain.mutant('bias-mean', 'factor-size', all(dx(), dw(), 'this.b.addgrad(g.mean([2, 3]))')),
  plain.mutant('bias-not-summed', 'not-summed', all(dx(), dw(), 'this.b.addgrad(g)')),
  plain.mutant(
    'bias-summed-over-batch',
    'summed-over-batch',
    all(dx(), dw(), 'this.b.addgrad(g.sum([0, 2, 3]))'),
  ),
  plain.mutant('bias-negated', 'sign', all(dx(), dw(), 'this.b.addgrad(g.sum([2, 3]).neg())')),
  plain.mutant('no-bias', 'missing-gradient', all(dx(), dw())),
  plain.mutant('no-input', 'missing-gradient', all(dw(), db)),
  plain.mutant(
    'windows-overwrite',
    'wrong-formula',
    all(
      `const d = np.zeros(x.shape)
    ${loop("this.window(d, i, j).assign(einsum('kc,bkmn->bcmn', this.at(this.w.value, i, j), g))")}
    this.x.addgrad(d)`,
      dw(),
      db,
    ),
  ),
  plain.mutant(
    'kernel-over-positions',
    'factor-size',
    all(dx(), dw(undefined, undefined, '.div(g.shape[2] * g.shape[3])'), db),
  ),
  plain.mutant(
    'kernel-over-batch',
    'factor-inverse-batch',
    all(dx(), dw(undefined, undefined, '.div(B)'), db),
  ),
  plain.mutant('kernel-summed', 'summed-over-batch', all(dx(), dw(undefined, undefined, '.sum(0)'), db)),
  plain.mutant(
    'channels-exchanged',
    'transposed',
    all(dx(), dw(undefined, undefined, '.transpose(0, 2, 1, 3, 4)'), db),
  ),
  plain.mutant(
    'kernel-transposed',
    'transposed',
    all(dx(), dw(undefined, undefined, '.transpose(0, 1, 2, 4, 3)'), db),
  ),
  plain.mutant(
    'no-upstream',
    'upstream-ignored',
    all(
      'const dw = np.zeros([B, K, C, kh, kw])',
      loop(
        "dw.pick(null, null, null, i, j).assign(einsum('bkmn,bcmn->bkc', np.onesLike(g), this.window(x, i, j)))",
      ),
      'this.w.addgrad(dw)',
      dx(),
      db,
    ),
  ),
  plain.mutant('forward-turned', 'forward-wrong', {
    forward: forward.replace('this.window(x, i, j)', 'this.window(x, kh - 1 - i, kw - 1 - j)'),
  }),
  plain.mutant('forward-no-bias', 'forward-wrong', {
    forward: forward.replace('.add(this.b.value.reshape(-1, 1, 1))', ''),
  }),
  strided.mutant(
    'stride-forgotten',
    'wrong-formula',
    all(dx('d.lo(0, 0, i, j).hi(B, C, g.shape[2], g.shape[3])'), dw(), db),
  ),
  strided.mutant(
    'padding-forgotten',
    'wrong-formula',
    all(dx(undefined, undefined, '').replace('d.lo(0, 0, p, p)', 'd.lo(0, 0, 0, 0)'), dw(), db),
  ),
  strided.mutant(
    'not-cut',
    'gradient-shape',
    all(dx().replace('d.lo(0, 0, p, p).hi(B, C, H, W)', 'd'), dw(), db),
  ),
  strided.mutant(
    'kernel-without-stride',
    'wrong-formula',
    all(dx(), dw(undefined, 'x.lo(0, 0, i, j).hi(B, C, g.shape[2], g.shape[3])'), db),
  ),
];

export const rewrites = [
  plain.rewrite('im2col', {
    forward: `const { B, C, K, kh, kw, M, N } = this.sizes(), x = this.padded(this.x.value), u = np.zeros([B, C, kh, kw, M, N])
    ${loop('u.pick(null, null, i, j, null, null).assign(this.window(x, i, j))')}
    this.value = np.matmul(this.w.value.reshape(K, -1), u.reshape(B, C * kh * kw, M * N)).reshape(B, K, M, N).add(this.b.value.reshape(-1, 1, 1))`,
  }),
  plain.rewrite(
    'loops',
    `const { B, C, K, kh, kw, M, N, s, p } = this.sizes(), x = this.x.value, g = this.grad
    const dx = np.zeros(x.shape), dw = np.zeros([B, K, C, kh, kw])
    for (let b = 0; b < B; b++) for (let k = 0; k < K; k++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++)
      for (let c = 0; c < C; c++) for (let i = 0; i < kh; i++) for (let j = 0; j < kw; j++) {
        const h = m * s + i - p, v = n * s + j - p
        if (h < 0 || v < 0 || h >= x.shape[2] || v >= x.shape[3]) continue
        dx.set(b, c, h, v, dx.get(b, c, h, v) + g.get(b, k, m, n) * this.w.value.get(k, c, i, j))
        dw.set(b, k, c, i, j, dw.get(b, k, c, i, j) + g.get(b, k, m, n) * x.get(b, c, h, v))
      }
    this.x.addgrad(dx)
    this.w.addgrad(dw)
    ${db}`,
  ),
  strided.rewrite('other-order', all(db, dw(), dx())),
  strided.rewrite('as-declared', {}),
];

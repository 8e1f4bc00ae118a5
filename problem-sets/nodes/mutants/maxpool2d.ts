// Wrong and unusual answers to `maxpool2d`.
import { answersTo } from '../../cells.js';

const windows = `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k)
    `;
const each = (body: string): string =>
  `for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) {
      const w = x.pick(b, c).lo(m * k, n * k).hi(k, k)
      ${body}
    }`;
const setUp = `${windows}const x = this.x.value, d = np.zeros(x.shape), g = this.grad
    `;
const into = 'd.pick(b, c).lo(m * k, n * k).hi(k, k)';
const best = 'const at = w.copy().ravel().argmax().item(), i = Math.floor(at / k), j = at % k';
const backward = (body: string, d = 'd'): string => `${setUp}${each(body)}\n    this.x.addgrad(${d})`;

const { mutant, rewrite } = answersTo('maxpool2d', 'MaxPool2D', {
  init: 'public x: Node, public size: number) { super() }',
  forward: `${windows}const x = this.x.value, y = np.zeros([B, C, M, N])
    ${each('y.set(b, c, m, n, w.max().item())')}
    this.value = y`,
  backward: backward(`${best}\n      ${into}.set(i, j, g.get(b, c, m, n))`),
});

export const mutants = [
  mutant('everywhere', 'wrong-mask', backward(`${into}.fill(g.get(b, c, m, n))`)),
  mutant('mean', 'wrong-mask', backward(`${into}.fill(g.get(b, c, m, n) / (k * k))`)),
  mutant(
    'smallest',
    'wrong-mask',
    backward(`${best.replace('argmax', 'argmin')}\n      ${into}.set(i, j, g.get(b, c, m, n))`),
  ),
  mutant('first-place', 'wrong-mask', backward(`${into}.set(0, 0, g.get(b, c, m, n))`)),
  mutant('all-ties', 'kink', backward(`${into}.assign(w.eq(w.max()).mul(g.get(b, c, m, n)))`)),
  mutant('place-transposed', 'wrong-mask', backward(`${best}\n      ${into}.set(j, i, g.get(b, c, m, n))`)),
  mutant('no-upstream', 'upstream-ignored', backward(`${best}\n      ${into}.set(i, j, 1)`)),
  mutant(
    'value-for-upstream',
    'value-for-gradient',
    backward(`${best}\n      ${into}.set(i, j, this.value.get(b, c, m, n))`),
  ),
  mutant(
    'over-batch',
    'factor-inverse-batch',
    backward(`${best}\n      ${into}.set(i, j, g.get(b, c, m, n) / B)`),
  ),
  mutant(
    'times-input',
    'extra-factor',
    backward(`${best}\n      ${into}.set(i, j, g.get(b, c, m, n) * w.get(i, j))`),
  ),
  mutant('sign', 'sign', backward(`${best}\n      ${into}.set(i, j, -g.get(b, c, m, n))`)),
  mutant(
    'first-channel',
    'wrong-for-some',
    backward(`${best}\n      if (c === 0) ${into}.set(i, j, g.get(b, c, m, n))`),
  ),
  mutant('old-places', 'stale-value', {
    fields: 'places: number[] | null = null',
    backward: `${setUp}const places: number[] = []
    ${each('places.push(w.copy().ravel().argmax().item())')}
    this.places ??= places
    let next = 0
    ${each(`const at = this.places[next++]\n      ${into}.set(Math.floor(at / k), at % k, g.get(b, c, m, n))`)}
    this.x.addgrad(d)`,
  }),
  mutant(
    'positive-only',
    'wrong-mask',
    backward(`${best}\n      if (g.get(b, c, m, n) > 0) ${into}.set(i, j, g.get(b, c, m, n))`),
  ),
  mutant(
    'assigned',
    'assigned-not-accumulated',
    backward(`${best}\n      ${into}.set(i, j, g.get(b, c, m, n))`).replace(
      'this.x.addgrad(d)',
      'this.x.grad = d',
    ),
  ),
  mutant('forward-mean', 'forward-wrong', {
    forward: `${windows}const x = this.x.value, y = np.zeros([B, C, M, N])
    ${each('y.set(b, c, m, n, w.mean().item())')}
    this.value = y`,
  }),
  mutant('forward-from-zero', 'forward-wrong', {
    forward: `${windows}const x = this.x.value, y = np.zeros([B, C, M, N])
    ${each('y.set(b, c, m, n, Math.max(0, w.max().item()))')}
    this.value = y`,
  }),
  mutant(
    'ties-sum',
    'kink',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); const top = w.max().item(); for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) if (w.get(i, j) >= top - 1e-12) d.set(b, c, m * k + i, n * k + j, g.get(b, c, m, n)) } this.x.addgrad(d)`,
  ),
  mutant(
    'by-value-global',
    'kink',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); for (let h = 0; h < H; h++) for (let l = 0; l < W; l++) if (x.get(b, c, h, l) === this.value.get(b, c, m, n)) d.set(b, c, h, l, g.get(b, c, m, n)) } this.x.addgrad(d)`,
  ),
  mutant(
    'offset-one',
    'wrong-mask',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); const at = w.copy().ravel().argmax().item(), i = Math.floor(at / k), j = at % k; d.set(b, c, Math.min(H - 1, m * k + i + 1), n * k + j, g.get(b, c, m, n)) } this.x.addgrad(d)`,
  ),
  mutant(
    'softmax-weights',
    'wrong-formula',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); let z = 0; const top = w.max().item(); for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) z += Math.exp(w.get(i, j) - top); for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) d.set(b, c, m * k + i, n * k + j, g.get(b, c, m, n) * Math.exp(w.get(i, j) - top) / z) } this.x.addgrad(d)`,
  ),
  mutant(
    'channel-zero-places',
    'wrong-mask',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); const v = x.pick(b, 0).lo(m * k, n * k).hi(k, k), at = v.copy().ravel().argmax().item(); d.set(b, c, m * k + Math.floor(at / k), n * k + at % k, g.get(b, c, m, n)) } this.x.addgrad(d)`,
  ),
  mutant(
    'abs-max',
    'wrong-mask',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); let bi = 0, bj = 0; for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) if (Math.abs(w.get(i, j)) > Math.abs(w.get(bi, bj))) { bi = i; bj = j }; d.set(b, c, m * k + bi, n * k + bj, g.get(b, c, m, n)) } this.x.addgrad(d)`,
  ),
];

export const rewrites = [
  rewrite(
    'last-of-ties',
    backward(`let i = 0, j = 0
      for (let r = 0; r < k; r++) for (let s = 0; s < k; s++) if (w.get(r, s) >= w.get(i, j)) { i = r; j = s }
      ${into}.set(i, j, g.get(b, c, m, n))`),
  ),
  rewrite(
    'shared-among-ties',
    backward(`const mask = w.eq(w.max()).astype('float64')
      ${into}.assign(mask.mul(g.get(b, c, m, n) / mask.sum().item()))`),
  ),
  rewrite('places-kept-from-forward', {
    fields: 'places: number[] = []',
    forward: `${windows}const x = this.x.value, y = np.zeros([B, C, M, N])
    this.places = []
    ${each('this.places.push(w.copy().ravel().argmax().item())\n      y.set(b, c, m, n, w.max().item())')}
    this.value = y`,
    backward: `${setUp}let next = 0
    ${each(`const at = this.places[next++]\n      ${into}.set(Math.floor(at / k), at % k, g.get(b, c, m, n))`)}
    this.x.addgrad(d)`,
  }),
  rewrite(
    'mask-first',
    `const [B, C, H, W] = this.x.value.shape, k = this.size, M = Math.floor(H / k), N = Math.floor(W / k), x = this.x.value
     const d = np.zeros(x.shape), g = this.grad; for (let b = 0; b < B; b++) for (let c = 0; c < C; c++) for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) { const w = x.pick(b, c).lo(m * k, n * k).hi(k, k); const top = w.max().item(); let done = false; for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) if (!done && w.get(i, j) === top) { d.set(b, c, m * k + i, n * k + j, g.get(b, c, m, n)); done = true } } this.x.addgrad(d)`,
  ),
];

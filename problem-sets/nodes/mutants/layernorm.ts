// Wrong and unusual answers to `layernorm`, the backward that a public course hands out among them.
import { answersTo } from '../../cells.js';

const statistics = `const x = this.x.value, m = x.mean(-1, { keepdims: true })
    const s = np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true }).add(1e-5))
    `;
const setUp = `${statistics}const g = this.grad, y = this.value
    const mean = (a: NDArray) => a.mean(-1, { keepdims: true })
    `;

const { mutant, rewrite } = answersTo('layernorm', 'LayerNorm', {
  init: 'public x: Node) { super() }',
  forward: `${statistics}this.value = x.sub(m).div(s)`,
  backward: `${setUp}this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(s))`,
});

export const mutants = [
  mutant(
    'public-course',
    'nonlinear-in-upstream',
    `${setUp}this.x.addgrad(g.sub(mean(g)).sub(g.mul(mean(g.mul(y)))).div(s))`,
  ),
  mutant('passed-through', 'missing-local-derivative', 'this.x.addgrad(this.grad)'),
  mutant('constants', 'missing-term', `${setUp}this.x.addgrad(g.div(s))`),
  mutant('constant-deviation', 'missing-term', `${setUp}this.x.addgrad(g.sub(mean(g)).div(s))`),
  mutant('constant-mean', 'missing-term', `${setUp}this.x.addgrad(g.sub(y.mul(mean(g.mul(y)))).div(s))`),
  mutant(
    'not-divided',
    'missing-factor',
    `${setUp}this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))))`,
  ),
  mutant(
    'over-variance',
    'wrong-factor',
    `${setUp}this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(s.square()))`,
  ),
  mutant(
    'times-deviation',
    'wrong-factor',
    `${setUp}this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).mul(s))`,
  ),
  mutant(
    'input-for-value',
    'input-for-value',
    `${setUp}this.x.addgrad(g.sub(mean(g)).sub(x.mul(mean(g.mul(x)))).div(s))`,
  ),
  mutant(
    'last-term-added',
    'sign',
    `${setUp}this.x.addgrad(g.sub(mean(g)).add(y.mul(mean(g.mul(y)))).div(s))`,
  ),
  mutant('negated', 'sign', `${setUp}this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(s).neg())`),
  mutant(
    'sums',
    'factor-size',
    `${setUp}const sum = (a: NDArray) => a.sum(-1, { keepdims: true })
    this.x.addgrad(g.sub(sum(g)).sub(y.mul(sum(g.mul(y)))).div(s))`,
  ),
  mutant(
    'over-batch',
    'wrong-axis',
    `${setUp}const over = (a: NDArray) => a.mean(0, { keepdims: true })
    this.x.addgrad(g.sub(over(g)).sub(y.mul(over(g.mul(y)))).div(s))`,
  ),
  mutant(
    'other-epsilon',
    'wrong-factor',
    `const x = this.x.value, m = x.mean(-1, { keepdims: true })
    const s = np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true }).add(1e-2)), g = this.grad, y = this.value
    const mean = (a: NDArray) => a.mean(-1, { keepdims: true })
    this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(s))`,
  ),
  mutant(
    'no-upstream',
    'upstream-ignored',
    `${setUp}this.x.addgrad(np.sub(1, mean(y)).sub(y.mul(mean(y))).div(s))`,
  ),
  mutant('forward-sample-variance', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(-1, { keepdims: true }), n = x.shape[1]
    const s = np.sqrt(np.square(x.sub(m)).sum(-1, { keepdims: true }).div(n - 1).add(1e-5))
    this.value = x.sub(m).div(s)`,
  }),
  mutant('forward-no-root', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(-1, { keepdims: true })
    this.value = x.sub(m).div(np.square(x.sub(m)).mean(-1, { keepdims: true }).add(1e-5))`,
  }),
  mutant('forward-over-batch', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(0, { keepdims: true })
    this.value = x.sub(m).div(np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)))`,
  }),
  mutant('forward-no-epsilon', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(-1, { keepdims: true })
    this.value = x.sub(m).div(np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true })))`,
  }),
  mutant('one-pass-variance', 'forward-low-precision', {
    forward: `const x = this.x.value, m = x.mean(-1, { keepdims: true })
    const s = np.sqrt(np.square(x).mean(-1, { keepdims: true }).sub(m.square()).add(1e-5))
    this.value = x.sub(m).div(s)`,
  }),
  mutant('deviation-of-first-call', 'stale-value', {
    fields: 's?: NDArray',
    backward: `${setUp}this.s ??= s
    this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(this.s))`,
  }),
  mutant('centred-in-place', 'mutates-input', {
    forward: `const x = this.x.value
    x.isub(x.mean(-1, { keepdims: true }))
    this.value = x.div(np.sqrt(np.square(x).mean(-1, { keepdims: true }).add(1e-5)))`,
  }),
  mutant('eps-outside', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(-1, { keepdims: true })
    this.value = x.sub(m).div(np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true })).add(1e-5))`,
  }),
  mutant(
    'std-over-batch',
    'wrong-axis',
    `const x = this.x.value, m = x.mean(-1, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true }).add(1e-5))
    const g = this.grad, y = this.value, mean = (a: NDArray) => a.mean(-1, { keepdims: true })
    const t = np.sqrt(np.square(x.sub(x.mean(0, { keepdims: true }))).mean(0, { keepdims: true }).add(1e-5))
    this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(t))`,
  ),
  mutant(
    'product-of-means',
    'missing-term',
    `const x = this.x.value, m = x.mean(-1, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true }).add(1e-5))
    const g = this.grad, y = this.value, mean = (a: NDArray) => a.mean(-1, { keepdims: true })
    this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g).mul(mean(y)))).div(s))`,
  ),
];

export const rewrites = [
  rewrite(
    'with-sums',
    `${setUp}const n = x.shape[1], sum = (a: NDArray) => a.sum(-1, { keepdims: true })
    this.x.addgrad(g.mul(n).sub(sum(g)).sub(y.mul(sum(g.mul(y)))).div(s.mul(n)))`,
  ),
  rewrite(
    'jacobian',
    `${setUp}const [B, n] = x.shape, rows: NDArray[] = []
    for (let b = 0; b < B; b++) {
      const jacobian = np.eye(n).sub(1 / n).sub(np.outer(y.pick(b), y.pick(b)).div(n)).div(s.get(b, 0))
      rows.push(np.matmul(g.pick(b).expandDims(0), jacobian).pick(0))
    }
    this.x.addgrad(np.stack(rows))`,
  ),
  rewrite(
    'step-by-step',
    `${setUp}const centred = x.sub(m), n = x.shape[1]
    const ds = g.mul(centred).sum(-1, { keepdims: true }).neg().div(s.square())
    const dv = ds.div(s.mul(2))
    const dc = g.div(s).add(centred.mul(dv).mul(2 / n))
    this.x.addgrad(dc.sub(mean(dc)))`,
  ),
  rewrite(
    'rsqrt',
    `const x = this.x.value, m = x.mean(-1, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(-1, { keepdims: true }).add(1e-5))
    const g = this.grad, y = this.value, mean = (a: NDArray) => a.mean(-1, { keepdims: true })
    const inv = np.div(1, s), c = g.sub(mean(g))
    this.x.addgrad(inv.mul(c.sub(y.mul(mean(c.mul(y))))))`,
  ),
];

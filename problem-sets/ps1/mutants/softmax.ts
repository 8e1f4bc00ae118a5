// Wrong and unusual answers to `softmax`.
import { answersTo } from '../../cells.js';

const g = 'const g = this.grad, p = this.value\n    ';
const stable = `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true })))
    this.value = e.div(e.sum(-1, { keepdims: true }))`;

const { mutant, rewrite } = answersTo('softmax', 'Softmax', {
  init: 'public s: Node) { super() }',
  forward: stable,
  backward: `${g}this.s.addgrad(p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))))`,
});

export const mutants = [
  mutant('sign', 'sign', `${g}this.s.addgrad(p.mul(g.mul(p).sum(-1, { keepdims: true }).sub(g)))`),
  mutant('passed-through', 'missing-local-derivative', 'this.s.addgrad(this.grad)'),
  mutant('diagonal', 'missing-row-coupling', `${g}this.s.addgrad(g.mul(p).mul(np.sub(1, p)))`),
  mutant('no-sum', 'missing-row-coupling', `${g}this.s.addgrad(g.mul(p))`),
  mutant(
    'sum-not-scaled',
    'missing-row-coupling',
    `${g}this.s.addgrad(p.mul(g).sub(g.mul(p).sum(-1, { keepdims: true })))`,
  ),
  mutant('not-scaled', 'missing-factor', `${g}this.s.addgrad(g.sub(g.mul(p).sum(-1, { keepdims: true })))`),
  mutant(
    'sum-of-upstream',
    'missing-factor',
    `${g}this.s.addgrad(p.mul(g.sub(g.sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'sum-over-batch',
    'wrong-axis',
    `${g}this.s.addgrad(p.mul(g.sub(g.mul(p).sum(0, { keepdims: true }))))`,
  ),
  mutant('sum-over-all', 'missing-row-coupling', `${g}this.s.addgrad(p.mul(g.sub(g.mul(p).sum())))`),
  mutant(
    'mean-over-row',
    'factor-size',
    `${g}this.s.addgrad(p.mul(g.sub(g.mul(p).mean(-1, { keepdims: true }))))`,
  ),
  mutant(
    'squared',
    'extra-factor',
    `${g}this.s.addgrad(p.mul(p).mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'ones-upstream',
    'zero',
    `const p = this.value
    this.s.addgrad(p.mul(np.sub(1, p.sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'ignores-upstream',
    'upstream-ignored',
    `const p = this.value
    this.s.addgrad(p.mul(np.sub(1, p)))`,
  ),
  mutant(
    'scores-for-value',
    'input-for-value',
    `const g = this.grad, p = this.s.value
    this.s.addgrad(p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'value-for-gradient',
    'value-for-gradient',
    `const p = this.value
    this.s.addgrad(p.mul(p.sub(p.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'assigned',
    'assigned-not-accumulated',
    `${g}this.s.grad = p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true })))`,
  ),
  mutant(
    'over-batch',
    'factor-inverse-batch',
    `${g}this.s.addgrad(p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))).div(g.shape[0]))`,
  ),
  mutant('zero', 'zero', ''),
  mutant(
    'value-in-place',
    'mutates-value',
    `const g = this.grad, p = this.value
    const inner = g.mul(p).sum(-1, { keepdims: true })
    this.s.addgrad(p.imul(g.sub(inner)))`,
  ),
  mutant(
    'upstream-in-place',
    'mutates-upstream',
    `${g}this.s.addgrad(g.isub(g.mul(p).sum(-1, { keepdims: true })).mul(p))`,
  ),
  mutant(
    'only-first-example',
    'wrong-for-some',
    `${g}const d = p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true })))
    for (let b = 1; b < d.shape[0]; b++) d.pick(b).fill(0)
    this.s.addgrad(d)`,
  ),
  mutant('forward-unstable', 'forward-unstable', {
    forward: 'const e = np.exp(this.s.value)\n    this.value = e.div(e.sum(-1, { keepdims: true }))',
  }),
  mutant('forward-over-batch', 'forward-wrong', {
    forward: 'const e = np.exp(this.s.value)\n    this.value = e.div(e.sum(0, { keepdims: true }))',
  }),
  mutant('forward-max-of-all', 'forward-unstable', {
    forward:
      'const e = np.exp(this.s.value.sub(this.s.value.max()))\n    this.value = e.div(e.sum(-1, { keepdims: true }))',
  }),
  mutant('forward-not-normalised', 'forward-wrong', {
    forward: 'this.value = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true })))',
  }),
  mutant(
    'max-not-detached',
    'wrong-formula',
    `const g = this.grad, p = this.value, x = this.s.value
    const d = p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true })))
    const isMax = x.eq(x.max(-1, { keepdims: true }))
    this.s.addgrad(d.sub(isMax.mul(g.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'coupling-first-two',
    'missing-row-coupling',
    `const g = this.grad, p = this.value
    this.s.addgrad(p.mul(g.sub(g.mul(p).slice(null, [0, 2]).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'upstream-mean',
    'missing-row-coupling',
    `const g = this.grad, p = this.value
    this.s.addgrad(p.mul(g.sub(g.mean(-1, { keepdims: true }))))`,
  ),
  mutant(
    'jacobian-no-kronecker',
    'missing-term',
    `const g = this.grad, p = this.value
    this.s.addgrad(p.mul(g.mul(p).sum(-1, { keepdims: true })).neg())`,
  ),
  mutant(
    'clipped-p',
    'low-precision',
    `const g = this.grad, p = np.minimum(np.maximum(this.value, 1e-8), 1 - 1e-8)
    this.s.addgrad(p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'temperature',
    'factor-constant',
    `const g = this.grad, p = this.value
    this.s.addgrad(p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))).div(1.5))`,
  ),
  mutant('eps-in-denominator', 'forward-low-precision', {
    forward: `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true })))
    this.value = e.div(e.sum(-1, { keepdims: true }).add(1e-8))`,
  }),
  mutant(
    'symmetric-jacobian',
    'wrong-formula',
    `const g = this.grad, p = this.value
    this.s.addgrad(p.mul(g).sub(g.mul(p.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant(
    'two-classes-halved',
    'wrong-for-some',
    `${g}const half = p.shape[1] === 2 ? 0.5 : 1
    this.s.addgrad(p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))).mul(half))`,
  ),
  mutant(
    'one-class-passed-through',
    'wrong-for-some',
    `${g}this.s.addgrad(p.shape[1] === 1 ? g : p.mul(g.sub(g.mul(p).sum(-1, { keepdims: true }))))`,
  ),
  mutant('forward-clipped-at-12', 'forward-unstable', {
    forward:
      'const e = np.exp(np.minimum(this.s.value, 12))\n    this.value = e.div(e.sum(-1, { keepdims: true }))',
  }),
];

export const rewrites = [
  rewrite(
    'einsum',
    `${g}const inner = einsum('bk,bk->b', g, p)
    this.s.addgrad(p.mul(g.sub(inner.expandDims(-1))))`,
  ),
  rewrite('expanded', `${g}this.s.addgrad(g.mul(p).sub(p.mul(g.mul(p).sum(-1, { keepdims: true }))))`),
  rewrite(
    'jacobian',
    `const rows = []
    for (let b = 0; b < this.grad.shape[0]; b++) {
      const p = this.value.pick(b)
      const jacobian = np.eye(p.shape[0]).mul(p.expandDims(0)).sub(np.outer(p, p))
      rows.push(np.matmul(jacobian, this.grad.pick(b).expandDims(1)).squeeze(1))
    }
    this.s.addgrad(np.stack(rows))`,
  ),
  rewrite(
    'loops',
    `const [B, K] = this.grad.shape, d = np.zeros([B, K])
    for (let b = 0; b < B; b++) for (let k = 0; k < K; k++) for (let j = 0; j < K; j++) {
      const slope = this.value.get(b, j) * ((j === k ? 1 : 0) - this.value.get(b, k))
      d.set(b, k, d.get(b, k) + this.grad.get(b, j) * slope)
    }
    this.s.addgrad(d)`,
  ),
  rewrite('log-sum-exp', {
    forward: `const shifted = this.s.value.sub(this.s.value.max(-1, { keepdims: true }))
    this.value = np.exp(shifted.sub(np.log(np.exp(shifted).sum(-1, { keepdims: true }))))`,
  }),
  rewrite(
    'matrix-per-row',
    `const g = this.grad, p = this.value, d = np.zeros(p.shape); for (let b = 0; b < p.shape[0]; b++) { const r = p.pick(b, null), J = einsum('i,j->ij', r, r).neg(); for (let k = 0; k < r.shape[0]; k++) J.set(k, k, J.get(k, k) + r.get(k)); d.pick(b, null).assign(np.matmul(J, g.pick(b, null))) }; this.s.addgrad(d)`,
  ),
  rewrite(
    'centred',
    `const g = this.grad.sub(this.grad.mean(-1, { keepdims: true })), p = this.value
    this.s.addgrad(p.mul(g).sub(p.mul(p.mul(g).sum(-1, { keepdims: true }))))`,
  ),
];

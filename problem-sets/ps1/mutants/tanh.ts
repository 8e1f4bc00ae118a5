// Wrong and unusual answers to `tanh`.
import { answersTo } from '../../cells.js';

const { mutant, rewrite } = answersTo('tanh', 'Tanh', {
  init: 'public x: Node) { super() }',
  forward: 'this.value = np.tanh(this.x.value)',
  backward: 'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square())))',
});

export const mutants = [
  mutant('sign', 'sign', 'this.x.addgrad(this.grad.mul(this.value.square().sub(1)))'),
  mutant('passed-through', 'missing-local-derivative', 'this.x.addgrad(this.grad)'),
  mutant('upstream-ignored', 'upstream-ignored', 'this.x.addgrad(np.sub(1, this.value.square()))'),
  mutant(
    'input-for-value',
    'input-for-value',
    'this.x.addgrad(this.grad.mul(np.sub(1, this.x.value.square())))',
  ),
  mutant('not-squared', 'missing-factor', 'this.x.addgrad(this.grad.mul(np.sub(1, this.value)))'),
  mutant(
    'sigmoid-derivative',
    'wrong-local-derivative',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant('y-squared', 'wrong-local-derivative', 'this.x.addgrad(this.grad.mul(this.value.square()))'),
  mutant('squared', 'extra-factor', 'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square()).square()))'),
  mutant(
    'value-for-gradient',
    'value-for-gradient',
    'this.x.addgrad(this.value.mul(np.sub(1, this.value.square())))',
  ),
  mutant(
    'assigned',
    'assigned-not-accumulated',
    'this.x.grad = this.grad.mul(np.sub(1, this.value.square()))',
  ),
  mutant('half', 'factor-constant', 'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square())).mul(0.5))'),
  mutant(
    'over-batch',
    'factor-inverse-batch',
    'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square())).div(this.value.shape[0]))',
  ),
  mutant(
    'upstream-in-place',
    'mutates-upstream',
    'this.x.addgrad(this.grad.imul(np.sub(1, this.value.square())))',
  ),
  mutant('old-value', 'stale-value', {
    fields: 'slope?: NDArray',
    forward:
      'this.value = np.tanh(this.x.value)\n    if (!this.slope) this.slope = np.sub(1, this.value.square())',
    backward: 'this.x.addgrad(this.grad.mul(this.slope!))',
  }),
  mutant('static-value', 'shared-state', {
    fields: 'static last: NDArray',
    forward: 'this.value = Tanh.last = np.tanh(this.x.value)',
    backward: 'this.x.addgrad(this.grad.mul(np.sub(1, Tanh.last.square())))',
  }),
  mutant('overflow', 'forward-unstable', {
    forward:
      'const a = np.exp(this.x.value), b = np.exp(this.x.value.neg())\n    this.value = a.sub(b).div(a.add(b))',
  }),
  mutant(
    'gradient-overflow',
    'unstable-gradient',
    'const a = np.exp(this.x.value), b = np.exp(this.x.value.neg())\n    this.x.addgrad(this.grad.mul(np.sub(1, a.sub(b).div(a.add(b)).square())))',
  ),
  mutant('transposed', 'transposed', 'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square())).T)'),
  mutant(
    'truncated-series',
    'wrong-local-derivative',
    'this.x.addgrad(this.grad.mul(np.sub(1, this.x.value.square()).add(this.x.value.square().square().mul(2 / 3))))',
  ),
  mutant(
    'one-sided-differences',
    'finite-differences',
    `const h = 1e-7
    this.x.addgrad(this.grad.mul(np.tanh(this.x.value.add(h)).sub(this.value).div(h)))`,
  ),
  mutant(
    'grad-in-square',
    'nonlinear-in-upstream',
    'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square().mul(this.grad))))',
  ),
  mutant('distributed-wrong', 'extra-term', 'this.x.addgrad(this.grad.sub(this.value.square()))'),
  mutant(
    'sech-of-value',
    'value-for-input',
    `const c = np.exp(this.value).add(np.exp(this.value.neg())).div(2)
    this.x.addgrad(this.grad.div(c.square()))`,
  ),
  mutant(
    'sech-not-squared',
    'wrong-local-derivative',
    `const c = np.exp(this.x.value).add(np.exp(this.x.value.neg())).div(2)
    this.x.addgrad(this.grad.div(c))`,
  ),
  mutant(
    'mean-derivative',
    'wrong-local-derivative',
    'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square()).mean()))',
  ),
  mutant('overflow-forward', 'forward-unstable', {
    forward: `const a = np.exp(this.x.value), b = np.exp(this.x.value.neg())
    this.value = a.sub(b).div(a.add(b))`,
  }),
  mutant('once-per-node', 'state-in-backward', {
    fields: 'done = false',
    backward: `if (this.done) return
    this.done = true
    this.x.addgrad(this.grad.mul(np.sub(1, this.value.square())))`,
  }),
];

export const rewrites = [
  rewrite('two-factors', 'this.x.addgrad(this.grad.mul(np.sub(1, this.value)).mul(this.value.add(1)))'),
  rewrite('subtracted', 'this.x.addgrad(this.grad.sub(this.grad.mul(this.value).mul(this.value)))'),
  rewrite(
    'by-sigmoid',
    'const y = np.sigmoid(this.x.value.mul(2))\n    this.x.addgrad(this.grad.mul(4).mul(y).mul(np.sub(1, y)))',
  ),
  rewrite(
    'own-arrays-in-place',
    'const slope = this.value.square().neg()\n    slope.iadd(1).imul(this.grad)\n    this.x.addgrad(slope)',
  ),
  rewrite('slope-in-forward', {
    fields: 'slope!: NDArray',
    forward: 'this.value = np.tanh(this.x.value)\n    this.slope = np.sub(1, this.value.square())',
    backward: 'this.x.addgrad(this.grad.mul(this.slope))',
  }),
  rewrite(
    'sech',
    `const e = np.exp(np.abs(this.x.value).mul(-2))
    this.x.addgrad(this.grad.mul(e.mul(4)).div(np.square(e.add(1))))`,
  ),
  rewrite(
    'difference',
    `const gy = this.grad.mul(this.value)
    this.x.addgrad(this.grad.sub(gy.mul(this.value)))`,
  ),
  rewrite('factored', 'this.x.addgrad(np.sub(1, this.value).mul(np.add(1, this.value)).mul(this.grad))'),
];

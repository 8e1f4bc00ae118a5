// Wrong and unusual answers to `sigmoid`.
import { answersTo } from '../../cells.js';

const { mutant, rewrite } = answersTo('sigmoid', 'Sigmoid', {
  init: 'public x: Node) { super() }',
  forward: 'this.value = np.sigmoid(this.x.value)',
  backward: 'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)))',
});

export const mutants = [
  mutant('sign', 'sign', 'this.x.addgrad(this.grad.mul(this.value).mul(this.value.sub(1)))'),
  mutant('passed-through', 'missing-local-derivative', 'this.x.addgrad(this.grad)'),
  mutant('upstream-ignored', 'upstream-ignored', 'this.x.addgrad(this.value.mul(np.sub(1, this.value)))'),
  mutant(
    'input-for-value',
    'input-for-value',
    'this.x.addgrad(this.grad.mul(this.x.value).mul(np.sub(1, this.x.value)))',
  ),
  mutant('lacks-one-minus-y', 'missing-factor', 'this.x.addgrad(this.grad.mul(this.value))'),
  mutant('lacks-y', 'missing-factor', 'this.x.addgrad(this.grad.mul(np.sub(1, this.value)))'),
  mutant(
    'tanh-derivative',
    'wrong-local-derivative',
    'this.x.addgrad(this.grad.mul(np.sub(1, this.value.square())))',
  ),
  mutant(
    'y-squared',
    'extra-factor',
    'this.x.addgrad(this.grad.mul(this.value.square()).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'value-for-gradient',
    'value-for-gradient',
    'this.x.addgrad(this.value.mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'twice',
    'factor-constant',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).mul(2))',
  ),
  mutant(
    'addgrad-twice',
    'factor-constant',
    `const g = this.grad.mul(this.value).mul(np.sub(1, this.value))
    this.x.addgrad(g)
    this.x.addgrad(g)`,
  ),
  mutant(
    'over-batch',
    'factor-inverse-batch',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).div(this.grad.shape[0]))',
  ),
  mutant(
    'times-batch',
    'factor-batch',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).mul(this.grad.shape[0]))',
  ),
  mutant(
    'over-features',
    'factor-size',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).div(this.grad.shape[1]))',
  ),
  mutant(
    'assigned',
    'assigned-not-accumulated',
    'this.x.grad = this.grad.mul(this.value).mul(np.sub(1, this.value))',
  ),
  mutant(
    'batch-mean',
    'batch-mean',
    `const g = this.grad.mul(this.value).mul(np.sub(1, this.value))
    this.x.addgrad(np.broadcastTo(g.mean(0, { keepdims: true }), g.shape))`,
  ),
  mutant('zero', 'zero', 'this.grad.mul(this.value).mul(np.sub(1, this.value))'),
  mutant(
    'summed',
    'summed-over-batch',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).sum(0))',
  ),
  mutant(
    'summed-over-features',
    'wrong-axis',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).sum(1))',
  ),
  mutant(
    'upstream-in-place',
    'mutates-upstream',
    'this.x.addgrad(this.grad.imul(this.value).imul(np.sub(1, this.value)))',
  ),
  mutant(
    'value-in-place',
    'mutates-value',
    'this.x.addgrad(this.value.imul(np.sub(1, this.value)).mul(this.grad))',
  ),
  mutant('first-batch-size', 'batch-size-fixed', {
    fields: 'B = 0',
    forward: 'this.value = np.sigmoid(this.x.value)\n    this.B ||= this.value.shape[0]',
    backward:
      'const g = this.grad.mul(this.value).mul(np.sub(1, this.value))\n    this.x.addgrad(g.mul(g.shape[0] / this.B))',
  }),
  mutant(
    'overflow',
    'unstable-gradient',
    'const e = np.exp(this.x.value.neg())\n    this.x.addgrad(this.grad.mul(e).div(e.add(1).square()))',
  ),
  mutant('forward-unstable', 'forward-unstable', {
    forward: 'const e = np.exp(this.x.value)\n    this.value = e.div(e.add(1))',
  }),
  mutant('forward-sign', 'forward-wrong', { forward: 'this.value = np.sigmoid(this.x.value.neg())' }),
  mutant(
    'finite-differences',
    'finite-differences',
    `const h = 1e-5
    const slope = np.sigmoid(this.x.value.add(h)).sub(np.sigmoid(this.x.value.sub(h))).div(2 * h)
    this.x.addgrad(this.grad.mul(slope))`,
  ),
  mutant(
    'rounded',
    'nonlinear-in-upstream',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).mul(1000).astype("int32").div(1000))',
  ),
  mutant(
    'absolute',
    'wrong-formula',
    'this.x.addgrad(this.grad.abs().mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'eps-added',
    'wrong-local-derivative',
    'this.x.addgrad(this.grad.mul(this.value.mul(np.sub(1, this.value)).add(1e-4)))',
  ),
  mutant(
    'clamped-derivative',
    'wrong-for-some',
    'this.x.addgrad(this.grad.mul(np.maximum(this.value.mul(np.sub(1, this.value)), 0.05)))',
  ),
  mutant(
    'clipped-upstream',
    'nonlinear-in-upstream',
    'this.x.addgrad(np.minimum(np.maximum(this.grad, -1), 1).mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'upstream-normalised',
    'nonlinear-in-upstream',
    'this.x.addgrad(this.grad.div(np.sqrt(this.grad.square().sum()).add(1e-12)).mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'only-nonneg-upstream',
    'wrong-for-some',
    'this.x.addgrad(np.maximum(this.grad, 0).mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'float32-back',
    'low-precision',
    `this.x.addgrad(this.grad.mul(this.value.astype('float32')).mul(np.sub(1, this.value)))`,
  ),
  mutant('aliases-input', 'mutates-input', {
    forward: `const v = this.x.value
    v.imul(1).iadd(0)
    this.value = np.sigmoid(v.imul(-1).neg())`,
  }),
  mutant(
    'value-aliased-then-changed',
    'mutates-value',
    `const y = this.value
    const d = np.sub(1, y)
    y.imul(d)
    this.x.addgrad(this.grad.mul(y))`,
  ),
  mutant(
    'taylor',
    'wrong-local-derivative',
    `const x = this.x.value, q = x.square()
    this.x.addgrad(this.grad.mul(np.sub(0.25, q.div(16)).add(q.square().div(96))))`,
  ),
  mutant('rounded-constant-forward', 'forward-low-precision', {
    forward: 'this.value = np.div(1, np.add(1, np.exp(this.x.value.mul(-0.9999993273))))',
  }),
  mutant(
    'half-batch',
    'wrong-for-some',
    `const n = Math.ceil(this.grad.shape[0] / 2), d = this.grad.mul(this.value).mul(np.sub(1, this.value))
    d.slice([n, d.shape[0]]).fill(0)
    this.x.addgrad(d)`,
  ),
  mutant(
    'upstream-clipped-at-5',
    'nonlinear-in-upstream',
    'this.x.addgrad(np.minimum(np.maximum(this.grad, -5), 5).mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'small-upstream-dropped',
    'nonlinear-in-upstream',
    'this.x.addgrad(this.grad.mul(np.abs(this.grad).gt(1e-6)).mul(this.value).mul(np.sub(1, this.value)))',
  ),
  mutant(
    'first-64-examples',
    'wrong-for-some',
    `const d = this.grad.mul(this.value).mul(np.sub(1, this.value))
    for (let b = 64; b < d.shape[0]; b++) d.pick(b).fill(0)
    this.x.addgrad(d)`,
  ),
  mutant(
    'first-100-columns',
    'wrong-for-some',
    `const d = this.grad.mul(this.value).mul(np.sub(1, this.value))
    for (let i = 100; i < d.shape[1]; i++) d.pick(null, i).fill(0)
    this.x.addgrad(d)`,
  ),
  mutant(
    'cut-at-5',
    'wrong-for-some',
    'this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)).mul(np.abs(this.x.value).lt(5)))',
  ),
  mutant(
    'one-feature-squeezed',
    'wrong-for-some',
    `const d = this.grad.mul(this.value).mul(np.sub(1, this.value))
    this.x.addgrad(d.shape[1] === 1 ? d.sum().mul(np.ones(d.shape)) : d)`,
  ),
  mutant('computed-once-per-backward', 'stale-value', {
    fields: 'isFresh = false',
    forward: `if (this.isFresh) return
    this.value = np.sigmoid(this.x.value)
    this.isFresh = true`,
    backward: `this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)))
    this.isFresh = false`,
  }),
];

export const rewrites = [
  rewrite('expanded', 'this.x.addgrad(this.grad.mul(this.value.sub(this.value.square())))'),
  rewrite('other-branch', 'this.x.addgrad(this.grad.mul(this.value).mul(np.sigmoid(this.x.value.neg())))'),
  rewrite('einsum', "this.x.addgrad(einsum('bi,bi->bi', this.grad, this.value.mul(np.sub(1, this.value))))"),
  rewrite('by-tanh', { forward: 'this.value = np.tanh(this.x.value.div(2)).add(1).div(2)' }),
  rewrite('slide', { forward: 'this.value = np.div(1, np.exp(this.x.value.neg()).add(1))' }),
  rewrite(
    'rows',
    `const rows = []
    for (let b = 0; b < this.grad.shape[0]; b++) {
      const y = this.value.pick(b)
      rows.push(this.grad.pick(b).mul(y).mul(np.sub(1, y)))
    }
    this.x.addgrad(np.stack(rows))`,
  ),
  rewrite(
    'float64-inside',
    'const y = this.value.astype("float64")\n    this.x.addgrad(this.grad.astype("float64").mul(y).mul(np.sub(1, y)))',
  ),
  rewrite(
    'via-exp-of-abs',
    `const e = np.exp(np.abs(this.x.value).neg()), d = e.div(np.square(e.add(1)))
    this.x.addgrad(this.grad.mul(d))`,
  ),
  rewrite(
    'in-two-addgrads',
    `const g = this.grad.mul(this.value)
    this.x.addgrad(g)
    this.x.addgrad(g.mul(this.value).neg())`,
  ),
  rewrite(
    'column-loop',
    'const d = np.zeros(this.grad.shape); for (let i = 0; i < d.shape[1]; i++) d.pick(null, i).assign(this.grad.pick(null, i).mul(this.value.pick(null, i)).mul(np.sub(1, this.value.pick(null, i)))); this.x.addgrad(d)',
  ),
  rewrite('own-grad-in-place', 'this.x.grad.iadd(this.grad.mul(this.value).mul(np.sub(1, this.value)))'),
  rewrite(
    'assign-added',
    'this.x.grad = this.x.grad.add(this.grad.mul(this.value).mul(np.sub(1, this.value)))',
  ),
  rewrite('private-method', {
    fields: '#d() { return this.value.sub(this.value.square()) }',
    backward: 'this.x.addgrad(this.#d().mul(this.grad))',
  }),
];

// Wrong and unusual answers to `relu`.
import { answersTo } from '../../cells.js';

const { mutant, rewrite } = answersTo('relu', 'Relu', {
  init: 'public x: Node) { super() }',
  forward: 'this.value = this.x.value.maximum(0)',
  backward: 'this.x.addgrad(this.grad.mul(this.x.value.gt(0)))',
});

export const mutants = [
  mutant('sign', 'sign', 'this.x.addgrad(this.grad.mul(this.x.value.gt(0)).neg())'),
  mutant('passed-through', 'missing-local-derivative', 'this.x.addgrad(this.grad)'),
  mutant('upstream-ignored', 'upstream-ignored', 'this.x.addgrad(this.x.value.gt(0).astype("float64"))'),
  mutant('inverted-mask', 'inverted-mask', 'this.x.addgrad(this.grad.mul(this.x.value.le(0)))'),
  mutant('mask-by-upstream', 'wrong-mask', 'this.x.addgrad(this.grad.mul(this.grad.gt(0)))'),
  mutant('guided', 'wrong-mask', 'this.x.addgrad(this.grad.mul(this.grad.gt(0)).mul(this.x.value.gt(0)))'),
  mutant('value-for-gradient', 'value-for-gradient', 'this.x.addgrad(this.value)'),
  mutant('times-value', 'extra-factor', 'this.x.addgrad(this.grad.mul(this.value))'),
  mutant('zero', 'zero', ''),
  mutant('zeros', 'zero', 'this.x.addgrad(np.zerosLike(this.grad))'),
  mutant('assigned', 'assigned-not-accumulated', 'this.x.grad = this.grad.mul(this.x.value.gt(0))'),
  mutant(
    'over-batch',
    'factor-inverse-batch',
    'this.x.addgrad(this.grad.mul(this.x.value.gt(0)).div(this.grad.shape[0]))',
  ),
  mutant('over-64', 'factor-constant', 'this.x.addgrad(this.grad.mul(this.x.value.gt(0)).div(64))'),
  mutant('summed', 'summed-over-batch', 'this.x.addgrad(this.grad.mul(this.x.value.gt(0)).sum(0))'),
  mutant('kept-mask', 'stale-value', {
    fields: 'mask?: NDArray',
    forward: 'this.mask ??= this.x.value.gt(0)\n    this.value = this.x.value.maximum(0)',
    backward: 'this.x.addgrad(this.grad.mul(this.mask!))',
  }),
  mutant('mask-of-constructor', 'stale-value', {
    fields: 'mask: NDArray',
    init: 'public x: Node) { super(); this.mask = x.value.gt(0) }',
    backward: 'this.x.addgrad(this.grad.mul(this.mask))',
  }),
  mutant('shared-mask', 'shared-state', {
    before: 'let mask: NDArray',
    forward: 'mask = this.x.value.gt(0)\n    this.value = this.x.value.maximum(0)',
    backward: 'this.x.addgrad(this.grad.mul(mask))',
  }),
  mutant('upstream-in-place', 'mutates-upstream', 'this.x.addgrad(this.grad.imul(this.x.value.gt(0)))'),
  mutant('input-in-place', 'mutates-input', {
    forward:
      'const x = this.x.value\n    for (let b = 0; b < x.shape[0]; b++) for (let i = 0; i < x.shape[1]; i++) if (x.get(b, i) < 0) x.set(b, i, 0)\n    this.value = x.copy()',
  }),
  mutant('growing', 'state-in-backward', {
    fields: 'total?: NDArray',
    backward:
      'this.total = this.total ? this.total.add(this.grad) : this.grad\n    this.x.addgrad(this.total.mul(this.x.value.gt(0)))\n    this.total = this.total.mul(1)',
  }),
  mutant(
    'forgotten-last-row',
    'wrong-for-some',
    'const d = this.grad.mul(this.x.value.gt(0))\n    d.pick(d.shape[0] - 1).fill(0)\n    this.x.addgrad(d)',
  ),
  mutant('leaky', 'wrong-mask', 'this.x.addgrad(this.grad.mul(np.where(this.x.value.gt(0), 1, 0.01)))'),
  mutant('nan-at-zero', 'kink', 'this.x.addgrad(this.grad.mul(this.value.div(this.x.value)))'),
  mutant(
    'float32',
    'low-precision',
    'this.x.addgrad(this.grad.astype("float32").mul(this.x.value.gt(0)).astype("float64"))',
  ),
  mutant(
    'finite-differences',
    'finite-differences',
    `const h = 1e-6
    const slope = this.x.value.add(h).maximum(0).sub(this.x.value.sub(h).maximum(0)).div(2 * h)
    this.x.addgrad(this.grad.mul(slope))`,
  ),
  mutant('not-implemented', 'not-implemented', 'throw new Error("not implemented")'),
  mutant('throws', 'throws', '(null as any).nothing'),
  mutant('forward-abs', 'forward-wrong', { forward: 'this.value = this.x.value.abs()' }),
  mutant('forward-minimum', 'forward-wrong', { forward: 'this.value = this.x.value.minimum(0)' }),
  mutant('no-value', 'no-value', { forward: 'this.x.value.maximum(0)' }),
  mutant('threshold-small', 'wrong-mask', 'this.x.addgrad(this.grad.mul(this.x.value.gt(0.01)))'),
  mutant('relu6', 'forward-wrong', { forward: 'this.value = np.minimum(this.x.value.maximum(0), 2)' }),
  mutant('mask-of-mean', 'wrong-mask', 'this.x.addgrad(this.grad.mul(this.x.value.gt(this.x.value.mean())))'),
  mutant(
    'row-mask',
    'wrong-mask',
    'this.x.addgrad(this.grad.mul(this.x.value.sum(1, { keepdims: true }).gt(0)))',
  ),
  mutant(
    'product-mask',
    'wrong-for-some',
    'this.x.addgrad(this.grad.mul(this.x.value.mul(this.grad).gt(0)))',
  ),
  mutant('forward-alias', 'mutates-input', {
    forward:
      'const v = this.x.value; for (let b = 0; b < v.shape[0]; b++) for (let i = 0; i < v.shape[1]; i++) if (v.get(b, i) < 0) v.set(b, i, 0); this.value = v',
  }),
  mutant(
    'last-column-forgotten',
    'wrong-for-some',
    'const [B, n] = this.grad.shape, d = np.zeros([B, n]); for (let b = 0; b < B; b++) for (let i = 0; i < n - 1; i++) d.set(b, i, this.x.value.get(b, i) > 0 ? this.grad.get(b, i) : 0); this.x.addgrad(d)',
  ),
  mutant('threshold-tiny', 'wrong-mask', 'this.x.addgrad(this.grad.mul(this.x.value.gt(5e-4)))'),
  mutant(
    'goes-on-backwards',
    'visited-twice',
    `this.x.addgrad(this.grad.mul(this.x.value.gt(0)))
    ;(this.x as CompNode).backward()`,
  ),
  mutant('input-in-place-until-backward', 'mutates-input', {
    fields: 'kept!: NDArray',
    forward: `this.kept = this.x.value.copy()
    this.x.value.assign(this.x.value.maximum(0))
    this.value = this.x.value.copy()`,
    backward: `this.x.addgrad(this.grad.mul(this.kept.gt(0)))
    this.x.value.assign(this.kept)`,
  }),
];

export const rewrites = [
  rewrite('by-value', 'this.x.addgrad(this.grad.mul(this.value.gt(0)))'),
  rewrite('where', 'this.x.addgrad(np.where(this.x.value.gt(0), this.grad, 0))'),
  rewrite('ge', 'this.x.addgrad(this.grad.mul(this.x.value.ge(0)))'),
  rewrite(
    'loops',
    `const g = np.zerosLike(this.grad)
    const [B, n] = g.shape
    for (let b = 0; b < B; b++) for (let i = 0; i < n; i++) if (this.x.value.get(b, i) > 0) g.set(b, i, this.grad.get(b, i))
    this.x.addgrad(g)`,
  ),
  rewrite('mask-in-forward', {
    fields: 'mask!: NDArray',
    forward: 'this.mask = this.x.value.gt(0)\n    this.value = this.x.value.mul(this.mask)',
    backward: 'this.x.addgrad(this.grad.mul(this.mask))',
  }),
  rewrite(
    'copy-in-place',
    'const g = this.grad.copy()\n    g.imul(this.x.value.gt(0))\n    this.x.addgrad(g)',
  ),
  rewrite('half-at-kink', 'this.x.addgrad(this.grad.mul(np.sign(this.x.value).add(1).div(2)))'),
  rewrite('sign', 'this.x.addgrad(this.grad.mul(np.maximum(np.sign(this.x.value), 0)))'),
];

// Wrong and unusual answers to `mul` and `mul-column`.
import { answersTo } from '../../cells.js';

const init = 'public u: Node, public v: Node) { super() }';
const forward = 'this.value = this.u.value.mul(this.v.value)';
const u = 'this.u.addgrad(this.grad.mul(this.v.value))';
const v = 'this.v.addgrad(this.grad.mul(this.u.value))';
const column = 'this.v.addgrad(this.grad.mul(this.u.value).sum(1, { keepdims: true }))';

const same = answersTo('mul', 'Mul', { init, forward, backward: `${u}; ${v}` });
const broadcast = answersTo('mul-column', 'Mul', { init, forward, backward: `${u}; ${column}` });

export const mutants = [
  same.mutant(
    'exchanged',
    'swapped-gradients',
    `this.u.addgrad(this.grad.mul(this.u.value)); this.v.addgrad(this.grad.mul(this.v.value))`,
  ),
  same.mutant('only-one', 'missing-gradient', u),
  same.mutant('value-for-factor', 'extra-factor', `this.u.addgrad(this.grad.mul(this.value)); ${v}`),
  same.mutant('value-over-itself', 'not-finite', {
    forward: 'this.value = this.u.value.mul(this.v.value)',
    backward: `this.u.addgrad(this.grad.mul(np.sqrt(this.v.value))); ${v}`,
  }),
  same.mutant(
    'no-chain-rule',
    'upstream-ignored',
    `this.u.addgrad(this.v.value); this.v.addgrad(this.u.value)`,
  ),
  same.mutant('as-add', 'missing-local-derivative', 'this.u.addgrad(this.grad); this.v.addgrad(this.grad)'),
  same.mutant(
    'both-factors',
    'extra-factor',
    `this.u.addgrad(this.grad.mul(this.v.value).mul(this.u.value)); ${v}`,
  ),
  same.mutant('minus', 'sign', `${u}; this.v.addgrad(this.grad.mul(this.u.value).neg())`),
  same.mutant('quotient', 'wrong-factor', `this.u.addgrad(this.grad.div(this.v.value)); ${v}`),
  same.mutant(
    'second-assigned',
    'assigned-not-accumulated',
    `${u}; this.v.grad = this.grad.mul(this.u.value)`,
  ),
  same.mutant('upstream-in-place', 'mutates-upstream', `this.u.addgrad(this.grad.imul(this.v.value)); ${v}`),
  same.mutant('factor-in-place', 'mutates-input', `this.u.addgrad(this.v.value.imul(this.grad)); ${v}`),
  same.mutant(
    'same-node-special-case',
    'shared-state',
    `${u}
    if (this.u !== this.v) ${v}`,
  ),
  same.mutant('old-factor', 'stale-value', {
    fields: 'factor?: NDArray',
    forward: 'this.factor ??= this.v.value\n    this.value = this.u.value.mul(this.v.value)',
    backward: `this.u.addgrad(this.grad.mul(this.factor!)); ${v}`,
  }),
  same.mutant('factor-in-static-field', 'shared-state', {
    fields: 'static factor: NDArray',
    forward: 'Mul.factor = this.v.value\n    this.value = this.u.value.mul(this.v.value)',
    backward: `this.u.addgrad(this.grad.mul(Mul.factor)); ${v}`,
  }),
  same.mutant('forward-sum', 'forward-wrong', { forward: 'this.value = this.u.value.add(this.v.value)' }),
  broadcast.mutant('not-summed', 'not-summed', `${u}; ${v}`),
  broadcast.mutant(
    'summed-over-batch',
    'batch-mean',
    `${u}; this.v.addgrad(np.broadcastTo(this.grad.mul(this.u.value).sum(0, { keepdims: true }).sum(1, { keepdims: true }), this.v.value.shape))`,
  ),
  broadcast.mutant(
    'mean-over-row',
    'factor-size',
    `${u}; this.v.addgrad(this.grad.mul(this.u.value).mean(1, { keepdims: true }))`,
  ),
  broadcast.mutant(
    'axis-dropped',
    'gradient-shape',
    `${u}; this.v.addgrad(this.grad.mul(this.u.value).sum(1))`,
  ),
  broadcast.mutant(
    'upstream-summed-alone',
    'missing-factor',
    `${u}; this.v.addgrad(this.grad.sum(1, { keepdims: true }))`,
  ),
  broadcast.mutant(
    'first-column-only',
    'wrong-for-some',
    `${u}; this.v.addgrad(this.grad.mul(this.u.value).slice(null, [0, 1]))`,
  ),
  broadcast.mutant(
    'sums-multiplied',
    'wrong-formula',
    `${u}; this.v.addgrad(this.grad.sum(1, { keepdims: true }).mul(this.u.value.sum(1, { keepdims: true })))`,
  ),
  broadcast.mutant(
    'max-not-sum',
    'nonlinear-in-upstream',
    `this.u.addgrad(this.grad.mul(this.v.value))
    this.v.addgrad(this.grad.mul(this.u.value).max(1, { keepdims: true }))`,
  ),
  broadcast.mutant(
    'over-root-n',
    'factor-size',
    `this.u.addgrad(this.grad.mul(this.v.value))
    this.v.addgrad(this.grad.mul(this.u.value).sum(1, { keepdims: true }).div(Math.sqrt(this.u.value.shape[1])))`,
  ),
  same.mutant(
    'quotient-trick',
    'unstable-gradient',
    `this.u.addgrad(this.grad.mul(this.value.div(this.u.value)))
    this.v.addgrad(this.grad.mul(this.value.div(this.v.value)))`,
  ),
  same.mutant(
    'same-array-once',
    'shared-state',
    `this.u.addgrad(this.grad.mul(this.v.value))
    if (this.u !== this.v) this.v.addgrad(this.grad.mul(this.u.value))`,
  ),
  same.mutant(
    'doubled-when-same',
    'shared-state',
    `if (this.u === this.v) this.u.addgrad(this.grad.mul(this.u.value))
    else { this.u.addgrad(this.grad.mul(this.v.value))
    this.v.addgrad(this.grad.mul(this.u.value)) }`,
  ),
  same.mutant(
    'value-over-factor',
    'unstable-gradient',
    `${u}; this.v.addgrad(this.grad.mul(this.value).div(this.v.value))`,
  ),
  broadcast.mutant(
    'one-feature-doubled',
    'wrong-for-some',
    `${u}; ${column.replace('this.grad', 'this.grad.mul(this.grad.shape[1] === 1 ? 2 : 1)')}`,
  ),
];

export const rewrites = [
  same.rewrite(
    'einsum',
    `this.u.addgrad(einsum('bi,bi->bi', this.grad, this.v.value)); this.v.addgrad(einsum('bi,bi->bi', this.grad, this.u.value))`,
  ),
  same.rewrite('other-order', `${v}; ${u}`),
  same.rewrite('copies', {
    forward: 'this.value = this.u.value.copy().imul(this.v.value)',
    backward: `this.u.addgrad(this.grad.copy().imul(this.v.value)); ${v}`,
  }),
  broadcast.rewrite(
    'einsum',
    `${u}; this.v.addgrad(einsum('bi,bi->b', this.grad, this.u.value).expandDims(1))`,
  ),
  broadcast.rewrite(
    'unbroadcast',
    `${u}; this.v.addgrad(unbroadcast(this.grad.mul(this.u.value), this.v.value.shape))`,
  ),
  broadcast.rewrite(
    'matrix-product',
    `${u}; this.v.addgrad(np.matmul(this.grad.mul(this.u.value), np.ones([this.u.value.shape[1], 1])))`,
  ),
];

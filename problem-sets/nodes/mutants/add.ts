// Wrong and unusual answers to `add` and `add-row`, and mistakes of the framework that show in sums: what a node does to the
// gradients and values of others.
import { answersTo } from '../../cells.js';

const init = 'public u: Node, public v: Node) { super() }';
const forward = 'this.value = this.u.value.add(this.v.value)';
const u = 'this.u.addgrad(this.grad)';
const v = 'this.v.addgrad(this.grad)';
const row = 'this.v.addgrad(this.grad.sum(0))';

const same = answersTo('add', 'Add', { init, forward, backward: `${u}; ${v}` });
const broadcast = answersTo('add-row', 'Add', { init, forward, backward: `${u}; ${row}` });

export const mutants = [
  same.mutant('only-one', 'missing-gradient', u),
  same.mutant('as-mul', 'extra-factor', `${u}; this.v.addgrad(this.grad.mul(this.u.value))`),
  same.mutant(
    'halved',
    'factor-constant',
    `this.u.addgrad(this.grad.div(2)); this.v.addgrad(this.grad.div(2))`,
  ),
  same.mutant('as-sub', 'sign', `${u}; this.v.addgrad(this.grad.neg())`),
  same.mutant('twice-to-the-first', 'factor-constant', `${u}; ${u}`),
  same.mutant(
    'assigned-alias',
    'assigned-not-accumulated',
    'this.u.grad = this.grad; this.v.grad = this.grad',
  ),
  same.mutant('second-alias', 'assigned-not-accumulated', `${u}; this.v.grad = this.grad`),
  same.mutant('in-place-on-input', 'mutates-input', {
    forward: 'this.value = this.u.value.iadd(this.v.value)',
  }),
  same.mutant('grad-read-from-u', 'value-for-gradient', `this.u.addgrad(this.u.value); ${v}`),
  same.mutant('accumulates-itself', 'mutates-upstream', `${u}; ${v}; this.grad = this.grad.mul(2)`),
  same.mutant('grows', 'state-in-backward', {
    fields: 'total: NDArray | number = 0',
    backward:
      'this.total = this.grad.add(this.total)\n    this.u.addgrad(this.total)\n    this.v.addgrad(this.total)',
  }),
  same.mutant('own-addgrad-assigns', 'own-addgrad', {
    fields: 'addgrad(delta: NDArray) { this.grad = delta }',
  }),
  same.mutant('own-addgrad-keeps-first', 'own-addgrad', {
    fields:
      'seen = false; addgrad(delta: NDArray) { if (!this.seen) super.addgrad(delta); this.seen = true }',
  }),
  same.mutant('own-addgrad-averages', 'own-addgrad', {
    fields: 'addgrad(delta: NDArray) { super.addgrad(delta.div(delta.shape[0])) }',
  }),
  same.mutant('one-buffer-for-all', 'shared-state', {
    before: 'let sum: NDArray',
    forward: 'sum = this.u.value.add(this.v.value)\n    this.value = sum',
    backward: 'this.u.addgrad(this.grad.mul(sum.eq(this.value)))\n    this.v.addgrad(this.grad)',
  }),
  same.mutant('computed-in-constructor', 'stale-value', {
    init: 'public u: Node, public v: Node) { super(); this.sum = u.value.add(v.value) }',
    fields: 'sum: NDArray',
    forward: 'this.value = this.sum',
  }),
  same.mutant('first-shape', 'batch-size-fixed', {
    fields: 'B = 0',
    forward: 'this.B ||= this.u.value.shape[0]\n    this.value = this.u.value.add(this.v.value)',
    backward: `${u}; this.v.addgrad(this.grad.mul(this.grad.shape[0]).div(this.B))`,
  }),
  broadcast.mutant('not-summed', 'not-summed', `${u}; ${v}`),
  broadcast.mutant('mean', 'factor-inverse-batch', `${u}; this.v.addgrad(this.grad.mean(0))`),
  broadcast.mutant('row-sum', 'wrong-axis', `${u}; this.v.addgrad(this.grad.sum(1))`),
  broadcast.mutant('first-example', 'wrong-for-some', `${u}; this.v.addgrad(this.grad.pick(0))`),
  broadcast.mutant(
    'to-every-example',
    'batch-mean',
    `this.u.addgrad(np.broadcastTo(this.grad.mean(0), this.grad.shape)); ${row}`,
  ),
  broadcast.mutant(
    'sum-of-all',
    'wrong-axis',
    `${u}; this.v.addgrad(np.full(this.v.value.shape, this.grad.sum().item()))`,
  ),
  broadcast.mutant('row-in-place', 'mutates-upstream', `${row}; this.u.addgrad(this.grad.imul(1 - 1e-9))`),
  same.mutant(
    'shared-array',
    'assigned-not-accumulated',
    `this.u.grad = this.grad
    this.v.grad = this.grad`,
  ),
  same.mutant('accumulates-twice', 'state-in-backward', {
    fields: 'total?: NDArray',
    backward: `this.total = this.total ? this.total.add(this.grad) : this.grad
    this.u.addgrad(this.total)
    this.v.addgrad(this.total)`,
  }),
  same.mutant('value-alias', 'mutates-input', { forward: 'this.value = this.u.value.iadd(this.v.value)' }),
  same.mutant('grad-summed-in-value', 'mutates-value', {
    backward: `this.u.addgrad(this.grad)
    this.v.addgrad(this.grad)
    this.value = this.value.add(1)`,
  }),
  broadcast.mutant(
    'row-is-first',
    'wrong-for-some',
    `this.u.addgrad(this.grad)
    this.v.addgrad(this.grad.pick(0, null))`,
  ),
  broadcast.mutant(
    'sum-wrong-when-square',
    'wrong-for-some',
    `const g = this.grad
    this.u.addgrad(g)
    this.v.addgrad(g.shape[0] === g.shape[1] ? g.sum(1) : g.sum(0))`,
  ),
  broadcast.mutant(
    'broadcast-batch-one',
    'wrong-for-some',
    `const g = this.grad
    this.u.addgrad(g)
    this.v.addgrad(g.shape[0] === 1 ? g.pick(0, null).mul(2) : g.sum(0))`,
  ),
];

export const rewrites = [
  same.rewrite('copies', 'this.u.addgrad(this.grad.copy()); this.v.addgrad(this.grad.copy())'),
  same.rewrite('list', {
    init: 'public u: Node, public v: Node) { super(); this.terms = [u, v] }',
    fields: 'terms: Node[]',
    forward: 'this.value = this.terms.map((term) => term.value).reduce((sum, x) => sum.add(x))',
    backward: 'for (const term of this.terms) term.addgrad(this.grad)',
  }),
  same.rewrite('own-addgrad', { fields: 'addgrad(delta: NDArray) { super.addgrad(delta) }' }),
  broadcast.rewrite('unbroadcast', `${u}; this.v.addgrad(unbroadcast(this.grad, this.v.value.shape))`),
  broadcast.rewrite(
    'ones-product',
    `${u}; this.v.addgrad(np.matmul(np.ones([1, this.grad.shape[0]]), this.grad).pick(0))`,
  ),
];

// Wrong and unusual answers to `cross-entropy`.
import { answersTo } from '../../cells.js';

const softmax = `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true })))
    const p = e.div(e.sum(-1, { keepdims: true }))`;
const oneHot = 'const t = np.oneHot(this.y.value, this.s.value.shape[1])';
const setUp = `${softmax}\n    ${oneHot}\n    const g = this.grad.expandDims(-1)\n    `;

const { mutant, rewrite } = answersTo('cross-entropy', 'CrossEntropy', {
  init: 'public s: Node, public y: Node) { super() }',
  forward: `const shifted = this.s.value.sub(this.s.value.max(-1, { keepdims: true }))
    const logs = shifted.sub(np.log(np.exp(shifted).sum(-1, { keepdims: true })))
    this.value = logs.mul(np.oneHot(this.y.value, logs.shape[1])).sum(-1).neg()`,
  backward: `${setUp}this.s.addgrad(g.mul(p.sub(t)))`,
});

export const mutants = [
  mutant('sign', 'sign', `${setUp}this.s.addgrad(g.mul(t.sub(p)))`),
  mutant('no-upstream', 'upstream-ignored', `${setUp}this.s.addgrad(p.sub(t))`),
  mutant('no-label', 'missing-term', `${setUp}this.s.addgrad(g.mul(p))`),
  mutant('only-label', 'missing-term', `${setUp}this.s.addgrad(g.mul(t).neg())`),
  mutant('label-added', 'sign', `${setUp}this.s.addgrad(g.mul(p.add(t)))`),
  mutant(
    'over-batch',
    'factor-inverse-batch',
    `${setUp}this.s.addgrad(g.mul(p.sub(t)).div(this.grad.shape[0]))`,
  ),
  mutant('over-classes', 'factor-size', `${setUp}this.s.addgrad(g.mul(p.sub(t)).div(t.shape[1]))`),
  mutant('scores-for-probabilities', 'input-for-value', `${setUp}this.s.addgrad(g.mul(this.s.value.sub(t)))`),
  mutant(
    'softmax-over-batch',
    'wrong-axis',
    `${oneHot}
    const e = np.exp(this.s.value)
    this.s.addgrad(this.grad.expandDims(-1).mul(e.div(e.sum(0, { keepdims: true })).sub(t)))`,
  ),
  mutant(
    'not-normalised',
    'missing-row-coupling',
    `${oneHot}
    this.s.addgrad(this.grad.expandDims(-1).mul(np.exp(this.s.value).sub(t)))`,
  ),
  mutant('through-softmax-again', 'extra-factor', `${setUp}this.s.addgrad(g.mul(p.sub(t)).mul(p))`),
  mutant(
    'probability-not-loss',
    'value-for-gradient',
    `${setUp}const picked = p.mul(t).sum(-1, { keepdims: true })
    this.s.addgrad(g.mul(picked).mul(t.sub(p)))`,
  ),
  mutant(
    'loss-for-upstream',
    'value-for-gradient',
    `${setUp}this.s.addgrad(this.value.expandDims(-1).mul(p.sub(t)))`,
  ),
  mutant(
    'unstable',
    'unstable-gradient',
    `${oneHot}
    const e = np.exp(this.s.value)
    this.s.addgrad(this.grad.expandDims(-1).mul(e.div(e.sum(-1, { keepdims: true })).sub(t)))`,
  ),
  mutant('forward-unstable', 'forward-unstable', {
    forward: `${softmax}
    this.value = np.log(p).mul(np.oneHot(this.y.value, p.shape[1])).sum(-1).neg()`,
  }),
  mutant('forward-clipped', 'forward-unstable', {
    forward: `${softmax}
    this.value = np.log(np.clip(p, 1e-7, 1)).mul(np.oneHot(this.y.value, p.shape[1])).sum(-1).neg()`,
  }),
  mutant('forward-mean', 'forward-shape', {
    forward: `${softmax}
    this.value = np.log(p).mul(np.oneHot(this.y.value, p.shape[1])).sum(-1).neg().mean()`,
  }),
  mutant('forward-sign', 'forward-sign', {
    forward: `const shifted = this.s.value.sub(this.s.value.max(-1, { keepdims: true }))
    const logs = shifted.sub(np.log(np.exp(shifted).sum(-1, { keepdims: true })))
    this.value = logs.mul(np.oneHot(this.y.value, logs.shape[1])).sum(-1)`,
  }),
  mutant(
    'first-label',
    'wrong-for-some',
    `${setUp}const first = np.oneHot(np.full([t.shape[0]], this.y.value.get(0)).astype('int32'), t.shape[1])
    this.s.addgrad(g.mul(p.sub(first)))`,
  ),
  mutant('assigned', 'assigned-not-accumulated', `${setUp}this.s.grad = g.mul(p.sub(t))`),
  mutant('scores-in-place', 'mutates-input', {
    forward: `const shifted = this.s.value.isub(this.s.value.max(-1, { keepdims: true }))
    const logs = shifted.sub(np.log(np.exp(shifted).sum(-1, { keepdims: true })))
    this.value = logs.mul(np.oneHot(this.y.value, logs.shape[1])).sum(-1).neg()`,
  }),
  mutant('old-probabilities', 'stale-value', {
    fields: 'p?: NDArray',
    backward: `${setUp}this.p ??= p
    this.s.addgrad(g.mul(this.p.sub(t)))`,
  }),
  mutant(
    'label-smoothing',
    'wrong-formula',
    `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true }))), p = e.div(e.sum(-1, { keepdims: true })), t = np.oneHot(this.y.value, this.s.value.shape[1]), g = this.grad.expandDims(-1)
    this.s.addgrad(g.mul(p.sub(t.mul(0.9).add(0.1 / t.shape[1]))))`,
  ),
  mutant(
    'max-global',
    'unstable-gradient',
    `const e = np.exp(this.s.value.sub(this.s.value.max())), p = e.div(e.sum(-1, { keepdims: true })), t = np.oneHot(this.y.value, this.s.value.shape[1])
    this.s.addgrad(this.grad.expandDims(-1).mul(p.sub(t)))`,
  ),
  mutant(
    'only-wrong-classes',
    'wrong-for-some',
    `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true }))), p = e.div(e.sum(-1, { keepdims: true })), t = np.oneHot(this.y.value, this.s.value.shape[1]), g = this.grad.expandDims(-1)
    this.s.addgrad(g.mul(p).mul(np.sub(1, t)))`,
  ),
  mutant(
    'hard-max',
    'wrong-formula',
    `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true }))), p = e.div(e.sum(-1, { keepdims: true })), t = np.oneHot(this.y.value, this.s.value.shape[1]), g = this.grad.expandDims(-1)
    this.s.addgrad(g.mul(p.eq(p.max(-1, { keepdims: true })).sub(t)))`,
  ),
  mutant(
    'focal',
    'wrong-factor',
    `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true }))), p = e.div(e.sum(-1, { keepdims: true })), t = np.oneHot(this.y.value, this.s.value.shape[1]), g = this.grad.expandDims(-1)
    const q = p.mul(t).sum(-1, { keepdims: true })
    this.s.addgrad(g.mul(p.sub(t)).mul(np.sub(1, q)))`,
  ),
  mutant(
    'upstream-summed',
    'batch-mean',
    `const e = np.exp(this.s.value.sub(this.s.value.max(-1, { keepdims: true }))), p = e.div(e.sum(-1, { keepdims: true })), t = np.oneHot(this.y.value, this.s.value.shape[1]), g = this.grad.expandDims(-1)
    this.s.addgrad(this.grad.sum().mul(p.sub(t)))`,
  ),
];

export const rewrites = [
  rewrite(
    'loop-over-labels',
    `${softmax}
    const d = p.mul(this.grad.expandDims(-1))
    for (let b = 0; b < d.shape[0]; b++) {
      const k = this.y.value.get(b)
      d.set(b, k, d.get(b, k) - this.grad.get(b))
    }
    this.s.addgrad(d)`,
  ),
  rewrite(
    'in-two-parts',
    `${setUp}this.s.addgrad(g.mul(p))
    this.s.addgrad(g.mul(t).neg())`,
  ),
  rewrite('einsum', `${setUp}this.s.addgrad(einsum('b,bk->bk', this.grad, p.sub(t)))`),
  rewrite('kept-from-forward', {
    fields: 'logs!: NDArray',
    forward: `const shifted = this.s.value.sub(this.s.value.max(-1, { keepdims: true }))
    this.logs = shifted.sub(np.log(np.exp(shifted).sum(-1, { keepdims: true })))
    this.value = this.logs.mul(np.oneHot(this.y.value, this.logs.shape[1])).sum(-1).neg()`,
    backward: `${oneHot}
    this.s.addgrad(np.exp(this.logs).sub(t).mul(this.grad.expandDims(-1)))`,
  }),
  rewrite(
    'via-logs',
    'const z = this.s.value, l = z.sub(z.max(-1, { keepdims: true })), q = np.exp(l.sub(np.log(np.exp(l).sum(-1, { keepdims: true })))), d = q.copy(); for (let b = 0; b < d.shape[0]; b++) { const k = this.y.value.get(b); d.set(b, k, d.get(b, k) - 1) }; d.imul(this.grad.expandDims(-1)); this.s.addgrad(d)',
  ),
];

// Wrong and unusual answers to `affine`.
import { answersTo } from '../../cells.js';

const x = 'this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))';
const b = 'this.Phi.b.addgrad(this.grad.neg())';
const w = "this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))";
const all = (...lines: string[]): string => lines.join('\n    ');

const { mutant, rewrite } = answersTo('affine', 'Affine', {
  init: 'public Phi: AffineParams, public x: Node) { super() }',
  forward: 'this.value = np.matmul(this.x.value, this.Phi.w.value).sub(this.Phi.b.value)',
  backward: all(x, b, w),
});

export const mutants = [
  mutant('bias-not-negated', 'sign', all(x, 'this.Phi.b.addgrad(this.grad)', w)),
  mutant(
    'weights-negated',
    'sign',
    all(x, b, "this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad.neg()))"),
  ),
  mutant(
    'input-negated',
    'sign',
    all('this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T).neg())', b, w),
  ),
  mutant('no-bias-gradient', 'missing-gradient', all(x, w)),
  mutant('no-weight-gradient', 'missing-gradient', all(x, b)),
  mutant('no-input-gradient', 'missing-gradient', all(b, w)),
  mutant('nothing', 'zero', ''),
  mutant(
    'weights-summed',
    'summed-over-batch',
    all(x, b, 'this.Phi.w.addgrad(np.matmul(this.x.value.T, this.grad))'),
  ),
  mutant('bias-summed', 'summed-over-batch', all(x, 'this.Phi.b.addgrad(this.grad.neg().sum(0))', w)),
  mutant('bias-averaged', 'summed-over-batch', all(x, 'this.Phi.b.addgrad(this.grad.neg().mean(0))', w)),
  mutant('bias-summed-over-outputs', 'wrong-axis', all(x, 'this.Phi.b.addgrad(this.grad.neg().sum(1))', w)),
  mutant(
    'weights-transposed',
    'transposed',
    all(x, b, "this.Phi.w.addgrad(einsum('bi,bj->bji', this.x.value, this.grad))"),
  ),
  mutant(
    'w-not-transposed',
    'transposed',
    all('this.x.addgrad(np.matmul(this.grad, this.Phi.w.value))', b, w),
  ),
  mutant(
    'exchanged',
    'swapped-gradients',
    all(
      x,
      "this.Phi.b.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))",
      'this.Phi.w.addgrad(this.grad.neg())',
    ),
  ),
  mutant(
    'weights-over-batch',
    'factor-inverse-batch',
    all(x, b, "this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad).div(this.grad.shape[0]))"),
  ),
  mutant(
    'bias-times-batch',
    'factor-batch',
    all(x, 'this.Phi.b.addgrad(this.grad.neg().mul(this.grad.shape[0]))', w),
  ),
  mutant(
    'input-over-inputs',
    'factor-size',
    all('this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T).div(this.x.value.shape[1]))', b, w),
  ),
  mutant(
    'weights-assigned',
    'assigned-not-accumulated',
    all(x, b, 'this.Phi.w.grad = np.matmul(this.x.value.T, this.grad).div(this.grad.shape[0])'),
  ),
  mutant(
    'input-assigned',
    'assigned-not-accumulated',
    all('this.x.grad = np.matmul(this.grad, this.Phi.w.value.T)', b, w),
  ),
  mutant('bias-not-summed', 'not-summed', all(x, 'this.Phi.b.grad = this.grad.neg()', w)),
  mutant(
    'mean-by-hand',
    'bypasses-addgrad',
    all(
      x,
      b,
      'this.Phi.w.grad = this.Phi.w.grad.add(np.matmul(this.x.value.T, this.grad).div(this.grad.shape[0]))',
    ),
  ),
  mutant(
    'sum-by-hand',
    'factor-batch',
    all(x, b, 'this.Phi.w.grad = this.Phi.w.grad.add(np.matmul(this.x.value.T, this.grad))'),
  ),
  mutant(
    'weights-ignore-upstream',
    'upstream-ignored',
    all(x, b, "this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, np.onesLike(this.grad)))"),
  ),
  mutant('bias-ones', 'upstream-ignored', all(x, 'this.Phi.b.addgrad(np.onesLike(this.grad).neg())', w)),
  mutant(
    'value-for-gradient',
    'value-for-gradient',
    all('this.x.addgrad(np.matmul(this.value, this.Phi.w.value.T))', b, w),
  ),
  mutant('upstream-in-place', 'mutates-upstream', all(x, w, 'this.Phi.b.addgrad(this.grad.imul(-1))')),
  mutant('old-input', 'stale-value', {
    fields: 'first?: NDArray',
    forward:
      'this.first ??= this.x.value\n    this.value = np.matmul(this.x.value, this.Phi.w.value).sub(this.Phi.b.value)',
    backward: all(x, b, "this.Phi.w.addgrad(einsum('bi,bj->bij', this.first!, this.grad))"),
  }),
  mutant(
    'only-first-example',
    'wrong-for-some',
    all(
      x,
      b,
      "const g = this.grad.copy()\n    for (let k = 1; k < g.shape[0]; k++) g.pick(k).fill(0)\n    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, g))",
    ),
  ),
  mutant('forward-plus', 'bias-sign', {
    forward: 'this.value = np.matmul(this.x.value, this.Phi.w.value).add(this.Phi.b.value)',
  }),
  mutant('forward-no-bias', 'forward-wrong', {
    forward: 'this.value = np.matmul(this.x.value, this.Phi.w.value)',
  }),
  mutant('forward-transposed', 'forward-wrong', {
    forward: 'this.value = np.matmul(this.x.value, this.Phi.w.value.T).sub(this.Phi.b.value)',
  }),
  mutant(
    'weight-decay',
    'extra-term',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))
    this.Phi.w.addgrad(np.broadcastTo(this.Phi.w.value.mul(0.01), [this.grad.shape[0], ...this.Phi.w.value.shape]))`,
  ),
  mutant('w-of-constructor', 'stale-value', {
    init: `public Phi: AffineParams, public x: Node) { super()
    this.wt = Phi.w.value.T.copy() }`,
    fields: 'wt: NDArray',
    backward: `this.x.addgrad(np.matmul(this.grad, this.wt))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))`,
  }),
  mutant(
    'bias-first-only',
    'wrong-for-some',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    const d = np.zeros(this.grad.shape)
    d.pick(0, null).assign(this.grad.pick(0, null).neg())
    this.Phi.b.addgrad(d)
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))`,
  ),
  mutant(
    'sgd-inside',
    'mutates-input',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))
    this.Phi.w.value = this.Phi.w.value.sub(0.001)`,
  ),
  mutant(
    'outer-of-means',
    'batch-mean',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(np.broadcastTo(einsum('i,j->ij', this.x.value.mean(0), this.grad.mean(0)), [this.grad.shape[0], ...this.Phi.w.value.shape]))`,
  ),
  mutant(
    'upstream-clipped-w',
    'nonlinear-in-upstream',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, np.minimum(this.grad, 1)))`,
  ),
  mutant(
    'abs-x',
    'wrong-formula',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', np.abs(this.x.value), this.grad))`,
  ),
  mutant(
    'dropout-scale',
    'factor-constant',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T).mul(0.9))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))`,
  ),
  mutant('addgrad-alias', 'own-addgrad', {
    fields: 'override addgrad(d: NDArray) { this.grad = d }',
    backward: `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    this.Phi.b.addgrad(this.grad.neg())
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))`,
  }),
  mutant(
    'bias-rolled',
    'wrong-formula',
    `this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T))
    const J = this.grad.shape[1], d = np.zeros(this.grad.shape)
    for (let j = 0; j < J; j++) d.pick(null, j).assign(this.grad.pick(null, (j + 1) % J).neg())
    this.Phi.b.addgrad(d)
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad))`,
  ),
  mutant(
    'transposed-where-it-fits',
    'wrong-for-some',
    all(
      x,
      b,
      'const square = this.x.value.shape[0] === this.x.value.shape[1]',
      "this.Phi.w.addgrad(einsum('bi,bj->bij', square ? this.x.value.T : this.x.value, this.grad))",
    ),
  ),
  mutant(
    'no-step-from-zero',
    'wrong-for-some',
    all(x, b, `if (np.abs(this.Phi.w.value).sum().item() > 0) ${w}`),
  ),
  mutant('one-output-without-bias', 'wrong-for-some', all(x, `if (this.grad.shape[1] > 1) ${b}`, w)),
];

export const rewrites = [
  rewrite('einsum-everywhere', {
    forward: "this.value = einsum('bi,ij->bj', this.x.value, this.Phi.w.value).sub(this.Phi.b.value)",
    backward: all("this.x.addgrad(einsum('bj,ij->bi', this.grad, this.Phi.w.value))", b, w),
  }),
  rewrite(
    'broadcast-product',
    all(x, b, 'this.Phi.w.addgrad(this.x.value.expandDims(2).mul(this.grad.expandDims(1)))'),
  ),
  rewrite(
    'capital-letters',
    all(
      'this.x.addgrad(np.matmul(this.grad, this.Phi.W.value.T))',
      'this.Phi.B.addgrad(this.grad.mul(-1))',
      w,
    ),
  ),
  rewrite(
    'loops',
    `const [B, I] = this.x.value.shape, J = this.grad.shape[1]
    const dx = np.zeros([B, I]), dw = np.zeros([B, I, J])
    for (let b = 0; b < B; b++) for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) {
      dx.set(b, i, dx.get(b, i) + this.grad.get(b, j) * this.Phi.w.value.get(i, j))
      dw.set(b, i, j, this.x.value.get(b, i) * this.grad.get(b, j))
    }
    this.x.addgrad(dx)
    this.Phi.w.addgrad(dw)
    ${b}`,
  ),
  rewrite('other-order', all(w, x, b)),
  rewrite(
    'in-parts',
    all(
      w,
      b,
      'const half = this.grad.div(2)',
      'this.x.addgrad(np.matmul(half, this.Phi.w.value.T))',
      'this.x.addgrad(np.matmul(half, this.Phi.w.value.T))',
    ),
  ),
  rewrite(
    'batch-loop',
    `for (let b = 0; b < this.grad.shape[0]; b++) {} this.x.addgrad(einsum('bj,ij->bi', this.grad, this.Phi.w.value)); this.Phi.b.addgrad(np.mul(-1, this.grad)); this.Phi.w.addgrad(this.x.value.expandDims(2).mul(this.grad.expandDims(1)))`,
  ),
];

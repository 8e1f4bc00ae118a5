// Wrong and unusual answers to `logloss`.
import { answersTo } from '../../cells.js';

const start = `const Q = this.Q.value, y = this.y.value, [B, K] = Q.shape
    const d = np.zeros([B, K])
    `;
const loop = (entry: string): string => `${start}for (let b = 0; b < B; b++) d.set(b, y.get(b), ${entry})
    this.Q.addgrad(d)`;

const { mutant, rewrite } = answersTo('logloss', 'LogLoss', {
  init: 'public Q: Node, public y: Input) { super() }',
  forward: `const Q = this.Q.value, y = this.y.value
    this.value = np.zeros([Q.shape[0]])
    for (let b = 0; b < Q.shape[0]; b++) this.value.set(b, -Math.log(Q.get(b, y.get(b))))`,
  backward: loop('-this.grad.get(b) / Q.get(b, y.get(b))'),
});

export const mutants = [
  mutant('sign', 'sign', loop('this.grad.get(b) / Q.get(b, y.get(b))')),
  mutant('upstream-ignored', 'upstream-ignored', loop('-1 / Q.get(b, y.get(b))')),
  mutant('upstream-ignored-over-batch', 'upstream-ignored', loop('-1 / Q.get(b, y.get(b)) / B')),
  mutant('no-division', 'missing-local-derivative', loop('-this.grad.get(b)')),
  mutant('times-q', 'extra-factor', loop('-this.grad.get(b) * Q.get(b, y.get(b))')),
  mutant('squared', 'missing-factor', loop('-this.grad.get(b) / Q.get(b, y.get(b)) ** 2')),
  mutant('logarithm', 'extra-factor', loop('-this.grad.get(b) * Math.log(Q.get(b, y.get(b)))')),
  mutant('value-for-gradient', 'value-for-gradient', loop('-this.value.get(b) / Q.get(b, y.get(b))')),
  mutant('over-batch', 'factor-inverse-batch', loop('-this.grad.get(b) / Q.get(b, y.get(b)) / B')),
  mutant('over-classes', 'factor-size', loop('-this.grad.get(b) / Q.get(b, y.get(b)) / K')),
  mutant(
    'all-classes',
    'wrong-mask',
    'this.Q.addgrad(np.div(-1, this.Q.value).mul(this.grad.expandDims(1)))',
  ),
  mutant(
    'fused',
    'wrong-formula',
    `${start}for (let b = 0; b < B; b++) for (let k = 0; k < K; k++) d.set(b, k, this.grad.get(b) * (Q.get(b, k) - (k === y.get(b) ? 1 : 0)))
    this.Q.addgrad(d)`,
  ),
  mutant(
    'assigned',
    'assigned-not-accumulated',
    `${start}for (let b = 0; b < B; b++) d.set(b, y.get(b), -this.grad.get(b) / Q.get(b, y.get(b)))
    this.Q.grad = d`,
  ),
  mutant('zero', 'zero', start + 'this.Q.addgrad(d)'),
  mutant('only-first-upstream', 'leaks-across-examples', loop('-this.grad.get(0) / Q.get(b, y.get(b))')),
  mutant('averaged-upstream', 'batch-mean', loop('-this.grad.mean().item() / Q.get(b, y.get(b))')),
  mutant(
    'first-label',
    'wrong-for-some',
    `${start}for (let b = 0; b < B; b++) d.set(b, y.get(0), -this.grad.get(b) / Q.get(b, y.get(0)))
    this.Q.addgrad(d)`,
  ),
  mutant(
    'next-label',
    'wrong-formula',
    `${start}for (let b = 0; b < B; b++) d.set(b, (y.get(b) + 1) % K, -this.grad.get(b) / Q.get(b, y.get(b)))
    this.Q.addgrad(d)`,
  ),
  mutant(
    'last-example-missing',
    'wrong-for-some',
    `${start}for (let b = 0; b < B - 1; b++) d.set(b, y.get(b), -this.grad.get(b) / Q.get(b, y.get(b)))
    this.Q.addgrad(d)`,
  ),
  mutant(
    'summed',
    'summed-over-batch',
    `${start}for (let b = 0; b < B; b++) d.set(b, y.get(b), -this.grad.get(b) / Q.get(b, y.get(b)))
    this.Q.addgrad(d.sum(0))`,
  ),
  mutant(
    'one-per-example',
    'wrong-axis',
    `${start}for (let b = 0; b < B; b++) d.set(b, y.get(b), -this.grad.get(b) / Q.get(b, y.get(b)))
    this.Q.addgrad(d.sum(1))`,
  ),
  mutant('clamped', 'unstable-gradient', loop('-this.grad.get(b) / Math.max(Q.get(b, y.get(b)), 1e-3)')),
  mutant('epsilon', 'unstable-gradient', loop('-this.grad.get(b) / (Q.get(b, y.get(b)) + 1e-15)')),
  mutant('forward-sign', 'forward-sign', {
    forward:
      'const Q = this.Q.value, y = this.y.value\n    this.value = np.zeros([Q.shape[0]])\n    for (let b = 0; b < Q.shape[0]; b++) this.value.set(b, Math.log(Q.get(b, y.get(b))))',
  }),
  mutant('forward-mean', 'forward-shape', {
    forward:
      'const Q = this.Q.value, y = this.y.value\n    let sum = 0\n    for (let b = 0; b < Q.shape[0]; b++) sum -= Math.log(Q.get(b, y.get(b)))\n    this.value = np.array(sum / Q.shape[0])',
  }),
  mutant('forward-log2', 'forward-wrong', {
    forward:
      'const Q = this.Q.value, y = this.y.value\n    this.value = np.zeros([Q.shape[0]])\n    for (let b = 0; b < Q.shape[0]; b++) this.value.set(b, -Math.log2(Q.get(b, y.get(b))))',
  }),
  mutant(
    'complement',
    'wrong-for-some',
    'const Q = this.Q.value, y = this.y.value, [B, K] = Q.shape, d = np.zeros([B, K]); for (let b = 0; b < B; b++) for (let k = 0; k < K; k++) d.set(b, k, k === y.get(b) ? -this.grad.get(b) / Q.get(b, k) : this.grad.get(b) / (1 - Q.get(b, k))); this.Q.addgrad(d)',
  ),
  mutant(
    'constrained',
    'missing-row-coupling',
    'const Q = this.Q.value, y = this.y.value, [B, K] = Q.shape, d = np.zeros([B, K]); for (let b = 0; b < B; b++) for (let k = 0; k < K; k++) d.set(b, k, this.grad.get(b) * (1 / K - (k === y.get(b) ? 1 : 0)) / Q.get(b, y.get(b))); this.Q.addgrad(d)',
  ),
  mutant(
    'argmax-label',
    'wrong-formula',
    'const Q = this.Q.value, y = this.y.value, [B, K] = Q.shape, d = np.zeros([B, K]); const a = Q.argmax(-1); for (let b = 0; b < B; b++) d.set(b, a.get(b), -this.grad.get(b) / Q.get(b, a.get(b))); this.Q.addgrad(d)',
  ),
  mutant(
    'log2-back',
    'factor-constant',
    'const Q = this.Q.value, y = this.y.value, [B, K] = Q.shape, d = np.zeros([B, K]); for (let b = 0; b < B; b++) d.set(b, y.get(b), -this.grad.get(b) / Q.get(b, y.get(b)) / Math.LN2); this.Q.addgrad(d)',
  ),
];

export const rewrites = [
  rewrite(
    'one-hot',
    `const Q = this.Q.value
    const right = np.oneHot(this.y.value, Q.shape[1])
    this.Q.addgrad(right.mul(this.grad.expandDims(1)).div(Q).neg())`,
  ),
  rewrite(
    'where',
    `const Q = this.Q.value
    const right = np.oneHot(this.y.value, Q.shape[1]).gt(0)
    this.Q.addgrad(np.where(right, this.grad.expandDims(1).neg().div(Q), 0))`,
  ),
  rewrite('by-value', loop('-this.grad.get(b) * Math.exp(this.value.get(b))')),
  rewrite(
    'row-by-row',
    `const rows = []
    for (let b = 0; b < this.grad.shape[0]; b++) {
      const row = np.zerosLike(this.Q.value.pick(b))
      const label = this.y.value.get(b)
      row.set(label, -this.grad.get(b) / this.Q.value.get(b, label))
      rows.push(row)
    }
    this.Q.addgrad(np.stack(rows))`,
  ),
];

// Wrong and unusual answers to `batchnorm`.
import { answersTo } from '../../cells.js';

const statistics = `const x = this.x.value, m = x.mean(0, { keepdims: true })
    const s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    `;
const setUp = `${statistics}const g = this.grad.mul(this.gain.value)
    const mean = (a: NDArray) => a.mean(0, { keepdims: true })
    `;
const x = 'this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s))';
const gain = 'this.gain.addgrad(this.grad.mul(z))';
const shift = 'this.shift.addgrad(this.grad)';
const all = (...lines: string[]): string => setUp + lines.join('\n    ');

const { mutant, rewrite } = answersTo('batchnorm', 'BatchNorm', {
  init: 'public gain: Parameter, public shift: Parameter, public x: Node) { super() }',
  forward: `${statistics}this.value = z.mul(this.gain.value).add(this.shift.value)`,
  backward: all(x, gain, shift),
});

export const mutants = [
  mutant('constants', 'missing-term', all('this.x.addgrad(g.div(s))', gain, shift)),
  mutant('constant-deviation', 'missing-term', all('this.x.addgrad(g.sub(mean(g)).div(s))', gain, shift)),
  mutant(
    'no-gain',
    'missing-factor',
    all(
      'const h = this.grad',
      'this.x.addgrad(h.sub(mean(h)).sub(z.mul(mean(h.mul(z)))).div(s))',
      gain,
      shift,
    ),
  ),
  mutant(
    'value-for-normalised',
    'wrong-local-derivative',
    all(x, 'this.gain.addgrad(this.grad.mul(this.value))', shift),
  ),
  mutant(
    'input-for-normalised',
    'wrong-local-derivative',
    all(x, 'this.gain.addgrad(this.grad.mul(x))', shift),
  ),
  mutant('gain-without-factor', 'swapped-gradients', all(x, 'this.gain.addgrad(this.grad)', shift)),
  mutant('gain-summed', 'summed-over-batch', all(x, 'this.gain.addgrad(this.grad.mul(z).sum(0))', shift)),
  mutant('shift-summed', 'summed-over-batch', all(x, gain, 'this.shift.addgrad(this.grad.sum(0))')),
  mutant('shift-negated', 'sign', all(x, gain, 'this.shift.addgrad(this.grad.neg())')),
  mutant('shift-through-gain', 'extra-factor', all(x, gain, 'this.shift.addgrad(g)')),
  mutant('no-shift', 'missing-gradient', all(x, gain)),
  mutant(
    'last-term-added',
    'sign',
    all('this.x.addgrad(g.sub(mean(g)).add(z.mul(mean(g.mul(z)))).div(s))', gain, shift),
  ),
  mutant(
    'over-features',
    'wrong-axis',
    all(
      'const over = (a: NDArray) => a.mean(-1, { keepdims: true })',
      'this.x.addgrad(g.sub(over(g)).sub(z.mul(over(g.mul(z)))).div(s))',
      gain,
      shift,
    ),
  ),
  mutant(
    'over-variance',
    'wrong-factor',
    all('this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s.square()))', gain, shift),
  ),
  mutant(
    'public-course',
    'nonlinear-in-upstream',
    all('this.x.addgrad(g.sub(mean(g)).sub(g.mul(mean(g.mul(z)))).div(s))', gain, shift),
  ),
  mutant(
    'gain-mean-by-hand',
    'bypasses-addgrad',
    all(x, 'this.gain.grad = this.gain.grad.add(this.grad.mul(z).mean(0))', shift),
  ),
  mutant('shift-assigned', 'assigned-not-accumulated', all(x, gain, 'this.shift.grad = this.grad.mean(0)')),
  mutant('statistics-shared', 'shared-state', {
    before: 'let last: NDArray',
    forward: `${statistics}last = s
    this.value = z.mul(this.gain.value).add(this.shift.value)`,
    backward: `const m = this.x.value.mean(0, { keepdims: true }), s = last, z = this.x.value.sub(m).div(s)
    const g = this.grad.mul(this.gain.value)
    const mean = (a: NDArray) => a.mean(0, { keepdims: true })
    ${[x, gain, shift].join('\n    ')}`,
  }),
  mutant('running-statistics', 'stale-value', {
    fields: 'm?: NDArray; s?: NDArray',
    forward: `const x = this.x.value
    this.m ??= x.mean(0, { keepdims: true })
    this.s ??= np.sqrt(np.square(x.sub(this.m)).mean(0, { keepdims: true }).add(1e-5))
    this.value = x.sub(this.m).div(this.s).mul(this.gain.value).add(this.shift.value)`,
  }),
  mutant('forward-no-shift', 'forward-wrong', {
    forward: `${statistics}this.value = z.mul(this.gain.value)`,
  }),
  mutant('forward-shift-subtracted', 'bias-sign', {
    forward: `${statistics}this.value = z.mul(this.gain.value).sub(this.shift.value)`,
  }),
  mutant('forward-sample-variance', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(0, { keepdims: true }), B = x.shape[0]
    const s = np.sqrt(np.square(x.sub(m)).sum(0, { keepdims: true }).div(Math.max(1, B - 1)).add(1e-5))
    this.value = x.sub(m).div(s).mul(this.gain.value).add(this.shift.value)`,
  }),
  mutant('eps-outside-root', 'forward-wrong', {
    forward: `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true })).add(1e-5)
    this.value = x.sub(m).div(s).mul(this.gain.value).add(this.shift.value)`,
  }),
  mutant(
    'eps-outside-root-back',
    'wrong-factor',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    const s2 = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true })).add(1e-5)
    this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s2))
    this.gain.addgrad(this.grad.mul(z));this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'mean-over-features',
    'wrong-axis',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    const mf = (a: NDArray) => a.mean(-1, { keepdims: true })
    this.x.addgrad(g.sub(mf(g)).sub(z.mul(mf(g.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(z));this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'sample-variance-back',
    'factor-size',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    const B = x.shape[0], sum = (a: NDArray) => a.sum(0, { keepdims: true }).div(Math.max(1, B - 1))
    this.x.addgrad(g.sub(mean(g)).sub(z.mul(sum(g.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(z));this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'gain-twice',
    'extra-factor',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    const h = g.mul(this.gain.value)
    this.x.addgrad(h.sub(mean(h)).sub(z.mul(mean(h.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(z));this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'gain-uses-x',
    'wrong-local-derivative',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(x))
    this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'gain-uses-y',
    'wrong-local-derivative',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(this.value))
    this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'gain-centred-only',
    'missing-factor',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(x.sub(m)))
    this.shift.addgrad(this.grad)`,
  ),
  mutant(
    'shift-times-gain',
    'extra-factor',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    this.x.addgrad(g.sub(mean(g)).sub(z.mul(mean(g.mul(z)))).div(s))
    this.gain.addgrad(this.grad.mul(z))
    this.shift.addgrad(g)`,
  ),
  mutant(
    'y-for-z',
    'value-for-input',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    const y = this.value
    this.x.addgrad(g.sub(mean(g)).sub(y.mul(mean(g.mul(y)))).div(s))
    this.gain.addgrad(this.grad.mul(z));this.shift.addgrad(this.grad)`,
  ),
];

export const rewrites = [
  rewrite(
    'with-sums',
    all(
      'const B = x.shape[0], sum = (a: NDArray) => a.sum(0, { keepdims: true })',
      'this.x.addgrad(g.mul(B).sub(sum(g)).sub(z.mul(sum(g.mul(z)))).div(s.mul(B)))',
      gain,
      shift,
    ),
  ),
  rewrite(
    'gain-outside',
    all(
      'const h = this.grad',
      'this.x.addgrad(h.sub(mean(h)).sub(z.mul(mean(h.mul(z)))).div(s).mul(this.gain.value))',
      shift,
      gain,
    ),
  ),
  rewrite('kept-from-forward', {
    fields: 'z!: NDArray; s!: NDArray',
    forward: `${statistics}this.z = z
    this.s = s
    this.value = z.mul(this.gain.value).add(this.shift.value)`,
    backward: `const g = this.grad.mul(this.gain.value), z = this.z
    this.x.addgrad(g.sub(g.mean(0)).sub(z.mul(einsum('bi,bi->i', g, z).div(g.shape[0]))).div(this.s))
    this.gain.addgrad(einsum('bi,bi->bi', this.grad, z))
    this.shift.addgrad(this.grad)`,
  }),
  rewrite(
    'xhat-chain',
    `const x = this.x.value, m = x.mean(0, { keepdims: true }), s = np.sqrt(np.square(x.sub(m)).mean(0, { keepdims: true }).add(1e-5)), z = x.sub(m).div(s)
    const g = this.grad.mul(this.gain.value), mean = (a: NDArray) => a.mean(0, { keepdims: true })
    const B = x.shape[0], dz = g, dv = dz.mul(x.sub(m)).sum(0, { keepdims: true }).mul(-0.5).div(s.mul(s).mul(s)), dm = dz.sum(0, { keepdims: true }).neg().div(s)
    this.x.addgrad(dz.div(s).add(dv.mul(2).mul(x.sub(m)).div(B)).add(dm.div(B)))
    this.gain.addgrad(this.grad.mul(z));this.shift.addgrad(this.grad)`,
  ),
];

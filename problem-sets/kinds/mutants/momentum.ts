// Optimisers that take wrong steps, and right ones in another form.
import type { DiagnosisCode, Mutant, Rewrite } from '../../../lib/gradcheck/index.js';

const right = {
  field: 'velocities = this.parameters.map(({ value }) => np.zerosLike(value));',
  velocity: 'this.velocities[i].mul(this.beta).add(p.grad)',
  value: 'p.value.sub(this.velocities[i].mul(this.eta))',
  after: '',
  order: 'public eta: number, public beta: number',
};

const momentum = (parts: Partial<typeof right>): string => {
  const { field, velocity, value, after, order } = { ...right, ...parts };
  return `class Momentum {
  velocities: NDArray[];
  constructor(public parameters: Parameter[], ${order}) { this.${field} }
  step() {
    this.parameters.forEach((p, i) => {
      this.velocities[i] = ${velocity};
      p.value = ${value};
      ${after}
    });
  }
}`;
};

const mutant = (id: string, code: DiagnosisCode, parts: Partial<typeof right> | string): Mutant => ({
  id,
  problem: 'momentum',
  code,
  source: typeof parts === 'string' ? parts : momentum(parts),
});
const rewrite = (id: string, parts: Partial<typeof right> | string): Rewrite => ({
  id,
  problem: 'momentum',
  source: typeof parts === 'string' ? parts : momentum(parts),
});

export const mutants: readonly Mutant[] = [
  mutant('uphill', 'moves-uphill', { value: 'p.value.add(this.velocities[i].mul(this.eta))' }),
  mutant('uphill-in-the-velocity', 'moves-uphill', {
    velocity: 'this.velocities[i].mul(this.beta).sub(p.grad)',
  }),
  mutant('no-rate', 'rate-not-applied', { value: 'p.value.sub(this.velocities[i])' }),
  mutant('rate-twice', 'extra-factor', {
    value: 'p.value.sub(this.velocities[i].mul(this.eta).mul(this.eta))',
  }),
  mutant('divided-by-rate', 'wrong-factor', { value: 'p.value.sub(this.velocities[i].div(this.eta))' }),
  mutant('no-beta', 'rate-not-applied', { velocity: 'this.velocities[i].add(p.grad)' }),
  mutant('no-momentum', 'rate-not-applied', { velocity: 'p.grad' }),
  mutant('one-minus-beta', 'wrong-factor', { velocity: 'this.velocities[i].mul(1 - this.beta).add(p.grad)' }),
  mutant('exchanged', 'swapped-gradients', { order: 'public beta: number, public eta: number' }),
  mutant('gradient-clipped', 'wrong-formula', {
    velocity: 'this.velocities[i].mul(this.beta).add(np.minimum(np.maximum(p.grad, -5), 5))',
  }),
  mutant('still-without-gradient', 'wrong-formula', {
    value: 'np.abs(p.grad).sum().item() === 0 ? p.value : p.value.sub(this.velocities[i].mul(this.eta))',
  }),
  mutant('value-lost', 'assigned-not-accumulated', { value: 'this.velocities[i].mul(-this.eta)' }),
  mutant('only-the-first', 'not-updated', {
    value: 'i > 0 ? p.value : p.value.sub(this.velocities[i].mul(this.eta))',
  }),
  mutant('never-assigned', 'not-updated', {
    value: 'p.value',
    after: 'p.value.sub(this.velocities[i].mul(this.eta));',
  }),
  mutant(
    'shared-velocity',
    'shared-state',
    `class Momentum {
  velocity: NDArray | 0 = 0;
  constructor(public parameters: Parameter[], public eta: number, public beta: number) {}
  step() {
    for (const p of this.parameters) {
      this.velocity = np.mul(this.velocity, this.beta).add(p.grad);
      p.value = p.value.sub(this.velocity.mul(this.eta));
    }
  }
}`,
  ),
  mutant(
    'velocity-forgotten',
    'rate-not-applied',
    `class Momentum {
  constructor(public parameters: Parameter[], public eta: number, public beta: number) {}
  step() {
    for (const p of this.parameters) {
      const velocity = np.zerosLike(p.value).mul(this.beta).add(p.grad);
      p.value = p.value.sub(velocity.mul(this.eta));
    }
  }
}`,
  ),
  mutant('gradient-zeroed', 'mutates-upstream', { after: 'p.grad = np.zerosLike(p.grad);' }),
  mutant('gradient-scaled', 'mutates-upstream', { after: 'p.grad.imul(this.eta);' }),
  mutant('gradient-twice', 'factor-constant', {
    velocity: 'this.velocities[i].mul(this.beta).add(p.grad.mul(2))',
  }),
  mutant('nesterov', 'wrong-formula', {
    value: 'p.value.sub(p.grad.add(this.velocities[i].mul(this.beta)).mul(this.eta))',
  }),
  mutant('a-number', 'not-an-array', { value: '0 as never' }),
  mutant('summed', 'wrong-shape', { value: 'np.array(p.value.sum())' }),
  mutant('nan', 'not-finite', { value: 'p.value.mul(NaN)' }),
  mutant('throws', 'throws', { after: "throw new RangeError('no')" }),
  mutant('nothing', 'missing', '// nothing'),
  mutant(
    'unwritten',
    'not-implemented',
    "class Momentum { constructor(...args: unknown[]) {} step() { throw new Error('step is not implemented yet'); } }",
  ),
];

export const rewrites: readonly Rewrite[] = [
  rewrite('in-place', {
    velocity: 'this.velocities[i].imul(this.beta).iadd(p.grad)',
    value: 'p.value.isub(this.velocities[i].mul(this.eta))',
  }),
  rewrite(
    'rate-inside',
    `class Momentum {
  moved = new Map<Parameter, NDArray>();
  constructor(public parameters: Parameter[], public eta: number, public beta: number) {}
  step() {
    for (const p of this.parameters) {
      const change = (this.moved.get(p)?.mul(this.beta) ?? np.zerosLike(p.value)).sub(p.grad.mul(this.eta));
      this.moved.set(p, change);
      p.value = np.add(p.value, change);
    }
  }
}`,
  ),
];

// Engines that find wrong gradients, and right ones in another form.
import type { DiagnosisCode, Mutant, Rewrite } from '../../../lib/gradcheck/index.js';

/** All that the output stands on, in the order in which it was made. A set goes on to what is added on the way. */
const visit = `const reached = new Set<Variable>([this]);
    for (const v of reached) for (const arg of v.args) reached.add(arg);
    const order = [...reached].sort((a, b) => a.number - b.number);`;

const right = {
  before: '',
  add: 'return new Variable(this.value + other.value, [this, other], (g) => [g, g]);',
  mul: `const [x, y] = [this.value, other.value];
    return new Variable(x * y, [this, other], (g) => [g * y, g * x]);`,
  tanh: `const y = Math.tanh(this.value);
    return new Variable(y, [this], (g) => [g * (1 - y * y)]);`,
  log: `const x = this.value;
    return new Variable(Math.log(x), [this], (g) => [g / x]);`,
  backward: `${visit}
    for (const v of order) v.grad = 0;
    this.grad = 1;
    for (const v of order.reverse()) v.shares(v.grad).forEach((share, i) => { v.args[i].grad += share; });`,
  methods: '',
};

const engine = (parts: Partial<typeof right>): string => {
  const { before, add, mul, tanh, log, backward, methods } = { ...right, ...parts };
  return `${before}
class Variable {
  static made = 0;
  grad = 0;
  readonly number = Variable.made++;
  constructor(public value: number, public args: Variable[] = [], public shares: (g: number) => number[] = () => []) {}
  add(other: Variable): Variable { ${add} }
  mul(other: Variable): Variable { ${mul} }
  tanh(): Variable { ${tanh} }
  log(): Variable { ${log} }
  backward(): void {
    ${backward}
  }
  ${methods}
}`;
};

const mutant = (id: string, code: DiagnosisCode, parts: Partial<typeof right> | string): Mutant => ({
  id,
  problem: 'engine',
  code,
  source: engine(typeof parts === 'string' ? { backward: parts } : parts),
});
const rewrite = (id: string, parts: Partial<typeof right> | string): Rewrite => ({
  id,
  problem: 'engine',
  source: engine(typeof parts === 'string' ? { backward: parts } : parts),
});

const zeroed = 'for (const v of order) v.grad = 0; this.grad = 1;';
const give = 'v.shares(v.grad).forEach((share, i) => { v.args[i].grad += share; });';
/** Every backward of a variable calls those of its args. */
const recursive = (body: string) => ({
  backward: `${visit}
    for (const v of order) v.grad = 0;
    this.grad = 1;
    this.hand();`,
  methods: `hand(): void { ${body} }`,
});

const engines: readonly Mutant[] = [
  mutant(
    'overwritten',
    'assigned-not-accumulated',
    `${visit} ${zeroed}
    for (const v of order.reverse()) v.shares(v.grad).forEach((share, i) => { v.args[i].grad = share; });`,
  ),
  mutant(
    'overwritten-first',
    'assigned-not-accumulated',
    `${visit} ${zeroed}
    for (const v of order.reverse()) v.shares(v.grad).forEach((share, i) => { v.args[i].grad ||= share; });`,
  ),
  mutant(
    'visited-twice',
    'visited-twice',
    recursive(`this.shares(this.grad).forEach((share, i) => { this.args[i].grad += share; });
    for (const arg of this.args) arg.hand();`),
  ),
  mutant(
    'visited-twice-in-turn',
    'visited-twice',
    recursive(`this.shares(this.grad).forEach((share, i) => {
      this.args[i].grad += share;
      this.args[i].hand();
    });`),
  ),
  mutant(
    'a-queue-without-marks',
    'visited-twice',
    `${visit} ${zeroed}
    const queue: Variable[] = [this];
    for (let v = queue.shift(); v; v = queue.shift()) { ${give} queue.push(...v.args); }`,
  ),
  mutant(
    'breadth-first',
    'wrong-order',
    `${visit} ${zeroed}
    const queue: Variable[] = [this];
    const seen = new Set<Variable>();
    for (let v = queue.shift(); v; v = queue.shift()) {
      if (seen.has(v)) continue;
      seen.add(v);
      ${give}
      queue.push(...v.args);
    }`,
  ),
  mutant(
    'depth-first',
    'wrong-order',
    `${visit} ${zeroed}
    const seen = new Set<Variable>();
    const go = (v: Variable) => {
      if (seen.has(v)) return;
      seen.add(v);
      ${give}
      v.args.forEach(go);
    };
    go(this);`,
  ),
  mutant(
    'a-stack',
    'wrong-order',
    `${visit} ${zeroed}
    const stack: Variable[] = [this];
    const seen = new Set<Variable>();
    for (let v = stack.pop(); v; v = stack.pop()) {
      if (seen.has(v)) continue;
      seen.add(v);
      ${give}
      stack.push(...v.args);
    }`,
  ),
  mutant('from-the-inputs', 'wrong-order', `${visit} ${zeroed} for (const v of order) { ${give} }`),
  mutant(
    'left-before-args',
    'wrong-order',
    `const order: Variable[] = [];
    const visit = (v: Variable) => {
      if (order.includes(v)) return;
      order.push(v);
      v.args.forEach(visit);
    };
    visit(this);
    ${zeroed}
    for (const v of order) { ${give} }`,
  ),
  mutant(
    'a-set-of-args',
    'missing-term',
    `${visit} ${zeroed}
    for (const v of order.reverse()) {
      const shares = v.shares(v.grad);
      for (const arg of new Set(v.args)) arg.grad += shares[v.args.indexOf(arg)];
    }`,
  ),
  mutant(
    'not-seeded',
    'zero',
    `${visit} for (const v of order) v.grad = 0;
    for (const v of order.reverse()) { ${give} }`,
  ),
  mutant(
    'seeded-with-two',
    'factor-constant',
    `${visit} for (const v of order) v.grad = 0; this.grad = 2;
    for (const v of order.reverse()) { ${give} }`,
  ),
  mutant(
    'seeded-with-value',
    'value-for-gradient',
    `${visit} for (const v of order) v.grad = 0; this.grad = this.value;
    for (const v of order.reverse()) { ${give} }`,
  ),
  mutant('never-zeroed', 'not-reset', `${visit} this.grad = 1; for (const v of order.reverse()) { ${give} }`),
  mutant(
    'leaves-not-zeroed',
    'not-reset',
    `${visit} for (const v of order) if (v.args.length > 0) v.grad = 0;
    this.grad = 1; for (const v of order.reverse()) { ${give} }`,
  ),
  mutant(
    'nodes-between-not-zeroed',
    'not-reset',
    `${visit} for (const v of order) if (v.args.length === 0) v.grad = 0;
    this.grad = 1; for (const v of order.reverse()) { ${give} }`,
  ),
  mutant('visited-for-good', 'stale-value', {
    before: 'const done = new Set<Variable>();',
    backward: `const order: Variable[] = [];
    const visit = (v: Variable) => {
      if (v.args.length === 0 && done.has(v)) return;
      if (order.includes(v)) return;
      done.add(v);
      v.args.forEach(visit);
      order.push(v);
    };
    visit(this);
    if (!order.some((v) => v.args.length === 0)) return;
    ${zeroed}
    for (const v of order.reverse()) { ${give} }`,
  }),
  mutant(
    'no-chain-rule',
    'upstream-ignored',
    `${visit} ${zeroed}
    for (const v of order.reverse()) v.shares(1).forEach((share, i) => { v.args[i].grad += share; });`,
  ),
  mutant('tanh-ignores-upstream', 'upstream-ignored', {
    tanh: `const y = Math.tanh(this.value);
    return new Variable(y, [this], () => [1 - y * y]);`,
  }),
  mutant('mul-ignores-upstream', 'upstream-ignored', {
    mul: 'return new Variable(this.value * other.value, [this, other], () => [other.value, this.value]);',
  }),
  mutant('mul-exchanged', 'swapped-gradients', {
    mul: `const [x, y] = [this.value, other.value];
    return new Variable(x * y, [this, other], (g) => [g * x, g * y]);`,
  }),
  mutant('mul-one-sided', 'missing-gradient', {
    mul: `const y = other.value;
    return new Variable(this.value * y, [this, other], (g) => [g * y, 0]);`,
  }),
  mutant('mul-passes-on', 'missing-local-derivative', {
    mul: 'return new Variable(this.value * other.value, [this, other], (g) => [g, g]);',
  }),
  mutant('tanh-passes-on', 'missing-local-derivative', {
    tanh: 'return new Variable(Math.tanh(this.value), [this], (g) => [g]);',
  }),
  mutant('tanh-of-input', 'wrong-formula', {
    tanh: `const x = this.value;
    return new Variable(Math.tanh(x), [this], (g) => [g * (1 - x * x)]);`,
  }),
  mutant('log-sign', 'sign', {
    log: 'const x = this.value; return new Variable(Math.log(x), [this], (g) => [-g / x]);',
  }),
  mutant('log-to-base-2', 'forward-wrong', {
    log: 'const x = this.value; return new Variable(Math.log2(x), [this], (g) => [g / x]);',
  }),
  mutant('add-is-sub', 'forward-wrong', {
    add: 'return new Variable(this.value - other.value, [this, other], (g) => [g, g]);',
  }),
  mutant('add-in-place', 'missing-gradient', {
    add: 'return new Variable(this.value + other.value, [this], (g) => [g]);',
  }),
  mutant('late-values', 'wrong-formula', {
    mul: 'return new Variable(this.value * other.value, [this, other], (g) => [g * other.value * (other.args.length ? 2 : 1), g * this.value]);',
  }),
  mutant('differences', 'finite-differences', {
    tanh: `const x = this.value;
    return new Variable(Math.tanh(x), [this], (g) => [(g * (Math.tanh(x + 1e-6) - Math.tanh(x - 1e-6))) / 2e-6]);`,
  }),
  mutant('nan', 'not-finite', { log: 'return new Variable(Math.log(this.value), [this], (g) => [g / 0]);' }),
  mutant('returns-a-number', 'throws', { add: 'return (this.value + other.value) as never;' }),
  mutant('sum-of-one-variable', 'wrong-formula', {
    add: `if (other === this) return new Variable(2 * this.value, [this], (g) => [g]);
    return new Variable(this.value + other.value, [this, other], (g) => [g, g]);`,
  }),
  mutant(
    'gradients-clipped',
    'wrong-formula',
    `${visit} ${zeroed}
    for (const v of order.reverse()) v.shares(Math.max(-50, Math.min(50, v.grad))).forEach((share, i) => { v.args[i].grad += share; });`,
  ),
  mutant('from-the-latest', 'extra-term', {
    before: 'const all: Variable[] = [];',
    backward: `for (const v of all) v.grad = 0;
    all[all.length - 1].grad = 1;
    for (const v of [...all].reverse()) { ${give} }`,
    methods: 'readonly place = all.push(this);',
  }),
  mutant('first-100-nodes', 'wrong-for-some', {
    backward: `${visit} ${zeroed}
    for (const v of order.reverse().slice(0, 100)) { ${give} }`,
  }),
  mutant('unwritten', 'not-implemented', "throw new Error('backward is not implemented yet');"),
  mutant(
    'gradient-elsewhere',
    'zero',
    `${visit} ${zeroed}
    const grads = new Map<Variable, number>([[this, 1]]);
    for (const v of order.reverse()) v.shares(grads.get(v) ?? 0).forEach((share, i) => grads.set(v.args[i], (grads.get(v.args[i]) ?? 0) + share));`,
  ),
  { id: 'nothing', problem: 'engine', code: 'missing', source: '// nothing' },
  {
    id: 'a-function',
    problem: 'engine',
    code: 'throws',
    source: 'const Variable = (value: number) => ({ value });',
  },
];

const walks = (id: string, code: DiagnosisCode, forward: string, backward: string): Mutant => ({
  id,
  problem: 'sweep',
  code,
  source: walk(forward, backward),
});
const walk = (forward: string, backward: string): string => `function forwardAll() { ${forward} }
function backwardAll(loss: Leaf) { ${backward} }`;

const forward = 'for (const node of built) node.forward();';
const zero =
  'for (const node of built) node.grad = np.zerosLike(node.value); loss.grad = np.onesLike(loss.value);';
const hand = 'node.shares().forEach((share, i) => { node.args[i].grad = node.args[i].grad.add(share); });';

const sweeps: readonly Mutant[] = [
  walks(
    'overwritten',
    'assigned-not-accumulated',
    forward,
    `${zero}
    for (const node of [...built].reverse()) node.shares().forEach((share, i) => { node.args[i].grad = share; });`,
  ),
  walks('as-built', 'wrong-order', forward, `${zero} for (const node of built) { ${hand} }`),
  walks(
    'not-seeded',
    'zero',
    forward,
    `for (const node of built) node.grad = np.zerosLike(node.value);
    for (const node of [...built].reverse()) { ${hand} }`,
  ),
  walks(
    'all-ones',
    'extra-term',
    forward,
    `for (const node of built) node.grad = np.onesLike(node.value);
    for (const node of [...built].reverse()) { ${hand} }`,
  ),
  walks(
    'never-zeroed',
    'not-reset',
    forward,
    `for (const node of built) if (node.grad.size !== node.value.size || node.grad.shape.length !== node.value.shape.length) node.grad = np.zerosLike(node.value);
    loss.grad = np.onesLike(loss.value);
    for (const node of [...built].reverse()) { ${hand} }`,
  ),
  walks(
    'forward-once',
    'stale-value',
    'for (const node of built) if (node.value.shape.length === 0 && node.value.item() === 0) node.forward();',
    `${zero}
    for (const node of [...built].reverse()) { ${hand} }`,
  ),
  walks('no-forward', 'forward-wrong', '', `${zero} for (const node of [...built].reverse()) { ${hand} }`),
  walks('unwritten', 'not-implemented', forward, "throw new Error('backwardAll is not implemented yet');"),
];

export const mutants: readonly Mutant[] = [...engines, ...sweeps];

export const rewrites: readonly Rewrite[] = [
  rewrite('a-share-for-every-path', {
    backward: `${visit}
    for (const v of order) v.grad = 0;
    this.hand(1);`,
    methods: `hand(share: number): void {
    this.grad += share;
    this.shares(share).forEach((one, i) => this.args[i].hand(one));
  }`,
  }),
  rewrite(
    'counts-of-users',
    `${visit} ${zeroed}
    const users = new Map<Variable, number>();
    for (const v of order) for (const arg of v.args) users.set(arg, (users.get(arg) ?? 0) + 1);
    const ready: Variable[] = [this];
    for (let v = ready.pop(); v; v = ready.pop()) {
      v.shares(v.grad).forEach((share, i) => {
        const arg = v!.args[i];
        arg.grad += share;
        users.set(arg, users.get(arg)! - 1);
        if (users.get(arg) === 0) ready.push(arg);
      });
    }`,
  ),
  rewrite('by-number', {
    before: 'const all: Variable[] = [];',
    backward: `for (const v of all) v.grad = 0;
    this.grad = 1;
    for (const v of [...all].reverse()) { ${give} }`,
    methods: 'readonly place = all.push(this);',
  }),
  rewrite('other-formulas', {
    mul: `return new Variable(this.value * other.value, [other, this], (g) => [this.value * g, other.value * g]);`,
    tanh: `const e = Math.exp(-2 * this.value);
    return new Variable((1 - e) / (1 + e), [this], (g) => [(4 * e * g) / (1 + e) ** 2]);`,
  }),
  {
    id: 'by-distance',
    problem: 'sweep',
    source: walk(
      forward,
      `${zero}
    const order: Leaf[] = [];
    const visit = (node: Leaf) => {
      if (order.includes(node)) return;
      node.args.forEach(visit);
      order.push(node);
    };
    visit(loss);
    for (const node of order.reverse()) { ${hand} }`,
    ),
  },
];

// Engines and optimisers beyond the example problem set: other ways to be called, answers that try to be more than they are.
import assert from 'node:assert/strict';
import { type NDArray, np, ops } from '../../../../lib/index.js';
import {
  checkProblem,
  defineProblemSet,
  drive,
  type EngineProblem,
  type OptimiserProblem,
  type Problem,
} from '../../../../lib/gradcheck/index.js';

const check = (problem: Problem, cells: Record<string, unknown>, secret = false) =>
  drive(checkProblem(problem, new np.random.Generator(7), { secret }), (name) => cells[name]).data;

const method = (name: string) => ({ call: 'method', name }) as const;

const engine: EngineProblem = {
  kind: 'engine',
  id: 'engine',
  title: 'engine',
  points: 10,
  variable: { call: 'new', name: 'Value' },
  operations: {
    add: { call: method('add'), op: ops.add },
    mul: { call: method('mul'), op: ops.mul },
    exp: { call: method('exp'), op: ops.exp },
  },
  backward: method('backward'),
  fields: { value: 'data' },
};

/** micrograd's engine, in TypeScript: gradients of variables add up from one backward to the next, as there. */
class Value {
  grad = 0;
  hand: () => void = () => {};
  constructor(
    public data: number,
    readonly args: Value[] = [],
  ) {}
  add(other: Value) {
    const out = new Value(this.data + other.data, [this, other]);
    out.hand = () => ((this.grad += out.grad), (other.grad += out.grad));
    return out;
  }
  mul(other: Value) {
    const out = new Value(this.data * other.data, [this, other]);
    const [x, y] = [this.data, other.data];
    out.hand = () => ((this.grad += y * out.grad), (other.grad += x * out.grad));
    return out;
  }
  exp() {
    const out = new Value(Math.exp(this.data), [this]);
    out.hand = () => (this.grad += out.data * out.grad);
    return out;
  }
  order(): Value[] {
    const order: Value[] = [];
    const visit = (v: Value): void => {
      if (order.includes(v)) return;
      v.args.forEach(visit);
      order.push(v);
    };
    visit(this);
    return order.reverse();
  }
  backward() {
    const order = this.order();
    for (const v of order) if (v.args.length > 0) v.grad = 0;
    this.grad = 1;
    for (const v of order) v.hand();
  }
}

/** The same with gradients that begin anew. */
class Fresh extends Value {
  override backward() {
    for (const v of this.order()) v.grad = 0;
    super.backward();
  }
}
for (const name of ['add', 'mul', 'exp'] as const) {
  // What the operations make is of the class as well.
  Object.defineProperty(Fresh.prototype, name, {
    value(this: Value, other: Value) {
      return Object.setPrototypeOf(
        (Value.prototype[name] as (o: Value) => Value).call(this, other),
        Fresh.prototype,
      );
    },
  });
}

describe('an engine', () => {
  it('passes where variables add up gradients from call to call, if that is what is declared', () => {
    assert.deepEqual(
      [check({ ...engine, again: 'sum' }, { Value }).passed, check(engine, { Value: Fresh }).passed],
      [true, true],
    );
    assert.equal(check(engine, { Value }).diagnosis?.code, 'not-reset');
    const forgets = check({ ...engine, again: 'sum' }, { Value: Fresh });
    assert.equal(forgets.diagnosis?.code, 'assigned-not-accumulated');
    assert.match(forgets.diagnosis.summary, /forgets what the first one left/);
  });

  it('that calls itself for every operation passes, and is told that it will overflow the stack', () => {
    const summed: EngineProblem = { ...engine, again: 'sum' };
    const { passed, earned, diagnosis } = check(summed, { Value });
    assert.deepEqual([passed, earned], [true, 10]);
    assert.equal(diagnosis?.code, 'recursion-too-deep');
    assert.match(diagnosis.summary, /overflows the stack with a chain of 10 000 operations/);
    const strict: EngineProblem = { ...summed, shares: { depth: 1 } };
    const report = check(strict, { Value });
    assert.equal(report.passed, false);
    const lost = report.subscores.filter(({ passed: right }) => !right).map(({ aspect }) => aspect);
    assert.deepEqual(lost, ['depth']);
  });

  it('may be grad(f), whose f is called with variables of its own', () => {
    const byGrad: EngineProblem = {
      ...engine,
      backward: { call: 'grad', name: 'grad' },
      variable: undefined,
    };
    const grad =
      (f: (...args: Value[]) => Value) =>
      (...values: number[]) => {
        const variables = values.map((value) => new Fresh(value));
        f(...variables).backward();
        return variables.map(({ grad: each }) => each);
      };
    const onlyFirst = (f: (...args: Value[]) => Value) => (...values: number[]) => grad(f)(...values).map((g, i) => (i ? 0 : g)); // prettier-ignore
    const differences =
      (f: (...args: Value[]) => Value) =>
      (...values: number[]) =>
        values.map((_, i) => {
          const at = (h: number) => f(...values.map((x, k) => new Fresh(k === i ? x + h : x))).data;
          return (at(1e-5) - at(-1e-5)) / 2e-5;
        });
    assert.equal(check(byGrad, { grad }).passed, true);
    assert.equal(check(byGrad, { grad: onlyFirst }).diagnosis?.code, 'missing-gradient');
    assert.equal(check(byGrad, { grad: differences }).diagnosis?.code, 'finite-differences');
    assert.equal(check(byGrad, { grad: differences }).passed, false);
    assert.equal(check(byGrad, { grad: () => 3 }).diagnosis?.code, 'throws');
  });

  it('whose gradients do not sum over what was broadcast is told so', () => {
    const arrays: EngineProblem = {
      ...engine,
      entries: 'arrays',
      broadcasts: true,
      operations: {
        add: { call: { call: 'function', name: 'add' }, op: ops.add },
        mul: { call: { call: 'function', name: 'mul' }, op: ops.mul },
        sum: { call: { call: 'function', name: 'sum' }, op: ops.sum, reduces: true },
      },
    };
    /** A tape of arrays; `fit` makes a gradient of a variable's shape. */
    const tape = (fit: (grad: NDArray, shape: readonly number[]) => NDArray) => {
      type Shares = (g: NDArray) => NDArray[];
      class Tensor {
        static made = 0;
        grad: NDArray | null = null;
        readonly number = Tensor.made++;
        constructor(public data: NDArray, readonly args: Tensor[] = [], readonly shares: Shares = () => []) {} // prettier-ignore
        backward() {
          const reached = new Set<Tensor>([this]);
          for (const t of reached) for (const arg of t.args) reached.add(arg);
          const order = [...reached].sort((a, b) => b.number - a.number);
          for (const t of order) t.grad = null;
          this.grad = np.onesLike(this.data);
          for (const t of order)
            t.shares(t.grad!).forEach((share, i) => {
              const own = fit(share, t.args[i].data.shape);
              t.args[i].grad = t.args[i].grad?.add(own) ?? own;
            });
        }
      }
      const add = (a: Tensor, b: Tensor) => new Tensor(a.data.add(b.data), [a, b], (g) => [g, g]);
      const mul = (a: Tensor, b: Tensor) => new Tensor(a.data.mul(b.data), [a, b], (g) => [g.mul(b.data), g.mul(a.data)]); // prettier-ignore
      const sum = (a: Tensor) => new Tensor(np.array(a.data.sum()), [a], (g) => [g.mul(np.onesLike(a.data))]);
      return { Value: Tensor, add, mul, sum };
    };
    const unbroadcast = (grad: NDArray, shape: readonly number[]): NDArray => {
      let result = grad;
      while (result.shape.length > shape.length) result = np.asarray(result.sum(0));
      shape.forEach((length, axis) => {
        if (length === 1) result = np.asarray(result.sum(axis, { keepdims: true }));
      });
      return result;
    };
    assert.equal(check(arrays, tape(unbroadcast)).diagnosis, null);
    assert.equal(
      check(
        arrays,
        tape((grad) => grad),
      ).diagnosis?.code,
      'not-summed',
    );
  });

  it('earns nothing by empty shells, and by answers that are no numbers', () => {
    const shell = { call: () => shell };
    class Empty {
      data = NaN;
      grad = NaN;
      add = () => new Empty();
      mul = () => new Empty();
      exp = () => new Empty();
      backward() {}
    }
    class Silent extends Empty {
      override data = 0;
      override grad = 0;
    }
    const anything: unknown = new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => 1 : anything), apply: () => anything, construct: () => anything as object }); // prettier-ignore
    for (const hostile of [Empty, Silent, anything, class {}, 3, shell])
      assert.equal(check(engine, { Value: hostile }).earned, 0);
  });

  it('that says another thing at every look is judged by what it said, once', () => {
    let looks = 0;
    class Fickle extends Fresh {
      constructor(data: number) {
        super(data);
        const descriptor = { get: () => (looks++ % 2 ? 1 : NaN), set: () => {}, configurable: true };
        Object.defineProperty(this, 'grad', descriptor);
      }
    }
    assert.ok(check(engine, { Value: Fickle }).earned < 10);
  });

  it('does not repeat what an exception says about secret numbers', () => {
    class Loud extends Fresh {
      override exp(): never {
        throw new Error(`the value is ${this.data}`);
      }
    }
    const { diagnosis } = check(engine, { Value: Loud }, true);
    assert.doesNotMatch(diagnosis!.summary, /the value is/);
  });

  it('shows a computation of public whole numbers, written as the student writes it', () => {
    const { counterexample } = check({ ...engine, again: 'sum' }, { Value: class extends Value { override mul(o: Value) { const out = super.mul(o); out.hand = () => {}; return out; } } }); // prettier-ignore
    assert.ok(counterexample);
    assert.equal(counterexample.note, 'result = x.mul(y).');
    for (const { value } of counterexample.inputs) assert.ok(value.data.every(Number.isInteger));
  });
});

describe('an optimiser', () => {
  const sgd: OptimiserProblem = {
    kind: 'optimiser',
    id: 'sgd',
    title: 'sgd',
    points: 10,
    call: { call: 'function', name: 'SGD' },
    settings: { eta: [0.01, 0.5] },
    update: ({ value, grad, settings }) => value.sub(grad.mul(settings.eta)),
  };
  type P = { value: NDArray; grad: NDArray };
  const step = (change: (p: P, eta: number) => void) => ({ SGD: (all: P[], eta: number) => all.forEach((p) => change(p, eta)) }); // prettier-ignore
  const right = (p: P, eta: number) => void (p.value = p.value.sub(p.grad.mul(eta)));

  it('may be a function, in place or not', () => {
    assert.equal(check(sgd, step(right)).passed, true);
    assert.equal(
      check(
        sgd,
        step((p, eta) => void p.value.isub(p.grad.mul(eta))),
      ).passed,
      true,
    );
  });
  it('sets gradients to zero where that is asked for, and only there', () => {
    const zeroing = step((p, eta) => (right(p, eta), void (p.grad = 0 as unknown as NDArray)));
    assert.equal(check({ ...sgd, zeroes: true }, zeroing).passed, true);
    assert.equal(check({ ...sgd, zeroes: true }, step(right)).diagnosis?.code, 'not-reset');
    assert.equal(check(sgd, zeroing).diagnosis?.code, 'mutates-upstream');
    assert.deepEqual(
      check(sgd, zeroing).subscores.map(({ aspect, earned }) => [aspect, earned]),
      [['step', 5], ['memory', 3], ['care', 0]], // prettier-ignore
    );
  });
  it('that counts its steps may be asked for', () => {
    const averaged: OptimiserProblem = {
      ...sgd,
      update: ({ value, grad, settings, count }) => value.sub(grad.mul(settings.eta / count)),
    };
    assert.equal(check(averaged, step(right)).diagnosis?.code, 'momentum-lost');
  });
  it('finds no SGD ready made in the parameters it is given', () => {
    const ready = step((p, eta) => (p as unknown as { SGD(eta: number): void }).SGD(eta));
    assert.equal(check(sgd, ready).earned, 0);
  });
  it('earns nothing by doing nothing, or by NaN', () => {
    assert.equal(
      check(
        sgd,
        step(() => {}),
      ).earned,
      0,
    );
    assert.equal(
      check(
        sgd,
        step((p) => void (p.value = np.full(p.value.shape, NaN))),
      ).earned,
      0,
    );
  });
});

describe('a declaration of an engine or an optimiser', () => {
  const refused: [name: string, problem: Problem, message: RegExp][] = [
    ['without a variable', { ...engine, variable: undefined }, /variable: how is a variable made/],
    ['whose paths cannot meet', { ...engine, operations: { exp: engine.operations.exp } }, /none of exp has two arguments/], // prettier-ignore
    ['of arrays that are never reduced', { ...engine, entries: 'arrays' }, /one of them must reduce/],
    ['with a share of nothing', { ...engine, shares: { speed: 1 } as never }, /there is no part speed/],
    [
      'with a rule that loses the shape',
      { kind: 'optimiser', id: 'o', title: 'o', points: 1, call: { call: 'function', name: 'o' }, settings: {}, update: ({ value }) => np.array(value.sum()) }, // prettier-ignore
      /the new value has shape \(\), expected \(2,3\)/,
    ],
  ];
  for (const [name, problem, message] of refused) {
    it(`is refused ${name}`, () => {
      const set = { id: 's', title: 's', withheld: [], problems: [problem] };
      assert.throws(() => defineProblemSet(set), { name: 'TypeError', message });
    });
  }
});

// Laws that hold for every shape and layout, each against plain loops over float64.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DType, einsum, type NDArray, np, unbroadcast } from '../../../lib/index.js';
import { elements, indices, view } from './arbitrary.js';

const pairs = view().chain((x) => {
  const smaller = x.shape
    .map((length, axis) => ((length + axis) % 3 === 0 ? 1 : length))
    .slice(x.ndim > 1 ? x.size % 2 : 0);
  return view({ shape: smaller }).map((y) => [x, y] as const);
});

/** x[index] where x is stretched to a longer index. */
function stretched(x: NDArray, index: readonly number[]): number {
  const own = index.slice(index.length - x.ndim);
  return x.get(...own.map((i, axis) => (x.shape[axis] === 1 ? 0 : i)));
}

describe('arrays of any shape and layout', () => {
  const operators: [string, (a: number, b: number) => number][] = [
    ['add', (a, b) => a + b],
    ['sub', (a, b) => a - b],
    ['mul', (a, b) => a * b],
    ['div', (a, b) => a / b],
    ['maximum', Math.max],
    ['gt', (a, b) => Number(a > b)],
    ['eq', (a, b) => Number(a === b)],
  ];
  for (const [name, operator] of operators) {
    it(`x.${name}(y) is the operator on every pair of broadcast elements`, () => {
      fc.assert(
        fc.property(pairs, fc.constantFrom<DType>('float32', 'float64'), ([x, y], dtype) => {
          const result = (x.astype(dtype) as unknown as Record<string, (y: NDArray) => NDArray>)[name](
            y.astype(dtype),
          );
          const strided = (x as unknown as Record<string, (y: NDArray) => NDArray>)[name](y);
          const expected = [...indices(x.shape)].map((index) =>
            operator(stretched(x, index), stretched(y, index)),
          );
          assert.deepEqual(strided.shape, x.shape);
          assert.deepEqual(elements(strided), expected);
          assert.deepEqual(elements(result), dtype === 'float32' ? expected.map(Math.fround) : expected);
        }),
      );
    });
  }

  it('operators give long rows, which take the fast way, the same numbers as short ones', () => {
    const long = fc.tuple(
      fc.integer({ min: 100, max: 700 }),
      fc.nat(),
      fc.constantFrom<DType>('float32', 'float64'),
    );
    fc.assert(
      fc.property(
        long,
        fc.constantFrom('add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'gt', 'le', 'ne'),
        ([n, seed, dtype], name) => {
          const random = new np.random.Generator(seed);
          const call = (a: NDArray, b: NDArray) =>
            (a as unknown as Record<string, (y: NDArray) => NDArray>)[name](b);
          const x = random.normal(0, 1, [3, n + 2], { dtype }).slice(null, [1, n + 1]);
          const others = [
            x.pick(1),
            x.pick(null, 0).expandDims(1),
            x.step(1, -1),
            x.step(-1, 1),
            x.T.copy().T,
            random.normal(0, 1, [], { dtype }),
          ];
          for (const y of others) {
            const short = np.concatenate(
              Array.from({ length: n }, (_, j) =>
                call(
                  x.slice(null, [j, j + 1]),
                  y.ndim > 0 && y.shape.at(-1) === n ? y.slice(...(y.ndim > 1 ? [null] : []), [j, j + 1]) : y,
                ),
              ),
              1,
            );
            assert.deepEqual(elements(call(x, y)), elements(short));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('in-place operators give what the fresh ones give, into the same memory', () => {
    fc.assert(
      fc.property(pairs, ([x, y]) => {
        const expected = elements(x.sub(y));
        const { data } = x;
        x.isub(y);
        assert.equal(x.data, data);
        assert.deepEqual(elements(x), expected);
      }),
    );
  });

  it('a write touches the elements of the view and nothing else', () => {
    fc.assert(
      fc.property(view(), (x) => {
        const before = x.data.slice();
        x.fill(1000);
        const changed = x.data.filter((value, i) => value !== before[i]).length;
        assert.equal(changed, x.size);
      }),
    );
  });

  it('sum, max and argmax over any axis are loops over that axis', () => {
    fc.assert(
      fc.property(view({ minLength: 1 }), fc.nat(), (x, n) => {
        if (x.ndim === 0) return;
        const axis = n % x.ndim;
        const kept = x.shape.filter((_, i) => i !== axis);
        const column = (index: number[]) =>
          elements(x.slice(...index.slice(0, axis), null, ...index.slice(axis)));
        const columns = [...indices(kept)].map(column);
        assert.deepEqual(
          elements(x.sum(axis)),
          columns.map((values) => values.reduce((a, b) => a + b, 0)),
        );
        assert.deepEqual(
          elements(x.max(axis)),
          columns.map((values) => Math.max(...values)),
        );
        assert.deepEqual(
          elements(x.argmax(axis)),
          columns.map((values) => values.indexOf(Math.max(...values))),
        );
        assert.deepEqual(x.sum(axis, { keepdims: true }).shape, x.shape.with(axis, 1));
      }),
    );
  });

  it('a sum has the same bits whatever the strides are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (rows, columns, seed) => {
          const x = new np.random.Generator(seed).normal(0, 1, [rows, columns]);
          const transposed = x.T.copy().T;
          assert.deepEqual(x.sum(0).tolist(), transposed.sum(0).tolist());
          assert.deepEqual(x.sum(0).tolist(), x.T.copy().sum(1).tolist());
          assert.equal(x.sum().item(), transposed.sum().item());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('unbroadcast is the adjoint of broadcastTo: <broadcastTo(x), g> = <x, unbroadcast(g)>', () => {
    fc.assert(
      fc.property(pairs, ([g, x]) => {
        const inner = (a: NDArray, b: NDArray) => a.mul(b).sum().item();
        assert.equal(inner(np.broadcastTo(x, g.shape), g), inner(x, unbroadcast(g, x.shape)));
      }),
    );
  });

  it('matmul is the triple loop, whatever the strides and dtypes', () => {
    const length = fc.integer({ min: 0, max: 5 });
    const operands = fc
      .tuple(length, length, length)
      .chain(([m, k, n]) => fc.tuple(view({ shape: [m, k] }), view({ shape: [k, n] })));
    fc.assert(
      fc.property(operands, fc.constantFrom<DType>('float32', 'float64', 'int32'), ([x, y], dtype) => {
        const z = np.matmul(x.astype(dtype), y.astype(dtype));
        const loop = [...indices([x.shape[0], y.shape[1]])].map(([i, j]) =>
          Array.from({ length: x.shape[1] }, (_, k) => x.get(i, k) * y.get(k, j)).reduce((a, b) => a + b, 0),
        );
        assert.equal(z.dtype, dtype);
        assert.deepEqual(elements(z), loop);
        assert.deepEqual(elements(np.matmul(x, y)), loop);
      }),
    );
  });

  it('einsum is the sum over all indices that the result does not name', () => {
    const specs = ['ij,jk->ik', 'bi,bj->bij', 'bi,bj->ij', 'ij,ij->', 'i,j->ji', 'bij,bjk->bki', 'ij->ji', 'iij->j', 'ii', 'ij,i,jk->k', 'abc,cb->a', 'bti,btj->bij', 'ij,kl->', 'i,i,i->i', 'bhqd,bhkd->bhqk'] as const; // prettier-ignore
    const cases = fc.constantFrom(...specs).chain((spec) => {
      const [inputs, output] = spec.includes('->') ? spec.split('->') : [spec, ''];
      const letters = [...new Set(inputs.replaceAll(',', ''))];
      const lengths = fc.array(fc.integer({ min: 0, max: 3 }), {
        minLength: letters.length,
        maxLength: letters.length,
      });
      return lengths.chain((list) => {
        const length = (letter: string) => list[letters.indexOf(letter)];
        const operands = inputs.split(',').map((operand) => view({ shape: [...operand].map(length) }));
        return fc
          .tuple(...operands)
          .map((arrays) => ({ spec, inputs: inputs.split(','), output, letters, list, arrays }));
      });
    });
    fc.assert(
      fc.property(cases, ({ spec, inputs, output, letters, list, arrays }) => {
        const result = einsum(spec as string, ...arrays);
        const expected = np.zeros([...output].map((letter) => list[letters.indexOf(letter)]));
        for (const index of indices(list)) {
          const at = (names: string) => [...names].map((letter) => index[letters.indexOf(letter)]);
          const product = arrays.reduce((value, array, which) => value * array.get(...at(inputs[which])), 1);
          expected.set(...at(output), expected.get(...at(output)) + product);
        }
        assert.deepEqual(result.shape, expected.shape);
        assert.deepEqual(elements(result.add(0)), elements(expected));
      }),
      { numRuns: 300 },
    );
  });
});

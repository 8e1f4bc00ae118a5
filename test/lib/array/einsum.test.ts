import assert from 'node:assert/strict';
import {
  einsum,
  einsumGradient,
  type EinsumGradient,
  type EinsumSpec,
  NDArray,
  np,
} from '../../../lib/index.js';

describe('einsum', () => {
  const random = new np.random.Generator(5);
  const x = random.normal(0, 1, [4, 3]);
  const w = random.normal(0, 1, [3, 2]);
  const g = random.normal(0, 1, [4, 2]);

  it('has as gradient the einsum in which operand and result change places', () => {
    const byX: 'bj,ij->bi' = einsumGradient('bi,ij->bj', 0);
    const byW: 'bi,bj->ij' = einsumGradient('bi,ij->bj', 1);
    assert.equal(byX, 'bj,ij->bi');
    assert.equal(byW, 'bi,bj->ij');
    assert.ok(np.allclose(einsum(byX, g, w), np.matmul(g, w.T)));
    assert.ok(np.allclose(einsum(byW, x, g), np.matmul(x.T, g)));
  });

  it('has the gradient that finite differences find', () => {
    const loss = (p: typeof x, q: typeof w) => einsum('bi,ij->bj', p, q).mul(g).sum().item();
    const gradient = einsum(einsumGradient('bi,ij->bj', 1), x, g);
    for (const [i, j] of [
      [0, 0],
      [2, 1],
    ]) {
      const [up, down] = [w.copy(), w.copy()];
      up.set(i, j, w.get(i, j) + 1e-6);
      down.set(i, j, w.get(i, j) - 1e-6);
      assert.ok(Math.abs((loss(x, up) - loss(x, down)) / 2e-6 - gradient.get(i, j)) < 1e-8);
    }
  });

  it('says where the swap gives no einsum', () => {
    assert.throws(
      () => einsumGradient('ij->i', 0),
      /index j of operand 0 is summed alone.*hint: broadcastTo/,
    );
    assert.throws(() => einsumGradient('ii->i', 0), /has index i twice: its gradient lies on a diagonal/);
    assert.throws(() => einsumGradient('ij,jk->ik', 2), /has operands 0 to 1, got 2/);
  });

  it('names the index, both lengths and both operands when shapes do not fit', () => {
    assert.throws(() => einsum('bi,ij->bj', x, g), {
      name: 'RangeError',
      message:
        "einsum: in 'bi,ij->bj' index i has length 3 in operand 0 (axis 1 of (4, 3)) and 4 in operand 1 (axis 0 of (4, 2)); expected equal lengths",
    });
    assert.throws(
      () => einsum('bij,ij->bj', x, w),
      /operand 0 has 3 indices 'bij', but its shape is \(4, 3\)/,
    );
  });

  it('refuses malformed specifications at run time too', () => {
    const check = (spec: string, message: RegExp) => assert.throws(() => einsum(spec, x, w), message);
    check('bi,ij->bk', /SyntaxError: einsum: in 'bi,ij->bk' the result's index k is in none of the operands/);
    check('bi,ij->bjj', /the result names index j twice/);
    check('b1,ij->bj', /'1' is not an index/);
    check('bi,ij->b->j', /more than one '->'/);
    check('bi->b', /names 1 operands, got 2/);
    check('bi,ij->b,j', /there is a ',' in the result/);
  });

  it('has its specification checked by the compiler, in sentences', () => {
    const unknown: EinsumSpec<'bi,ij->bk', 2> = "einsum: the result's index k is in none of the operands";
    const twice: EinsumSpec<'bi,ij->bjj', 2> = 'einsum: the result names index j twice';
    const letter: EinsumSpec<'b1,ij->bj', 2> = "einsum: '1' is not an index; indices are single letters";
    const count: EinsumSpec<'bi,ij->bj', 3> = "einsum: the operands 'bi,ij' are 2, got 3";
    const arrows: EinsumSpec<'bi,ij->b->j', 2> = "einsum: there is more than one '->'";
    const good: EinsumSpec<'bi, ij -> bj', 2> = 'bi, ij -> bj';
    const gradient: EinsumGradient<'bti,btj->bij', 0> = 'bij,btj->bti';
    assert.ok([unknown, twice, letter, count, arrows, good, gradient].every((text) => text.length > 0));
    // @ts-expect-error the result names an index that no operand has
    assert.throws(() => einsum('bi,ij->bk', x, w));
    // @ts-expect-error two operands are named, one is given
    assert.throws(() => einsum('bi,ij->bj', x));
  });

  it('is one matrix product for every order of the letters', () => {
    const expected = np.matmul(x, w);
    assert.ok(np.arrayEqual(einsum('bi,ij->bj', x, w), expected));
    assert.ok(np.arrayEqual(einsum('ib,ij->bj', x.T, w), expected));
    assert.ok(np.arrayEqual(einsum('bi,ji->bj', x, w.T), expected));
    assert.ok(np.allclose(einsum('ij,bi->jb', w, x), expected.T));
  });

  it('keeps dtypes: float32 stays, whole numbers stay whole', () => {
    assert.equal(einsum('bi,ij->bj', x.astype('float32'), w.astype('float32')).dtype, 'float32');
    assert.equal(
      einsum('i,i->', np.array([1, 2], { dtype: 'int32' }), np.array([3, 4], { dtype: 'int32' })).dtype,
      'int32',
    );
    assert.equal(
      einsum('i,i->', np.array([1, 2], { dtype: 'int32' }), np.array([3, 4], { dtype: 'int32' })).item(),
      11,
    );
  });

  it('returns a fresh array, never a view of an operand', () => {
    const y = x.copy();
    einsum('ij->ji', y).fill(0);
    einsum('ij->ij', y).fill(0);
    assert.ok(np.arrayEqual(y, x));
  });
});

describe('a deferred einsum', () => {
  const random = new np.random.Generator(6);
  const operands = () => [random.normal(0, 1, [8, 5]), random.normal(0, 1, [8, 4])] as const;

  it('is not computed until it is read, and its sum over the batch never computes it', () => {
    const [x, g] = operands();
    const outer = einsum('bi,bj->bij', x, g);
    assert.deepEqual([outer.shape, outer.stride, outer.dtype], [[8, 5, 4], [20, 4, 1], 'float64']);
    const total = outer.sum(0);
    assert.ok(outer.deferred !== null);
    assert.ok(np.arrayEqual(total, einsum('bi,bj->ij', x, g)));
    assert.deepEqual(outer.sum(0, { keepdims: true }).shape, [1, 5, 4]);
    assert.equal(outer.get(2, 3, 1), x.get(2, 3) * g.get(2, 1));
    assert.ok(outer.deferred === null);
    assert.ok(np.allclose(outer.sum(0), total));
  });

  const writes: [string, (x: ReturnType<typeof operands>[0]) => void][] = [
    ['set', (x) => x.set(0, 0, 99)],
    ['fill', (x) => x.fill(0)],
    ['assign through a view', (x) => x.T.pick(1).assign(7)],
    ['iadd', (x) => x.iadd(1)],
    ['imul of a slice', (x) => x.slice([2, 4]).imul(-3)],
    ['shuffle', (x) => np.random.shuffle(x)],
  ];
  for (const [name, write] of writes) {
    it(`is what it was when its operand is changed by ${name} before it is read`, () => {
      const [x, g] = operands();
      const expected = x.expandDims(2).mul(g.expandDims(1));
      const outer = einsum('bi,bj->bij', x, g);
      const summed = einsum('bi,bj->bij', x, g);
      write(x);
      write(g);
      assert.ok(np.arrayEqual(outer, expected));
      assert.ok(np.allclose(summed.sum(0), expected.sum(0)));
      const fresh = einsum('bi,bj->bij', x, g);
      assert.ok(np.arrayEqual(fresh, x.expandDims(2).mul(g.expandDims(1))));
    });
  }

  it('is what it was when the operand is changed through another typed array over the same memory', () => {
    const memory = new Float64Array(24).map((_, i) => i);
    const x = new NDArray(memory.subarray(4), [5, 4]);
    const expected = x.expandDims(2).mul(x.expandDims(1));
    const outer = einsum('bi,bj->bij', x, x);
    new NDArray(memory).fill(1);
    assert.ok(np.arrayEqual(outer, expected));
  });

  it('can be written into like any other array', () => {
    const [x, g] = operands();
    const outer = einsum('bi,bj->bij', x, g);
    outer.pick(0).fill(0);
    assert.ok(np.allclose(outer.sum(0), einsum('bi,bj->ij', x.lo(1), g.lo(1))));
  });

  it('with more shared indices sums them in the same product', () => {
    const x = random.normal(0, 1, [3, 2, 9]);
    const g = random.normal(0, 1, [3, 2, 7]);
    const outer = einsum('bti,btj->bij', x, g);
    assert.ok(outer.deferred !== null);
    assert.ok(np.allclose(outer.sum(0), einsum('bti,btj->ij', x, g)));
    assert.ok(np.allclose(outer, np.matmul(x.transpose(0, 2, 1), g)));
  });
});

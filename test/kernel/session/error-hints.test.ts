import assert from 'node:assert/strict';
import { calledThere, errorHint } from '../../../kernel/session/error-hints.js';

/** What this engine says when `source` runs; the place is that of `mark` in it. */
function hintFor(source: string, mark = ''): string | undefined {
  try {
    new Function(source)();
  } catch (error) {
    return errorHint((error as Error).message, { text: source, column: source.indexOf(mark) + 1 });
  }
  throw new Error(`nothing is wrong with: ${source}`);
}

describe('hints to exceptions', () => {
  it('name what is undefined, as the line has it', () => {
    const rows = 'const rows = [[1]]; const i = 1; rows[i][0]';
    assert.match(
      hintFor(rows, '[0]') ?? '',
      /^`rows\[i\]` is undefined here, so it has no `\[0\]`\..*one too far/,
    );
    assert.match(
      hintFor('const net = {}; net.layer.forward()', 'forward') ?? '',
      /^`net\.layer` is undefined here, so it has no `\.forward`/,
    );
    assert.match(hintFor('(() => null)().x', 'x') ?? '', /^What stands before `\.x` is null/);
  });

  for (const [source, hint] of [
    ['const f = 3; f()', /`f` has no value that could be called/],
    ['const f = 3; new f()', /`f` is not a class/],
    ['const f = 3; [...f]', /arrays, texts, Maps, Sets/],
    ['const f = 3; for (const x of f);', /arrays, texts, Maps, Sets/],
    ['const { a } = undefined', /nothing can be taken out/],
    ['function f() { f() } f()', /calls itself without end/],
    ['x; let x = 1', /`x` is used before the line/],
    ['const x = 1; x = 2', /`let`/],
    ['class A {} A()', /`new A\(\.\.\.\)`/],
    ['class A {} class B extends A { constructor() { this.x = 1 } } new B()', /`super\(\.\.\.\)`/],
    ['new Array(-1)', /not negative/],
    ['JSON.parse("{")', /not JSON/],
    ['1n + 1', /`Number\(x\)`/],
  ] as const) {
    it(`follow the engine's words: ${source}`, () => assert.match(hintFor(source) ?? '', hint));
  }

  it('are left out where there is nothing to add', () => {
    assert.equal(errorHint('matmul: shapes (2, 3) and (2, 3) do not fit', undefined), undefined);
  });

  it('know the preloaded name that is called at a place', () => {
    const preloaded = new Set(['np', 'Affine']);
    const at = (text: string, mark: string) =>
      calledThere({ text, column: text.indexOf(mark) + 1 }, preloaded);
    assert.equal(at('const y = np.matmul(x, W)', 'matmul'), 'np.matmul');
    assert.equal(at('const y = new Affine(w, x)', 'new'), 'Affine');
    assert.equal(at('mine(np.sum(x))', 'mine'), undefined);
    assert.equal(at('np.sum(x).add(y)', 'add'), undefined);
  });
});

import assert from 'node:assert/strict';
import { grams, guaranteed, noise, winnow } from '../../../grader/similarity/fingerprints.js';
import { declaredNames, tokensOf, wordsOf } from '../../../grader/similarity/tokens.js';

/** A cell as k-grams, with nothing given. */
const canonical = (source: string): string[] => grams(tokensOf(source, new Set()));

const original = `
class Relu extends CompNode {
  constructor(public x: Node) { super(); }
  backward() {
    const mask = this.x.value.gt(0);
    let total: number = 0;
    for (let i = 0; i < mask.length; i++) total += mask.get(i) * 2;
    this.kept = mask;
    this.x.addgrad(this.grad.mul(this.kept), 'whole');
  }
}`;

describe('tokens of a cell', () => {
  for (const [what, changed] of [
    ['renamed variables', original.replaceAll('mask', 'isPositive').replace(/\bi\b/g, 'row')],
    ['renamed fields', original.replaceAll('kept', 'saved')],
    ['comments and layout', original.replaceAll('\n', ' // a note\n\n').replaceAll(' = ', '=')],
    [
      'types, modifiers and semicolons',
      original.replace(': number', '').replaceAll(';\n', '\n').replace('const mask', 'const mask: NDArray'),
    ],
    ['literals', original.replace("'whole'", '`other`').replace('* 2', '* 3.0').replace('gt(0)', 'gt(1e-3)')],
    ['parentheses and casts', original.replace('mask.get(i) * 2', '((mask as any).get(i)!) * (2)')],
    ['let for const', original.replace('const mask', 'let mask')],
  ] as const) {
    it(`are the same after ${what}`, () => {
      assert.notEqual(changed, original);
      assert.deepEqual(canonical(changed), canonical(original));
    });
  }

  for (const [what, changed] of [
    ['another function is called', original.replace('.mul(', '.add(')],
    ['another operator stands there', original.replace('* 2', '/ 2')],
    ['two names are exchanged in one place', original.replace('mask.get(i)', 'total.get(i)')],
  ] as const) {
    it(`are others where ${what}`, () => assert.notDeepEqual(canonical(changed), canonical(original)));
  }

  it("keep the names that were given: those are nobody's choice", () => {
    const given = declaredNames('class Relu extends CompNode { constructor(public x: Node) { super() } }');
    const own = tokensOf(original, given).filter(({ isOwnName }) => isOwnName);
    assert.deepEqual(
      new Set(own.map(({ text }) => text)),
      new Set(['.backward', 'mask', 'total', 'i', '.kept']),
    );
  });

  it('know where they stand', () => {
    const tokens = tokensOf('const a = f(b) // c', new Set());
    assert.deepEqual(
      tokens.map(({ start, end }) => 'const a = f(b) // c'.slice(start, end)),
      ['const', 'a', '=', 'f', '(', 'b', ')'],
    );
  });

  it('are read from what does not compile, and not from what only breaks parsers', () => {
    assert.ok(canonical(original.slice(0, -30)).length > 10);
    assert.deepEqual(canonical('('.repeat(100_000)), []);
    assert.deepEqual(canonical('f('.repeat(50_000)), []);
    assert.ok(tokensOf('a+'.repeat(100_000), new Set()).length <= 20_000);
  });

  it('of a written answer are its words', () => {
    assert.deepEqual(
      wordsOf('The *chain* rule, of 1676.').map(({ text }) => text),
      ['the', 'chain', 'rule', 'of', '1676'],
    );
  });
});

describe('winnowing', () => {
  const letters = (text: string) => Array.from(text, (letter) => `gram ${letter}`);

  it('keeps a fingerprint of every equal part that is long enough, wherever it stands', () => {
    const shared = tokensOf(`${'a.b(c).d(e);'.repeat(1)} f.g(h + k)`, new Set());
    assert.ok(shared.length >= guaranteed);
    const marks = (before: string) =>
      new Set(
        winnow(grams(tokensOf(`${before}; a.b(c).d(e); f.g(h + k)`, new Set())), () => true).map(
          ({ hash }) => hash,
        ),
      );
    const [one, other] = [marks('first(1, 2, 3)'), marks('while (second) third[4] = !fifth')];
    assert.ok([...one].some((hash) => other.has(hash)));
  });

  it('keeps far fewer than there are, and one at least in every window', () => {
    const text = Array.from({ length: 500 }, (_, i) => `gram ${i * i}`);
    const kept = winnow(text, () => true).map(({ at }) => at);
    // Schleimer et al., Theorem 1: the density on random data is 2 / (w + 1), here 1/3.
    assert.ok(kept.length > 500 / 5 && kept.length < 500 / 2, String(kept.length));
    const gaps = kept.slice(1).map((at, i) => at - kept[i]);
    assert.ok(Math.max(...gaps) <= guaranteed - noise + 1);
  });

  it('does not reach across what was given', () => {
    const kept = winnow(letters('abcXYZdef'), (gram) => !'XYZ'.includes(gram.at(-1)!));
    assert.ok(
      kept.some(({ at }) => at < 3) &&
        kept.some(({ at }) => at > 5) &&
        kept.every(({ at }) => at < 3 || at > 5),
    );
  });
});

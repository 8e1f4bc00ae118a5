/** The parts that two cells have in common, where names that their writers chose correspond one to one. */
import { noise, type Fingerprint } from './fingerprints.js';
import type { Token } from './tokens.js';

export interface FingerprintedCell {
  tokens: readonly Token[];
  fingerprints: readonly Fingerprint[];
}

/** `length` tokens from `a` in the one cell and from `b` in the other, and the fingerprints in them. */
export interface EqualPart {
  a: number;
  b: number;
  length: number;
  hashes: number[];
}

/** How many places of one fingerprint are followed up in a cell that repeats itself: the rest would be the same again. */
const mostRepeats = 8;

function placesOf(fingerprints: readonly Fingerprint[]): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const { hash, at } of fingerprints) {
    const known = places.get(hash);
    if (!known) places.set(hash, [at]);
    else if (known.length < mostRepeats) known.push(at);
  }
  return places;
}

/** The longest equal parts first; no token is in two of them. */
export function equalParts(one: FingerprintedCell, other: FingerprintedCell): EqualPart[] {
  const [here, there] = [placesOf(one.fingerprints), placesOf(other.fingerprints)];
  const found = new Map<string, EqualPart>();
  for (const [hash, places] of here) {
    for (const at of places) {
      for (const place of there.get(hash) ?? []) {
        const part = extend(one.tokens, at, other.tokens, place);
        if (part.length < noise) continue;
        const known = found.get(`${part.a} ${part.b}`);
        if (known) known.hashes.push(hash);
        else found.set(`${part.a} ${part.b}`, { ...part, hashes: [hash] });
      }
    }
  }
  return apart([...found.values()].sort((x, y) => y.length - x.length || x.a - y.a || x.b - y.b));
}

/** A one-to-one correspondence of names that grows as long as it can. */
class Renaming {
  readonly #to = new Map<string, string>();
  readonly #from = new Map<string, string>();

  admits(a: Token, b: Token): boolean {
    if (!a.isOwnName || !b.isOwnName) return a.isOwnName === b.isOwnName && a.text === b.text;
    if ((this.#to.get(a.text) ?? b.text) !== b.text || (this.#from.get(b.text) ?? a.text) !== a.text)
      return false;
    this.#to.set(a.text, b.text);
    this.#from.set(b.text, a.text);
    return true;
  }
}

function extend(
  one: readonly Token[],
  a: number,
  other: readonly Token[],
  b: number,
): Omit<EqualPart, 'hashes'> {
  const renaming = new Renaming();
  let end = 0;
  while (a + end < one.length && b + end < other.length && renaming.admits(one[a + end], other[b + end]))
    end++;
  // A hash may agree by chance: then the part is shorter than a k-gram and its neighbours say nothing.
  if (end < noise) return { a, b, length: end };
  let back = 0;
  while (a > back && b > back && renaming.admits(one[a - back - 1], other[b - back - 1])) back++;
  return { a: a - back, b: b - back, length: back + end };
}

/** Takes away from every part what a longer one has already. */
function apart(parts: EqualPart[]): EqualPart[] {
  const [takenA, takenB] = [new Set<number>(), new Set<number>()];
  const kept: EqualPart[] = [];
  for (const part of parts) {
    let { a, b, length } = part;
    const isTaken = (at: number): boolean => takenA.has(a + at) || takenB.has(b + at);
    while (length > 0 && isTaken(length - 1)) length--;
    while (length > 0 && isTaken(0)) [a, b, length] = [a + 1, b + 1, length - 1];
    if (length < noise || Array.from({ length }, (_, at) => at).some(isTaken)) continue;
    for (let at = 0; at < length; at++) {
      takenA.add(a + at);
      takenB.add(b + at);
    }
    kept.push({ ...part, a, b, length });
  }
  return kept;
}

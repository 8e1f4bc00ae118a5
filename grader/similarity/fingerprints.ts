/**
 * Fingerprints of a cell by winnowing (S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document
 * fingerprinting", SIGMOD 2003): of every window of hashed k-grams the least is kept, so that two cells with an equal part of
 * `guaranteed` tokens or more always share one, and a part shorter than `noise` never counts.
 */
import type { Token } from './tokens.js';

/** k, in tokens: shorter parts are equal by chance. */
export const noise = 12;
/** t, in tokens: an equal part of this length is never missed. */
export const guaranteed = 16;
const windowLength = guaranteed - noise + 1;

export interface Fingerprint {
  hash: number;
  /** The k-gram's first token. */
  at: number;
}

/** The k-gram that begins at `at`: names that the writer chose are numbered in the order in which it uses them. */
export function gram(tokens: readonly Token[], at: number): string {
  const numbers = new Map<string, number>();
  return tokens
    .slice(at, at + noise)
    .map(({ text, isOwnName }) => {
      if (!isOwnName) return text;
      if (!numbers.has(text)) numbers.set(text, numbers.size);
      return `#${numbers.get(text)}`;
    })
    .join(' ');
}

/** Every k-gram, in order. */
export function grams(tokens: readonly Token[]): string[] {
  return Array.from({ length: Math.max(0, tokens.length - noise + 1) }, (_, at) => gram(tokens, at));
}

/** @param own whether a k-gram counts: not where it was given to everybody. Windows do not reach across one that does not. */
export function winnow(all: readonly string[], own: (gram: string) => boolean): Fingerprint[] {
  const kept = new Map<number, Fingerprint>();
  let run: Fingerprint[] = [];
  const settle = (): void => {
    const windows = Math.max(1, run.length - windowLength + 1);
    for (let start = 0; run.length > 0 && start < windows; start++) {
      // Of equal ones the rightmost: it stays the least for longest.
      const least = run
        .slice(start, start + windowLength)
        .reduce((least, next) => (next.hash <= least.hash ? next : least));
      kept.set(least.at, least);
    }
    run = [];
  };
  all.forEach((text, at) => {
    if (own(text)) run.push({ hash: hashOf(text), at });
    else settle();
  });
  settle();
  return [...kept.values()];
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

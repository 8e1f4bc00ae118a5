// How the elements of one array are written: all equally wide, with their decimal points in one column.
import type { DType } from '../dtype.js';
import { positional, scientific } from './digits.js';

/** The words for `values`, aligned as NumPy aligns them. */
export function alignedWords(values: readonly number[], dtype: DType, scalar: boolean): string[] {
  if (dtype === 'bool') return values.map((value) => (value ? (scalar ? 'True' : ' True') : 'False'));
  if (dtype === 'int32') return padStart(values.map(String));
  return floatWords(values, dtype === 'float32');
}

function floatWords(values: readonly number[], single: boolean): string[] {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((size) => size !== 0);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const exponents =
    sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || quotient(largest, smallest, single) > 1000);
  const words = exponents ? scientificWords(finite, single) : positionalWords(finite, single);
  if (finite.length === values.length) return words;
  let next = 0;
  return padStart(values.map((value) => (Number.isFinite(value) ? words[next++] : special(value))));
}

/** NumPy divides in the array's own type. */
function quotient(a: number, b: number, single: boolean): number {
  return single ? Math.fround(a / b) : a / b;
}

function special(value: number): string {
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
}

function positionalWords(values: readonly number[], single: boolean): string[] {
  const parts = values.map((value) => positional(value, single));
  const left = longest(parts.map(([whole]) => whole));
  const right = longest(parts.map(([, fraction]) => fraction));
  return parts.map(([whole, fraction]) => `${whole.padStart(left)}.${fraction.padEnd(right)}`);
}

function scientificWords(values: readonly number[], single: boolean): string[] {
  const parts = values.map((value) => scientific(value, single));
  const left = longest(parts.map(([whole]) => whole));
  const right = longest(parts.map(([, fraction]) => fraction));
  const size = longest(parts.map(([, , exponent]) => exponent));
  return parts.map(
    ([whole, fraction, exponent]) =>
      `${whole.padStart(left)}.${fraction.padEnd(right, '0')}e${exponent[0]}${exponent.slice(1).padStart(size - 1, '0')}`,
  );
}

function longest(words: readonly string[]): number {
  return words.reduce((length, word) => Math.max(length, word.length), 0);
}

function padStart(words: readonly string[]): string[] {
  const width = longest(words);
  return words.map((word) => word.padStart(width));
}

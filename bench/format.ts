// How numbers and names are written, in text and in HTML.
import type { Case, Table } from './section.js';

/** Three digits, or all of a larger number. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}

/** Seconds as what the table counts. */
export function inUnit(seconds: number, { unit }: Table, { work }: Case): number {
  return unit === 'ms' ? seconds * 1e3 : work / seconds / 1e9;
}

export const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// The inner loops of the elementwise operations: z[k] = x[i] op y[j] along one row, each operand with its own step.
// Number(condition) costs a third of condition ? 1 : 0 on mixed data, because it compiles to no branch.
import type { TypedArray } from './dtype.js';
import { pow } from './math/power.js';

export type BinaryName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  | 'pow'
  | 'maximum'
  | 'minimum'
  | 'gt'
  | 'ge'
  | 'lt'
  | 'le'
  | 'eq'
  | 'ne';

type Loop = (
  length: number,
  x: TypedArray, i: number, di: number,
  y: TypedArray, j: number, dj: number,
  z: TypedArray, k: number, dk: number,
) => void; // prettier-ignore

const add: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  if (z instanceof Uint8Array) for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = x[i] | y[j];
  else for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = x[i] + y[j];
};

const sub: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = x[i] - y[j];
};

const mul: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  if (z instanceof Int32Array)
    for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Math.imul(x[i], y[j]);
  else for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = x[i] * y[j];
};

const div: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = x[i] / y[j];
};

/** Python's remainder: it has the sign of y. */
const mod: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) {
    const rest = x[i] % y[j];
    z[k] = rest !== 0 && rest < 0 !== y[j] < 0 ? rest + y[j] : rest;
  }
};

const power: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = pow(x[i], y[j]);
};

const maximum: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Math.max(x[i], y[j]);
};

const minimum: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Math.min(x[i], y[j]);
};

const gt: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Number(x[i] > y[j]);
};

const ge: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Number(x[i] >= y[j]);
};

const lt: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Number(x[i] < y[j]);
};

const le: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Number(x[i] <= y[j]);
};

const eq: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Number(x[i] === y[j]);
};

const ne: Loop = (length, x, i, di, y, j, dj, z, k, dk) => {
  for (let n = 0; n < length; n++, i += di, j += dj, k += dk) z[k] = Number(x[i] !== y[j]);
};

export const loops: Record<BinaryName, Loop> = {
  add,
  sub,
  mul,
  div,
  mod,
  pow: power,
  maximum,
  minimum,
  gt,
  ge,
  lt,
  le,
  eq,
  ne,
};

// Computing an einsum: one operand is summed and transposed, two become a GEMM, more are taken pair by pair.
import { isFloat, resultType } from '../dtype.js';
import { allocateUnset } from '../scrap.js';
import { sizeOf } from '../shape.js';
import * as layouts from '../layout.js';
import { forEachRow } from '../rows.js';
import { copyAs } from '../copy.js';
import { binary } from '../binary.js';
import { NDArray } from '../ndarray.js';
import { type FloatArray, gemm } from '../../wasm/index.js';
import type { Spec } from './spec.js';

/** An array whose axes have names. */
interface Named {
  array: NDArray;
  letters: string[];
}

/** The result of a specification that has been checked against its operands. */
export function contract({ inputs, output }: Spec, operands: readonly NDArray[]): NDArray {
  const dtype = operands.map((operand) => operand.dtype).reduce(resultType);
  const work = isFloat(dtype) ? dtype : 'float64';
  const named = operands.map((operand, which) => {
    const array = operand.dtype === work ? operand : copyAs(operand, work);
    return diagonal({ array, letters: inputs[which] });
  });
  let result = named[0];
  for (let next = 1; next < named.length; next++) {
    const later = new Set([...output, ...named.slice(next + 1).flatMap(({ letters }) => letters)]);
    result = pair(result, named[next], later);
  }
  const { array, letters } = sumOut(result, new Set(output));
  const ordered = array.transpose(...output.map((letter) => letters.indexOf(letter)));
  if (!isFloat(dtype)) return ordered.astype(dtype === 'bool' ? 'int32' : dtype);
  return operands.some((operand) => operand.data === ordered.data) ? ordered.copy() : ordered;
}

/** An index that occurs twice in one operand walks along the diagonal: a view whose stride is the sum of both. */
function diagonal({ array, letters }: Named): Named {
  const distinct = [...new Set(letters)];
  if (distinct.length === letters.length) return { array, letters };
  const sumOf = (letter: string) =>
    letters.reduce((sum, one, axis) => (one === letter ? sum + array.stride[axis] : sum), 0);
  const shape = distinct.map((letter) => array.shape[letters.indexOf(letter)]);
  return {
    array: array.view({ shape, stride: distinct.map(sumOf), offset: array.offset }),
    letters: distinct,
  };
}

/** Sums over the indices that nobody else needs. */
function sumOut({ array, letters }: Named, needed: ReadonlySet<string>): Named {
  const axes = letters.flatMap((letter, axis) => (needed.has(letter) ? [] : [axis]));
  if (axes.length === 0) return { array, letters };
  return { array: array.sum(axes), letters: letters.filter((letter) => needed.has(letter)) };
}

/** Multiplies two operands and sums over the indices that only these two have. */
function pair(first: Named, second: Named, needed: ReadonlySet<string>): Named {
  const x = sumOut(first, new Set([...needed, ...second.letters]));
  const y = sumOut(second, new Set([...needed, ...first.letters]));
  const shared = x.letters.filter((letter) => y.letters.includes(letter));
  const batch = shared.filter((letter) => needed.has(letter));
  const inner = shared.filter((letter) => !needed.has(letter));
  const rows = x.letters.filter((letter) => !shared.includes(letter));
  const columns = y.letters.filter((letter) => !shared.includes(letter));
  const letters = [...batch, ...rows, ...columns];
  if (inner.length === 0) return { array: binary('mul', spread(x, letters), spread(y, letters)), letters };
  return { array: product(x, y, batch, rows, inner, columns), letters };
}

/** A view with one axis per letter, of length 1 where the operand does not have it. */
function spread({ array, letters }: Named, to: readonly string[]): NDArray {
  const axes = to.map((letter) => letters.indexOf(letter));
  return array.view({
    shape: axes.map((axis) => (axis < 0 ? 1 : array.shape[axis])),
    stride: axes.map((axis) => (axis < 0 ? 0 : array.stride[axis])),
    offset: array.offset,
  });
}

/** z[batch, rows, columns] = sum over inner of x[batch, rows, inner] y[batch, inner, columns]: one GEMM per batch entry. */
function product(
  x: Named,
  y: Named,
  batch: string[],
  rows: string[],
  inner: string[],
  columns: string[],
): NDArray {
  const a = asMatrices(x, batch, rows, inner);
  const b = asMatrices(y, batch, inner, columns);
  const nBatch = batch.length;
  const [m, k] = a.shape.slice(nBatch);
  const n = b.shape[nBatch + 1];
  const batchShape = a.shape.slice(0, nBatch);
  const c = new NDArray(allocateUnset(a.dtype, sizeOf(batchShape) * m * n), [...batchShape, m, n]);
  const [p, q, r] = [a, b, c].map((one) => one.data as FloatArray);
  const [aRow, aColumn] = a.stride.slice(nBatch);
  const [bRow, bColumn] = b.stride.slice(nBatch);
  forEachRow(batchShape, [a, b, c], (length, at, step) => {
    for (let i = 0; i < length; i++) {
      const from = at.map((start, which) => start + i * step[which]);
      gemm(m, n, k, p, from[0], aRow, aColumn, q, from[1], bRow, bColumn, r, from[2], n, 1, false);
    }
  });
  const lengthsOf = (named: Named, letters: string[]) =>
    letters.map((letter) => named.array.shape[named.letters.indexOf(letter)]);
  return c.reshape([...batchShape, ...lengthsOf(x, rows), ...lengthsOf(y, columns)]);
}

/** The operand as (batch..., rows, columns), each group of indices fused into one axis; a copy only where it must be. */
function asMatrices({ array, letters }: Named, batch: string[], rows: string[], columns: string[]): NDArray {
  const ordered = array.transpose(
    ...[...batch, ...rows, ...columns].map((letter) => letters.indexOf(letter)),
  );
  const [b, r] = [batch.length, rows.length];
  const fuse = (from: number, to: number) => {
    const part = { shape: ordered.shape.slice(from, to), stride: ordered.stride.slice(from, to), offset: 0 };
    return layouts.reshape(part, [sizeOf(part.shape)]);
  };
  const row = fuse(b, b + r);
  const column = fuse(b + r, ordered.ndim);
  if (row === null || column === null) {
    const shape = ordered.shape;
    return ordered
      .copy()
      .reshape([...shape.slice(0, b), sizeOf(shape.slice(b, b + r)), sizeOf(shape.slice(b + r))]);
  }
  return ordered.view({
    shape: [...ordered.shape.slice(0, b), row.shape[0], column.shape[0]],
    stride: [...ordered.stride.slice(0, b), row.stride[0], column.stride[0]],
    offset: ordered.offset,
  });
}

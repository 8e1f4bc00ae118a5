// The numbers a plot is given, in whatever form: arrays, typed arrays, strided arrays, anything iterable.

/** A one-dimensional strided array, of this library's or of scijs ndarray's kind. */
export interface SeriesArray {
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly data: ArrayLike<number>;
}

export type Series = readonly number[] | ArrayBufferView | SeriesArray | Iterable<number>;

export function isStrided(value: unknown): value is SeriesArray {
  return (
    typeof value === 'object' && value !== null && 'shape' in value && 'stride' in value && 'data' in value
  );
}

export function isSeries(value: unknown): value is Series {
  if (isStrided(value) || ArrayBuffer.isView(value)) return true;
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

/** The values of a series. @throws RangeError for an array of more than one dimension. */
export function seriesValues(series: Series, name: string): number[] {
  if (!isStrided(series)) return Array.from(series as Iterable<number>, Number);
  // A column or a row is as good as a vector: only one axis may be longer than 1.
  const long = series.shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  if (long.length > 1) {
    throw new RangeError(
      `plot: ${name} has shape (${series.shape.join(', ')}), expected one dimension; try .ravel()`,
    );
  }
  const length = long.length === 0 ? (series.shape.includes(0) ? 0 : 1) : series.shape[long[0]];
  const step = long.length === 0 ? 0 : series.stride[long[0]];
  return Array.from({ length }, (_, index) => Number(series.data[series.offset + index * step]));
}

// Packing: copies a matrix into panels, `width` lines side by side, so that the product reads it from front to back.
//
// A line is what one panel takes several of: a row of A or a column of B. Lines run along the depth k of the product.
// Panel p holds element k of lines p * width ... p * width + width - 1 in one piece, then element k + 1, and so on;
// lines beyond the last are zero.

/** Elements of T in a vector of 16 bytes. */
@inline
function lanes<T>(): usize {
  return 16 / sizeof<T>();
}

/** A full panel whose lines lie side by side: every k is one straight copy of width elements. */
@inline
function copyPanel<T>(source: usize, depth: usize, depthBytes: usize, width: usize, target: usize): void {
  for (let k: usize = 0; k < depth; k++) {
    v128.store(target, v128.load(source));
    if (width * sizeof<T>() > 16) v128.store(target, v128.load(source, 16), 16);
    source += depthBytes;
    target += width * sizeof<T>();
  }
}

/** Four elements of each of four float32 lines, transposed in registers. */
@inline
function transpose4(source: usize, lineBytes: usize, target: usize, stepBytes: usize): void {
  const line0 = v128.load(source);
  const line1 = v128.load(source + lineBytes);
  const line2 = v128.load(source + 2 * lineBytes);
  const line3 = v128.load(source + 3 * lineBytes);
  const low01 = v128.shuffle<f32>(line0, line1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(line2, line3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(line0, line1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(line2, line3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(target + stepBytes, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(target + 2 * stepBytes, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(target + 3 * stepBytes, v128.shuffle<f64>(high01, high23, 1, 3));
}

/** Two elements of each of two float64 lines, transposed in registers. */
@inline
function transpose2(source: usize, lineBytes: usize, target: usize, stepBytes: usize): void {
  const line0 = v128.load(source);
  const line1 = v128.load(source + lineBytes);
  v128.store(target, v128.shuffle<f64>(line0, line1, 0, 2));
  v128.store(target + stepBytes, v128.shuffle<f64>(line0, line1, 1, 3));
}

/** A full panel whose lines are contiguous: transposed in squares of one vector's length; returns how far it came. */
@inline
function transposePanel<T>(source: usize, depth: usize, lineBytes: usize, width: usize, target: usize): usize {
  const whole = depth - (depth % lanes<T>());
  const stepBytes = width * sizeof<T>();
  for (let k: usize = 0; k < whole; k += lanes<T>()) {
    for (let line: usize = 0; line < width; line += lanes<T>()) {
      const from = source + k * sizeof<T>() + line * lineBytes;
      const to = target + k * stepBytes + line * sizeof<T>();
      if (sizeof<T>() == 4) transpose4(from, lineBytes, to, stepBytes);
      else transpose2(from, lineBytes, to, stepBytes);
    }
  }
  return whole;
}

/** Packs `lines` lines of `depth` elements; `width` is 4, or 8 for float32. */
@inline
export function pack<T>(source: usize, lines: usize, depth: usize, lineBytes: usize, depthBytes: usize, width: usize, target: usize): void {
  const stepBytes = width * sizeof<T>();
  for (let line: usize = 0; line < lines; line += width) {
    const count = min(width, lines - line);
    let done: usize = 0;
    if (count == width && lineBytes == sizeof<T>()) {
      copyPanel<T>(source, depth, depthBytes, width, target);
      done = depth;
    } else if (count == width && depthBytes == sizeof<T>()) {
      done = transposePanel<T>(source, depth, lineBytes, width, target);
    }
    for (let k = done; k < depth; k++) {
      for (let l: usize = 0; l < width; l++) {
        const value = l < count ? load<T>(source + l * lineBytes + k * depthBytes) : <T>0;
        store<T>(target + k * stepBytes + l * sizeof<T>(), value);
      }
    }
    source += width * lineBytes;
    target += depth * stepBytes;
  }
}

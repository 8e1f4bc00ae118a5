// Source maps of cells speak of the cell's own lines: the prologue's line is taken out, the cell's text put in.

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base-64 variable-length quantities, as in the mappings of a source map. */
function decode(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = digits.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    values.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return values;
}

function encode(values: number[]): string {
  let text = '';
  for (const value of values) {
    let rest = value < 0 ? (-value << 1) | 1 : value << 1;
    do {
      const digit = rest & 31;
      rest >>= 5;
      text += digits[rest > 0 ? digit | 32 : digit];
    } while (rest > 0);
  }
  return text;
}

/** Positions in the mappings are relative, so moving the first one that names a source line moves all. */
export function cellSourceMap(sourceMap: string, file: string, source: string): string {
  const map = JSON.parse(sourceMap) as { mappings: string; sourceRoot?: string };
  const mappings = map.mappings.replace(/[^;,]{4,}/, (segment) => {
    const values = decode(segment);
    values[2] -= 1;
    return encode(values);
  });
  return JSON.stringify({ version: 3, file, sources: [file], sourcesContent: [source], names: [], mappings });
}

// Cursor positions: the Jupyter specification counts code points, JavaScript and TypeScript count UTF-16 code units.

export function utf16FromCodePoints(text: string, codePoints: number): number {
  let units = 0;
  for (const character of text) {
    if (codePoints-- <= 0) break;
    units += character.length;
  }
  return units;
}

export function codePointsFromUtf16(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

// TypeScript's most common errors, as one would say them to a first-year student.

export function inPlainWords(_code: number, _message: string, _text: string): string | undefined {
  return undefined;
}

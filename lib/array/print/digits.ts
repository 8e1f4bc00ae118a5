// Decimal digits of one float, as NumPy chooses them: the shortest that read back as the same number, at most eight after
// the point.

const MOST_DIGITS = 8;

/** One number as JavaScript writes it, with no more digits than its type needs. */
export function shortest(x: number, single: boolean): string {
  return Number.isFinite(x) && x !== 0
    ? String(Math.sign(x) * Number(shortestDigits(Math.abs(x), single)))
    : String(x);
}

/** `-12.5` as ['-12', '5'], 3 as ['3', '']: sign and whole part, and the digits after the point. */
export function positional(x: number, single: boolean): [whole: string, fraction: string] {
  const shortest = expand(shortestDigits(Math.abs(x), single));
  const digits =
    (shortest.split('.')[1] ?? '').length > MOST_DIGITS ? roundedTo(Math.abs(x), MOST_DIGITS) : shortest;
  const [whole, fraction = ''] = digits.split('.');
  return [sign(x) + whole, fraction.replace(/0+$/, '')];
}

/** 0.000125 as ['1', '25', '-04']: the same with an exponent of at least two digits. */
export function scientific(x: number, single: boolean): [whole: string, fraction: string, exponent: string] {
  let [mantissa, exponent] = shortestDigits(Math.abs(x), single).split('e');
  if (mantissa.length > MOST_DIGITS + 2) [mantissa, exponent] = roundedMantissa(Math.abs(x)).split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const size = exponent.replace(/^[+-]/, '').padStart(2, '0');
  return [sign(x) + whole, fraction.replace(/0+$/, ''), (exponent.startsWith('-') ? '-' : '+') + size];
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? '-' : '';
}

/** The shortest digits that identify x among the numbers of its type, as `1.25e-4`. */
function shortestDigits(x: number, single: boolean): string {
  if (!single) return x.toExponential();
  let digits = 0;
  while (digits < 8 && Math.fround(Number(x.toExponential(digits))) !== x) digits++;
  return x.toExponential(digits);
}

/** `1.25e+3` as `1250`. */
function expand(digits: string): string {
  const [mantissa, exponent] = digits.split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const point = 1 + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`;
  return all.length <= point ? all.padEnd(point, '0') : `${all.slice(0, point)}.${all.slice(point)}`;
}

/** Rounds the exact value; of two equally near it takes the even digit, where toFixed takes the larger. */
function roundedTo(x: number, digits: number): string {
  const rounded = x.toFixed(digits);
  const exact = x.toFixed(40);
  const tie = /^50*$/.test(exact.slice(exact.indexOf('.') + 1 + digits));
  return tie && Number(rounded.at(-1)) % 2 === 1 ? exact.slice(0, exact.indexOf('.') + 1 + digits) : rounded;
}

function roundedMantissa(x: number): string {
  const rounded = x.toExponential(MOST_DIGITS);
  const [exact, exponent] = x.toExponential(60).split('e');
  const tie = /^50*$/.test(exact.slice(MOST_DIGITS + 2));
  const odd = Number(rounded[MOST_DIGITS + 1]) % 2 === 1;
  return tie && odd ? `${exact.slice(0, MOST_DIGITS + 2)}e${exponent}` : rounded;
}

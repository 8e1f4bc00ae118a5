// What people who come from Python write, and what it is here. Most students do; the compiler's own words do not know it.
import { floorDivisionHint, swallowing } from './floor-division.js';

/** Names that Python has. */
const names = new Map([
  ['print', 'Printing is `console.log(...)`.'],
  ['len', 'The length of an array or a text is `x.length`; of a Map or a Set, `x.size`.'],
  ['range', 'A counting loop is `for (let i = 0; i < n; i++)`; an array of numbers is `np.arange(n)`.'],
  ['enumerate', 'Values with their numbers: `for (const [i, value] of x.entries())`.'],
  ['zip', 'Two arrays side by side: `for (let i = 0; i < a.length; i++)` and `a[i]`, `b[i]` inside.'],
  ['None', '`None` is `null` here (or `undefined`, for what was never set).'],
  ['True', '`true` begins with a small letter.'],
  ['False', '`false` begins with a small letter.'],
  ['self', '`self` is `this` here, and methods do not list it among their parameters.'],
  ['def', 'A function is `function name(x) { ... }`, with braces instead of indentation.'],
  ['elif', '`elif` is `else if (...)`.'],
  ['lambda', '`lambda x: y` is `(x) => y`.'],
  ['not', '`not x` is `!x`.'],
  ['and', '`a and b` is `a && b`.'],
  ['or', '`a or b` is `a || b`.'],
  ['str', 'Text of a value: `String(x)`.'],
  ['int', 'A whole number: `Math.trunc(Number(x))`.'],
  ['float', 'A number from a text: `Number(x)`.'],
  ['list', 'An array is written `[1, 2]`; `[...x]` makes one of anything that can be looped over.'],
  ['dict', 'A dictionary is an object `{ a: 1 }`, or `new Map()`.'],
  ['isinstance', '`isinstance(x, C)` is `x instanceof C`; for numbers and texts, `typeof x === "number"`.'],
  ['abs', 'It is `Math.abs(x)` for a number, `np.abs(x)` for an array.'],
  ['max', 'It is `Math.max(a, b)` for numbers, `np.max(x)` for an array.'],
  ['min', 'It is `Math.min(a, b)` for numbers, `np.min(x)` for an array.'],
  ['sum', 'It is `np.sum(x)`.'],
  ['round', 'It is `Math.round(x)`.'],
  [
    'sorted',
    'It is `x.toSorted((a, b) => a - b)`; without the function in brackets, numbers are sorted as texts.',
  ],
  ['assert', 'There is no `assert`: `if (!condition) throw new Error("what is wrong")`.'],
  ['ValueError', 'It is `new RangeError("...")`, or simply `new Error("...")`.'],
  ['Exception', 'It is `new Error("...")`.'],
  ['numpy', 'NumPy is here as `np`, without an import.'],
  ['torch', 'There is no PyTorch here: arrays are `np`, layers are nodes such as `Affine` and `Relu`.'],
]);

/** Methods of Python's lists, texts and dictionaries. */
const members = new Map([
  ['append', 'An array grows by `x.push(value)`.'],
  ['extend', 'An array grows by another one with `x.push(...values)`.'],
  ['insert', 'A value goes in at place i with `x.splice(i, 0, value)`.'],
  ['remove', 'An element goes out with `x.splice(x.indexOf(value), 1)`.'],
  ['lower', 'It is `x.toLowerCase()`.'],
  ['upper', 'It is `x.toUpperCase()`.'],
  ['strip', 'It is `x.trim()`.'],
  ['format', 'Values go into a text between backquotes: `loss ${x}`.'],
  ['items', 'It is `Object.entries(x)`.'],
  ['keys', 'It is `Object.keys(x)`.'],
  ['values', 'It is `Object.values(x)`.'],
  ['dot', 'A matrix product is `np.matmul(a, b)`.'],
  [
    '__init__',
    'A constructor is `constructor(x) { ... }`, and that of the class it extends is called with `super(...)`.',
  ],
]);

/** What NumPy calls by another name, or has as a function where it is a method here. */
const numpyNames = new Map([
  ['greater', '`a > b` of arrays is `a.gt(b)`.'],
  ['greater_equal', '`a >= b` of arrays is `a.ge(b)`.'],
  ['less', '`a < b` of arrays is `a.lt(b)`.'],
  ['less_equal', '`a <= b` of arrays is `a.le(b)`.'],
  ['equal', '`a == b` of arrays is `a.eq(b)`; are they the same everywhere is `np.arrayEqual(a, b)`.'],
  ['not_equal', '`a != b` of arrays is `a.ne(b)`.'],
  ['multiply', 'It is `a.mul(b)` or `np.mul(a, b)`.'],
  ['subtract', 'It is `a.sub(b)` or `np.sub(a, b)`.'],
  ['divide', 'It is `a.div(b)` or `np.div(a, b)`.'],
  ['true_divide', 'It is `a.div(b)` or `np.div(a, b)`.'],
  ['floor_divide', 'It is `np.floor(a.div(b))`.'],
  ['power', 'It is `a.pow(b)` or `np.pow(a, b)`.'],
  ['negative', 'It is `a.neg()` or `np.neg(a)`.'],
  ['absolute', 'It is `np.abs(a)`.'],
  ['amax', 'It is `np.max(a)`.'],
  ['amin', 'It is `np.min(a)`.'],
  ['vstack', 'Rows below one another: `np.concatenate([a, b], 0)`.'],
  ['hstack', 'Columns beside one another: `np.concatenate([a, b], 1)`.'],
  ['newaxis', 'An axis of length 1 is put in by `a.expandDims(axis)`.'],
  ['rand', 'It is `np.random.uniform(0, 1, [2, 3])`: least, most, shape.'],
  ['randint', 'It is `np.random.integers(0, 10, [2, 3])`: least, one above the most, shape.'],
  ['randn', 'It is `np.random.normal(0, 1, [2, 3])`: mean, deviation, shape.'],
  ['item', 'The number in an array of one element is `a.get(0)`.'],
]);

/** A condition as it is written here. */
const condition = (text: string): string =>
  text
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'null')
    .replace(/\s+is\s+not\s+/g, ' !== ')
    .replace(/\s+is\s+/g, ' === ')
    .replace(/\bnot\s+/g, '!')
    .replace(/\s+and\s+/g, ' && ')
    .replace(/\s+or\s+/g, ' || ');

const count = (name: string, range: string): string => {
  const [start, stop] = range.includes(',') ? range.split(/\s*,\s*/) : ['0', range];
  return loop(`let ${name} = ${start}; ${name} < ${stop}; ${name}++`);
};

const loop = (head: string): string =>
  `A loop is \`for (${head}) { ... }\`, with braces instead of indentation.`;

/** Lines that Python reads and this language does not. The first that fits says it best. */
const lines: [pattern: RegExp, hint: string | ((match: RegExpExecArray) => string)][] = [
  [/^\s*(?:async\s+)?def\b/, names.get('def')!],
  [
    /^\s*class\s+\w+\s*(?:\(.*\))?\s*:/,
    'A class is `class Name extends Base { ... }`, with braces instead of indentation; its constructor is `constructor(x) { ... }`.',
  ],
  [/^\s*for\s+(\w+)\s+in\s+range\(([^()]*)\)/, ([, name, range]) => count(name, range)],
  [
    /^\s*for\s+([\w, ]+?)\s+in\s+(.+?)\s*:/,
    ([, x, all]) => loop(`const ${x.includes(',') ? `[${x}]` : x} of ${all}`),
  ],
  [/^\s*elif\b/, names.get('elif')!],
  [
    /^\s*(if|while)\s+(.+?)\s*:\s*(?:#.*)?$/,
    ([, word, test]) =>
      `It is \`${word} (${condition(test)}) { ... }\`: brackets round the condition, braces round what it governs.`,
  ],
  [
    /^\s*(else|try|finally)\s*:/,
    ([, word]) => `It is \`${word} { ... }\`: braces instead of a colon and indentation.`,
  ],
  [/^\s*except\b/, '`except` is `catch (error) { ... }`.'],
  [/^\s*with\b/, 'There is no `with`: a file is read with `readFileSync` of `node:fs`.'],
  [
    /^\s*from\s+\S+\s+import\b|^\s*import\s+[\w.]+\s+as\b|^\s*import\s+[\w.]+\s*$/,
    'An import is `import { name } from "package"` or `import * as name from "package"`; `np` needs none, every cell has it.',
  ],
  [/^\s*print\s+\S/, names.get('print')!],
  [/^\s*raise\b/, '`raise` is `throw new Error("what is wrong")`.'],
  [/^\s*assert\b/, names.get('assert')!],
  [/^\s*del\b/, 'Nothing needs to be deleted: give the variable another value, or leave it.'],
  [/^\s*(?:global|nonlocal)\b/, 'Not needed: a function sees and changes the variables around it.'],
  [/^\s*pass\b/, 'An empty block is `{}`.'],
  [/^\s*#/, 'A comment begins with `//`.'],
  [
    /"""|'''/,
    'A text of several lines stands between backquotes; a comment of several lines, between `/*` and `*/`.',
  ],
  [/(?<![\w$])[fr](?:"|')/, 'A text with values in it stands between backquotes: `loss ${x}`.'],
  [
    /\[.*\bfor\s+\w+\s+in\b.*\]/,
    'A list made of another one is `x.map((value) => ...)`; with `if`, `x.filter((value) => ...)`.',
  ],
  [/\blambda\b/, names.get('lambda')!],
  [
    /[(,]\s*\*{1,2}\s*[\w{[]/,
    'Elements of an array are handed on with `f(...values)`; named parameters are an object, `f({ rate: 0.1 })`.',
  ],
  [
    /\[[^[\]?]*:[^[\]]*\]/,
    'There are no slices in brackets: of a list it is `x.slice(1, 3)`, of an array of `np` `x.slice([1, 3])`, and `x.slice(null, 0)` is `x[:, 0]`.',
  ],
  [/[\w)\]]\s+@\s+[\w(]/, 'A matrix product is `np.matmul(a, b)`.'],
  [/\bis\s+not\b/, '`x is not None` is `x !== null`.'],
  [/\bis\s+\w/, '`x is None` is `x === null`.'],
  [/\bnot\s+in\b/, '`x not in list` is `!list.includes(x)`.'],
  [/\S\s+if\s+.+\s+else\s+\S/, '`a if condition else b` is `condition ? a : b`.'],
  [/(?<![\w$.])(not|and|or)\s/, ([, word]) => names.get(word)!],
  [/(?<![\w$.])(True|False|None)\b/, ([, word]) => names.get(word)!],
];

export function pythonName(name: string): string | undefined {
  return names.get(name);
}

export function pythonMember(name: string): string | undefined {
  return members.get(name) ?? numpyNames.get(name);
}

/** For a line that could not be parsed, and the one before it, whose comment may have swallowed what is missing. */
export function pythonLine(line: string, previous = ''): string | undefined {
  if ([line, previous].some((text) => swallowing.test(text))) return floorDivisionHint;
  for (const [pattern, hint] of lines) {
    const match = pattern.exec(line);
    if (match !== null) return typeof hint === 'string' ? hint : hint(match);
  }
  return undefined;
}

// TypeScript's most common errors as one would say them to a first-year student. Shown beside the compiler's own words, never
// instead of them: those can be looked up.

/** `names` are the quoted parts of the compiler's message, `text` what it points at. */
type Wording = (names: string[], text: string, message: string) => string | undefined;

/** Habits from Python, the language most students come from. */
const fromPython = new Map([
  ['print', 'Printing is `console.log(...)`.'],
  ['len', 'The length of an array or a text is `x.length`; of a Map or a Set, `x.size`.'],
  ['range', 'A counting loop is `for (let i = 0; i < n; i++)`; an array of numbers is `np.arange(n)`.'],
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
  [
    'as',
    'A whole module is imported with `import * as name from "package"`; `np` needs no import, every cell has it.',
  ],
  ['pass', 'An empty block is `{}`.'],
  ['abs', 'It is `Math.abs(x)` for a number, `np.abs(x)` for an array.'],
  ['max', 'It is `Math.max(a, b)` for numbers, `np.max(x)` for an array.'],
  ['min', 'It is `Math.min(a, b)` for numbers, `np.min(x)` for an array.'],
]);

const operators =
  'Operators work on numbers only. For arrays there are methods: `a.add(b)`, `a.sub(b)`, `a.mul(b)`, `a.div(b)`, `np.matmul(a, b)`.';

const missingValue: Wording = (_, text) =>
  `\`${text}\` may have no value here. Check first (\`if (x !== undefined) ...\`), give another value (\`x ?? 0\`), or write \`x!\` where you are sure.`;

const unknownName: Wording = ([name], text) => {
  const habit = fromPython.get(name ?? text);
  return (
    habit ??
    `There is no \`${name ?? text}\`. Is it spelled as it was defined, and has the cell that defines it been run? A new variable begins with \`let\` or \`const\`.`
  );
};

const wordings: Record<number, Wording> = {
  1002: () => 'The text is not closed: the quotation mark at its end is missing on this line.',
  1005: ([expected], text) =>
    fromPython.get(text) ??
    `Something is missing here: \`${expected}\`. Count the brackets, and look at the end of the line before.`,
  1109: () => 'A value is missing here: something like `x`, `3` or `f(x)` has to stand in this place.',
  1128: () => 'This does not fit here. Perhaps there is one closing bracket too many above.',
  1160: () => 'The text between backquotes is not closed.',
  1308: () =>
    '`await` may be used in the cell itself and in functions that begin with `async`: write `async` before this function.',
  1434: (_, text) => fromPython.get(text),
  2300: ([name]) => `\`${name}\` is declared twice in this cell. Use another name, or leave one of them out.`,
  2304: unknownName,
  2305: ([module, name]) =>
    `${module.replaceAll('"', '')} has nothing called \`${name}\`. Look at its documentation, or complete the name with Tab.`,
  2307: ([module]) =>
    `There is no module '${module}' to import from here. A file beside the notebook begins with \`./\`; a package must be installed in its folder.`,
  2322: ([from, to]) =>
    to === undefined ? undefined : `What is wanted here is a \`${to}\`, but this is a \`${from}\`.`,
  2339: ([name, type]) =>
    type === 'never'
      ? undefined
      : `A \`${type}\` has nothing called \`${name}\`. Complete with Tab after the dot to see what it has.`,
  2345: ([from, to]) => `The function wants a \`${to}\` in this place and is given a \`${from}\`.`,
  2349: (_, text) => `\`${text}\` is not a function, so it cannot be called with \`(...)\`.`,
  2351: (_, text) => `\`${text}\` is not a class, so \`new\` cannot make one.`,
  2353: ([name, type]) => `\`${type}\` has no property \`${name}\`. Is it misspelled?`,
  2355: () => 'The function promises a value but never says `return`.',
  2362: () => operators,
  2363: () => operators,
  2365: ([operator, left, right]) =>
    /array/i.test(`${left}${right}`)
      ? operators
      : `\`${operator}\` does not go between a \`${left}\` and a \`${right}\`. ${operators}`,
  2366: () => 'Some paths through the function end without `return`.',
  2367: ([left, right]) =>
    `A \`${left}\` is never equal to a \`${right}\`, so the comparison always gives the same answer.`,
  2377: () => 'A class that extends another calls `super(...)` in its constructor, before anything else.',
  2416: ([property, type]) =>
    `\`${property}\` of ${type} does not have the shape that the class it extends prescribes.`,
  2448: ([name]) => `\`${name}\` is used above the line that defines it. Move the definition up.`,
  2451: ([name]) =>
    `\`${name}\` is declared twice in this cell. To give it a new value, write \`${name} = ...\` without \`let\` or \`const\`.`,
  2454: ([name]) => `\`${name}\` has no value yet on this line.`,
  2515: ([type], _text, message) =>
    `The class \`${type}\` has to define \`${/member '?(\w+)/.exec(message)?.[1]}\`: the class it extends only announces it.`,
  2531: missingValue,
  2532: missingValue,
  2540: ([name]) => `\`${name}\` can be read but not assigned.`,
  2551: ([name, type, meant]) => `A \`${type}\` has nothing called \`${name}\`. Did you mean \`${meant}\`?`,
  2552: ([name, meant]) =>
    fromPython.get(name) ??
    `There is no \`${name}\`. Did you mean \`${meant}\`? Capital and small letters differ.`,
  2554: () =>
    'The call has more or fewer arguments than the function takes. Shift-Tab inside the brackets shows what it takes.',
  2555: () =>
    'The call has fewer arguments than the function needs. Shift-Tab inside the brackets shows what it takes.',
  2588: ([name]) =>
    `\`${name}\` cannot be given another value. Declare it with \`let\` if it is meant to change.`,
  2739: (_names, _text, message) =>
    `Something is left out: ${message.replace(/^[\s\S]*: /, '')} must be there as well.`,
  2740: (_names, _text, message) =>
    `Something is left out: ${message.replace(/^[\s\S]*: /, '')} must be there as well.`,
  2741: ([name]) => `Something is left out: \`${name}\` must be there as well.`,
  2769: () =>
    'The function can be called in several ways, and these arguments fit none of them. The last lines say why the closest one does not fit.',
  2871: () => 'The right side of `??` is never used: the left side always has a value.',
  2872: () => 'This condition is always true.',
  2873: () => 'This condition is always false.',
  17009: () => 'Call `super(...)` in the constructor before using `this`.',
  18047: missingValue,
  18048: missingValue,
  18049: missingValue,
};

export function inPlainWords(code: number, message: string, text: string): string | undefined {
  const names = [...message.matchAll(/'((?:[^'\n]|'(?=\w))*)'/g)].map(([, name]) => name);
  return wordings[code]?.(names, text, message);
}

// TypeScript's most common errors as one would say them to a first-year student. Shown beside the compiler's own words, never
// instead of them: those can be looked up.
import { pythonLine, pythonMember, pythonName } from './python-habits.js';

/** What the compiler complains of. */
interface Complaint {
  code: number;
  message: string;
  /** The quoted parts of the message. */
  names: string[];
  /** What it points at, and what stands before and behind that on its line. */
  text: string;
  before: string;
  after: string;
}

type Wording = (complaint: Complaint) => string | undefined;

const operators =
  'Operators work on numbers only. For arrays there are methods: `a.add(b)`, `a.sub(b)`, `a.mul(b)`, `a.div(b)`, `a.neg()`, `a.gt(b)`, `np.matmul(a, b)`.';
const spelling =
  'Is it spelled as it was defined, and has the cell that defines it been run? A new variable begins with `let` or `const`.';
const forgotAwait =
  'It is a promise, a value that is still to come: write `await` in front of it to wait for the value.';
const everyPath = 'Some paths through the function end without `return`.';

/** One side of `*`, `-` or `/` is no number. */
const arithmetic: Wording = ({ text }) =>
  /^["'`]/.test(text) ? `${text} is a text: \`Number(...)\` makes a number of it.` : operators;

const missingValue: Wording = ({ text }) =>
  `\`${text}\` may have no value here. Check first (\`if (x !== undefined) ...\`), give another value (\`x ?? 0\`), or write \`x!\` where you are sure.`;

const unknownName: Wording = ({ names: [name = ''], before, after }) => {
  const habit = pythonName(name);
  if (habit !== undefined) return habit;
  if (/^\s*=(?!=)/.test(after)) {
    if (/\bfor\s*\(\s*$/.test(before))
      return `The variable of a loop is declared in it: \`for (let ${name} = ...\`.`;
    if (/\((?:.*,)?\s*$/.test(before))
      return `Arguments have no names here: they are given in order, or together as an object \`{ ${name}: ... }\`. Shift-Tab inside the brackets shows which.`;
    if (/^\s*$/.test(before))
      return `A new variable begins with \`let\` or \`const\`: \`let ${name} = ...\`. There is no \`${name}\` yet.`;
  }
  if (/\bfor\s*\(\s*$/.test(before) && /^\s+(?:in|of)\b/.test(after))
    return `The variable of a loop is declared in it: \`for (const ${name} of ...)\`.`;
  return `There is no \`${name}\`. ${spelling}`;
};

const noMember: Wording = ({ names: [name, type], before }) => {
  if (/^Promise</.test(type)) return forgotAwait;
  if (type === 'never') return undefined;
  // A whole module has a type that says nothing; what stands before the dot does.
  const owner = type === 'module' ? /([\w$.]+)\s*\??\.\s*$/.exec(before)?.[1] : type;
  return (
    pythonMember(name) ??
    `\`${owner ?? 'The module'}\` has nothing called \`${name}\`. Complete with Tab after the dot to see what it has.`
  );
};

/** A library can answer in a type: `"einsum: the result's index k is in none of the operands"`. */
const saidByType = (type: string): string | undefined => {
  const said = /^"(\w+: .+)"$/.exec(type)?.[1];
  return said && `${said}.`;
};

const misfit = (from: string, to: string, otherwise: string): string => {
  if (/^Promise</.test(from) && !/^Promise</.test(to)) return forgotAwait;
  if (to === 'Node' && /Array|number/.test(from))
    return `A node of the graph is wanted here and \`${from}\` is plain numbers: \`new Input(numbers)\` makes a node of them.`;
  if (/^(?:NDArray|ArrayLike)$/.test(to) && /^(?:Input|Parameter|\w*Node)$/.test(from))
    return `Numbers are wanted here and \`${from}\` is a node: its numbers are in its \`.value\`.`;
  if (from === 'string' && to === 'number')
    return `${otherwise} \`Number(...)\` makes a number of a text; a text \`+\` a number is a text.`;
  return otherwise;
};

const leftOut: Wording = ({ names: [from, to], message }) =>
  misfit(
    from ?? '',
    to ?? '',
    `Something is left out: ${message.replace(/^[\s\S]*: /, '')} must be there as well.`,
  );

const wordings: Record<number, Wording> = {
  1002: () => 'The text is not closed: the quotation mark at its end is missing on this line.',
  1003: () => 'A name has to stand here.',
  1005: ({ names: [expected] }) =>
    `Something is missing here: \`${expected}\`. Count the brackets, and look at the end of the line before.`,
  1109: () => 'A value is missing here: something like `x`, `3` or `f(x)` has to stand in this place.',
  1127: ({ text }) => `\`${text}\` means nothing here. Was it pasted from a text or a slide?`,
  1128: () => 'This does not fit here. Perhaps there is one closing bracket too many above.',
  1160: () => 'The text between backquotes is not closed.',
  1308: () =>
    '`await` may be used in the cell itself and in functions that begin with `async`: write `async` before this function.',
  1434: ({ text }) =>
    `\`${text}\` does not fit here. Is there an operator, a comma or a bracket missing behind it?`,
  2300: ({ names: [name] }) =>
    `\`${name}\` is declared twice in this cell. Use another name, or leave one of them out.`,
  2304: unknownName,
  2305: ({ names: [module, name] }) =>
    `${module.replaceAll('"', '')} has nothing called \`${name}\`. Look at its documentation, or complete the name with Tab.`,
  2307: ({ names: [module] }) =>
    `There is no module '${module}' to import from here. A file beside the notebook begins with \`./\`; a package must be installed in its folder.`,
  2322: ({ names: [from, to] }) =>
    to === undefined
      ? undefined
      : misfit(from, to, `What is wanted here is a \`${to}\`, but this is a \`${from}\`.`),
  2337: () => '`super(...)` stands in the constructor of a class that extends another, nowhere else.',
  2339: noMember,
  2345: ({ names: [from, to] }) =>
    saidByType(to) ??
    misfit(from, to, `The function wants a \`${to}\` in this place and is given a \`${from}\`.`),
  2348: ({ names: [type] }) => {
    const name = type.replace(/^typeof /, '');
    return `\`${name}\` is a class: \`new ${name}(...)\` makes one.`;
  },
  2349: ({ text }) => `\`${text}\` is not a function, so it cannot be called with \`(...)\`.`,
  2351: ({ text }) => `\`${text}\` is not a class, so \`new\` cannot make one.`,
  2353: ({ names: [name, type] }) => `\`${type}\` has no property \`${name}\`. Is it misspelled?`,
  2355: () => 'The function promises a value but never says `return`.',
  2362: arithmetic,
  2363: arithmetic,
  2365: ({ names: [operator, left, right] }) =>
    /array/i.test(`${left}${right}`)
      ? operators
      : `\`${operator}\` does not go between a \`${left}\` and a \`${right}\`. ${operators}`,
  2366: () => everyPath,
  2367: ({ names: [left, right] }) =>
    `A \`${left}\` is never equal to a \`${right}\`, so the comparison always gives the same answer.`,
  2377: () =>
    'A class that extends another calls `super(...)` in its constructor, before anything else: a node that does not is not in the graph.',
  2416: ({ names: [property, type], message }) =>
    /\(self\b/.test(message)
      ? pythonName('self')
      : `\`${property}\` of ${type} does not have the shape that the class it extends prescribes: compare what it takes and what it returns.`,
  2448: ({ names: [name] }) => `\`${name}\` is used above the line that defines it. Move the definition up.`,
  2451: ({ names: [name] }) =>
    `\`${name}\` is declared twice in this cell. To give it a new value, write \`${name} = ...\` without \`let\` or \`const\`.`,
  2454: ({ names: [name] }) => `\`${name}\` has no value yet on this line.`,
  2515: ({ names: [type], message }) =>
    `The class \`${type}\` has to define \`${/member '?(\w+)/.exec(message)?.[1]}\`: the class it extends only announces it.`,
  2531: missingValue,
  2532: missingValue,
  2540: ({ names: [name] }) => `\`${name}\` can be read but not assigned.`,
  2551: ({ names: [name, , meant] }) => `There is no \`${name}\` here. Did you mean \`${meant}\`?`,
  2552: ({ names: [name, meant] }) =>
    pythonName(name) ??
    `There is no \`${name}\`. Did you mean \`${meant}\`? Capital and small letters differ.`,
  2554: () =>
    'The call has more or fewer arguments than the function takes. Shift-Tab inside the brackets shows what it takes.',
  2555: () =>
    'The call has fewer arguments than the function needs. Shift-Tab inside the brackets shows what it takes.',
  2559: ({ names: [from, to], before }) =>
    /^\d+$/.test(from) && /\(\s*\d+\s*,\s*$/.test(before)
      ? 'A shape is one argument, an array: `[2, 3]`.'
      : `\`${to}\` is an object with properties of its own, and \`${from}\` has none of them.`,
  2588: ({ names: [name] }) =>
    `\`${name}\` cannot be given another value. Declare it with \`let\` if it is meant to change.`,
  2663: ({ names: [name] }) => `The fields of an object are reached through \`this\`: \`this.${name}\`.`,
  2695: ({ text, after, before }) => {
    if (/[\w$\])]\s*\[\s*$/.test(before))
      return 'One element of an array of `np` is `x.get(0, 1)`, a row or column `x.pick(0)`.';
    if (/\(\s*$/.test(before))
      return `A shape or a pair stands in square brackets: \`[2, 3]\`. Between round ones only the last value counts.`;
    if (/,.*=/.test(after)) return 'Several variables at once are `let [a, b] = [1, 2]`.';
    return `\`${text}\` does nothing here: of values with a comma between them only the last counts.`;
  },
  2739: leftOut,
  2740: leftOut,
  2741: ({ names: [name] }) => `Something is left out: \`${name}\` must be there as well.`,
  2769: () =>
    'The function can be called in several ways, and these arguments fit none of them. The last lines say why the closest one does not fit.',
  2871: () => 'The right side of `??` is never used: the left side always has a value.',
  2872: () => 'This condition is always true.',
  2873: () => 'This condition is always false.',
  6234: ({ text }) => `\`${text}\` is a value, not a function: write it without \`()\`.`,
  7030: () => everyPath,
  7053: () =>
    'Square brackets do not reach into it. Of an array of `np`, `x.get(0)` is an element, `x.pick(0)` a row, `x.slice([1, 3])` several; `x.set(0, value)` changes one.',
  17009: () => 'Call `super(...)` in the constructor before using `this`.',
  18047: missingValue,
  18048: missingValue,
  18049: missingValue,
};

/** `source` is the cell's text, `offset` and `length` say where in it the compiler points. */
export function inPlainWords(
  code: number,
  message: string,
  source: string,
  offset: number,
  length: number,
): string | undefined {
  const names = [...message.matchAll(/'((?:[^'\n]|'(?=\w))*)'/g)].map(([, name]) => name);
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = offset + length;
  const rest = source.slice(end);
  const after = rest.slice(0, Math.max(0, rest.search(/\n|$/)));
  const before = source.slice(start, offset);
  const text = source.slice(offset, end);
  // The parser often stumbles over something that is perfectly right in another language.
  const isUnreadable = code < 2000 && code !== 1308;
  const habit = isUnreadable ? pythonLine(before + text + after, lineBefore(source, start)) : undefined;
  return habit ?? wordings[code]?.({ code, message, names, text, before, after });
}

/** The last line above `start` that is not empty. */
function lineBefore(source: string, start: number): string {
  return source.slice(0, start).trimEnd().split('\n').at(-1) ?? '';
}

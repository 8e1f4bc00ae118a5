// The engine's own exceptions as one would explain them to a first-year student. Shown below its words, never instead of them.

/** What the code says at the place of the error: the line and a 1-based column of it. */
export interface Place {
  text: string;
  column: number;
}

const hints: [
  pattern: RegExp,
  hint: (match: RegExpExecArray, place: Place | undefined) => string | undefined,
][] = [
  [
    /^Cannot (?:read|set) properties of (undefined|null) \((?:reading|setting) '(.*)'\)$/,
    ([, nothing, key], place) => {
      const owner = ownerOf(place);
      const what =
        owner === undefined
          ? `What stands before ${member(key)} is ${nothing}.`
          : `\`${owner}\` is ${nothing} here, so it has no ${member(key)}.`;
      return `${what} Was it given a value? Is an index one too far? Does a function end without \`return\`?`;
    },
  ],
  [
    /^Cannot destructure property '(.*)' of '(.*)' as it is (undefined|null)\.$/,
    ([, , whole, nothing]) => `\`${whole}\` is ${nothing}, so nothing can be taken out of it.`,
  ],
  [
    /^(.+) is not a function$/,
    ([, name]) =>
      `\`${name}\` has no value that could be called. Print it to see what it is; is it misspelled, or a plain value that needs no \`()\`?`,
  ],
  [/^(.+) is not a constructor$/, ([, name]) => `\`${name}\` is not a class, so \`new\` cannot make one.`],
  [
    /is not iterable|^Spread syntax requires/,
    () =>
      '`for ... of`, `...` and `[a, b] = ` work on what has elements: arrays, texts, Maps, Sets. This has none.',
  ],
  [
    /^Maximum call stack size exceeded$/,
    () => 'A function calls itself without end. What is the case in which it should stop, and is it reached?',
  ],
  [
    /^Cannot access '(.+)' before initialization$/,
    ([, name]) => `\`${name}\` is used before the line that gives it its value has run.`,
  ],
  [/^Assignment to constant variable/, () => 'Declare it with `let` if it is meant to change.'],
  [
    /^Class constructor (\w+) cannot be invoked without 'new'$/,
    ([, name]) => `\`new ${name}(...)\` makes one.`,
  ],
  [
    /^Must call super constructor/,
    () =>
      'Call `super(...)` in the constructor before anything else: a node that does not is not in the graph.',
  ],
  [/^Invalid array length$/, () => 'The length of an array is a whole number that is not negative.'],
  [
    /JSON/,
    (_, place) =>
      place && /JSON\.parse/.test(place.text)
        ? 'The text is not JSON: print it to see what it is.'
        : undefined,
  ],
  [
    /^Cannot mix BigInt and other types/,
    () => '`10n` and `10` are different kinds of number: `Number(x)` makes the ordinary kind.',
  ],
  [
    /^item: shape/,
    (_, place) =>
      place && /[-+*/%<>]/.test(place.text[place.column - 1] ?? '')
        ? 'Operators work on single numbers. For arrays there are methods: `x.neg()`, `x.add(y)`, `x.mul(y)`, `x.gt(0)`.'
        : undefined,
  ],
];

const member = (key: string): string => (/^\d+$/.test(key) ? `\`[${key}]\`` : `\`.${key}\``);

/** `rows[i]` where the line says so before the dot or the bracket in question. */
function ownerOf(place: Place | undefined): string | undefined {
  if (place === undefined) return undefined;
  const before = place.text.slice(0, place.column - 1).replace(/\??\.?\[?$/, '');
  return /(?:[\w$]+(?:\[[^[\]]*\]|\.(?=[\w$]))*)+$/.exec(before)?.[0];
}

export function errorHint(message: string, place: Place | undefined): string | undefined {
  for (const [pattern, hint] of hints) {
    const match = pattern.exec(message);
    if (match !== null) return hint(match, place);
  }
  return undefined;
}

/** The preloaded name that is called at a place: `np.matmul`, `Backward`. */
export function calledThere(place: Place, preloaded: ReadonlySet<string>): string | undefined {
  for (const { index, 0: whole, 1: name } of place.text.matchAll(
    /(?:new\s+)?([A-Za-z_$][\w$]*(?:\.[\w$]+)*)(?=\s*\()/g,
  )) {
    const isThere = index < place.column && place.column <= index + whole.length;
    if (isThere) return preloaded.has(name.split('.')[0]) ? name : undefined;
  }
  return undefined;
}

// The specification of an einsum, checked by the compiler: what is wrong with it is a type that reads as a sentence.

type Letters<S extends string, Found = never> = S extends `${infer First}${infer Rest}`
  ? Letters<Rest, Found | First>
  : Found;
type Alphabet = Letters<'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'>;

type WithoutSpaces<S extends string> = S extends `${infer A} ${infer B}` ? WithoutSpaces<`${A}${B}`> : S;
type Operands<S extends string> = S extends `${infer First},${infer Rest}` ? [First, ...Operands<Rest>] : [S];

/** The first character of S that is not in the union `Allowed`. */
type FirstOutside<S extends string, Allowed> = S extends `${infer First}${infer Rest}`
  ? First extends Allowed
    ? FirstOutside<Rest, Allowed>
    : First
  : never;

/** The first character of S that occurs again later. */
type FirstTwice<S extends string> = S extends `${infer First}${infer Rest}`
  ? First extends Letters<Rest>
    ? First
    : FirstTwice<Rest>
  : never;

type InputProblem<Inputs extends string, Count extends number> = [
  FirstOutside<Inputs, Alphabet | ','>,
] extends [never]
  ? number extends Count
    ? never
    : Operands<Inputs>['length'] extends Count
      ? never
      : `einsum: the operands '${Inputs}' are ${Operands<Inputs>['length']}, got ${Count}`
  : `einsum: '${FirstOutside<Inputs, Alphabet | ','>}' is not an index; indices are single letters`;

type OutputProblem<Inputs extends string, Output extends string> = [
  FirstOutside<Output, Letters<Inputs>>,
] extends [never]
  ? [FirstTwice<Output>] extends [never]
    ? never
    : `einsum: the result names index ${FirstTwice<Output>} twice`
  : `einsum: the result's index ${FirstOutside<Output, Letters<Inputs>>} is in none of the operands`;

type Problem<S extends string, Count extends number> = string extends S
  ? never
  : WithoutSpaces<S> extends `${infer Inputs}->${infer Output}`
    ? Output extends `${string}->${string}`
      ? `einsum: there is more than one '->'`
      : InputProblem<Inputs, Count> | OutputProblem<Inputs, Output>
    : InputProblem<WithoutSpaces<S>, Count>;

/** `S` itself where it is a specification for `Count` operands, else a sentence that says what is wrong with it. */
export type EinsumSpec<S extends string, Count extends number = number> = [Problem<S, Count>] extends [never]
  ? S
  : Problem<S, Count>;

type Join<Parts extends readonly string[]> = Parts extends readonly [
  infer First extends string,
  ...infer Rest extends string[],
]
  ? Rest extends []
    ? First
    : `${First},${Join<Rest>}`
  : '';

type Replace<Parts extends readonly string[], Which extends number, By extends string> = {
  [K in keyof Parts]: K extends `${Which}` ? By : Parts[K];
};

/** The specification of the gradient by operand `Which`: that operand and the result change places. */
export type EinsumGradient<S extends string, Which extends number> = string extends S
  ? string
  : WithoutSpaces<S> extends `${infer Inputs}->${infer Output}`
    ? Operands<Inputs>[Which] extends infer Operand extends string
      ? Replace<Operands<Inputs>, Which, Output> extends infer Swapped extends string[]
        ? `${Join<Swapped>}->${Operand}`
        : string
      : string
    : string;

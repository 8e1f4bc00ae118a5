// Notebooks as lists of cells, each with what it must do. They state what a student may rely on.

export type Expectation =
  /** The last expression's value, compared deeply. */
  | { value: unknown }
  /** The cell runs, and its last statement has no value. */
  | { silent: true }
  /** The cell runs and throws. */
  | { throws: RegExp }
  /** The compiler refuses the cell with these error numbers. */
  | { refuses: number[] };

export interface Scenario {
  claim: string;
  cells: [source: string, expectation?: Expectation][];
}

const value = (expected: unknown): Expectation => ({ value: expected });
const silent: Expectation = { silent: true };
const throws = (pattern: RegExp): Expectation => ({ throws: pattern });
const refuses = (...codes: number[]): Expectation => ({ refuses: codes });

export const liveBindings: Scenario[] = [
  {
    claim: 'a closure sees what a later cell assigns',
    cells: [['let lr = .5; function train() { return lr }'], ['lr = .1'], ['train()', value(0.1)]],
  },
  {
    claim: 'a closure sees a later redeclaration, as in Python',
    cells: [['const rate = 1; const get = () => rate'], ['const rate = 2'], ['get()', value(2)]],
  },
  {
    claim: 'a function changes a variable of an earlier cell',
    cells: [
      ['let count = 0'],
      ['function increment() { count++; count += 1; return count }'],
      ['increment(); increment()', value(4)],
      ['count', value(4)],
    ],
  },
  {
    claim: 'a function calls the latest definition of another',
    cells: [
      ['function f() { return 1 }'],
      ['function g() { return f() }'],
      ['function f() { return 2 }'],
      ['g()', value(2)],
    ],
  },
  {
    claim: 'mutually recursive functions may stand in either order',
    cells: [
      [
        'isEven(10); function isEven(n: number): boolean { return n === 0 || isOdd(n - 1) } function isOdd(n: number): boolean { return n > 0 && isEven(n - 1) }',
      ],
      ['[isEven(10), isOdd(10)]', value([true, false])],
    ],
  },
  {
    claim: 'a recursive arrow function finds itself',
    cells: [
      ['const factorial = (n: number): number => n <= 1 ? 1 : n * factorial(n - 1)'],
      ['factorial(5)', value(120)],
    ],
  },
  {
    claim: 'destructuring assignment reaches variables of earlier cells',
    cells: [
      ['let a = 1, b = 2, rest: number[] = [], object = { x: 0 }'],
      ['[a, b] = [b, a]; [a, b]', value([2, 1])],
      ['({ a, b = 7 } = { a: 5 } as { a: number; b?: number }); [a, b]', value([5, 7])],
      ['({ a: b, ...object } = { a: 9, x: 3 }); [b, object]', value([9, { x: 3 }])],
      ['[a, ...rest] = [1, 2, 3]; [a, rest]', value([1, [2, 3]])],
      ['[object.x, { b = 4 }] = [8, {}] as [number, { b?: number }]; [object.x, b]', value([8, 4])],
    ],
  },
  {
    claim: 'a loop head may assign to variables of earlier cells',
    cells: [
      ['let k = 0, key = "", sum = 0'],
      ['for (k of [1, 2, 3]) sum += k; [k, sum]', value([3, 6])],
      ['for (key in { left: 1, right: 2 }); key', value('right')],
      ['for (k = 0; k < 5; k++); k', value(5)],
      ['for ([k] of [[7]]); k', value(7)],
    ],
  },
  {
    claim: 'an object literal with shorthand properties copies the values of the notebook',
    cells: [['let width = 3; const height = 4'], ['({ width, height })', value({ width: 3, height: 4 })]],
  },
  {
    claim: 'exponent, logical and bitwise assignment read and write the variable',
    cells: [
      ['let n = 2, m: number | undefined = undefined as number | undefined'],
      ['n **= 3; n |= 1; n', value(9)],
      ['m ??= 5; n &&= 1; [m, n]', value([5, 1])],
    ],
  },
  {
    claim: 'a parameter or a local variable of the same name hides the one of the notebook',
    cells: [
      ['let x = 1'],
      ['const twice = (x: number) => 2 * x; function local() { const x = 10; { let x = 20; return x } }'],
      ['[twice(4), local(), x]', value([8, 20, 1])],
      ['try { throw 5 } catch (x) { x }'],
      ['for (const x of [3]) { if (x !== 3) throw new Error("not hidden") } x', value(1)],
    ],
  },
  {
    claim: 'defaults of parameters see the latest value',
    cells: [['let base = 1; function add(y = base) { return y }'], ['base = 5'], ['add()', value(5)]],
  },
  {
    claim: 'a getter, a setter and a method of an object literal see later values',
    cells: [
      [
        'let store = 1; const o = { get now() { return store }, set now(v) { store = v }, read() { return store } }',
      ],
      ['store = 2; o.now', value(2)],
      ['o.now = 3; [store, o.read()]', value([3, 3])],
    ],
  },
  {
    claim: 'generators and async functions see later values',
    cells: [
      [
        'let step = 1; function* counting() { for (let i = 0; i < 3; i++) yield i * step } const later = async () => step',
      ],
      ['step = 10'],
      ['[...counting()]', value([0, 10, 20])],
      ['await later()', value(10)],
    ],
  },
  {
    claim: 'a called name gets no receiver, a tagged template and an optional call included',
    cells: [
      [
        'function receiver(this: unknown) { return this === undefined } const tag = function (this: unknown, s: TemplateStringsArray) { return [this === undefined, s[0]] }',
      ],
      ['[receiver(), (receiver)(), receiver?.(), receiver!()]', value([true, true, true, true])],
      ['tag`hi`', value([true, 'hi'])],
    ],
  },
  {
    claim: 'every place that may await does, and each sees the boxes',
    cells: [
      ['let n = 1; const make = async () => class { static kind = "made" }'],
      [
        'class Made extends (await make()) {} const o = { [await "key"]: await n }; const { a = await 5 } = {} as { a?: number }',
      ],
      [
        '[Made.kind, o, a, `${await n}`, (await n) + (await n)] as unknown[]',
        value(['made', { key: 1 }, 5, '1', 2]),
      ],
      [
        'for (const x of [1, 2]) { await null; n += x } if (await true) n++; switch (await n) { case 5: n = 50 } n',
        value(50),
      ],
    ],
  },
  {
    claim: 'functions, `using` and awaits live together in a cell',
    cells: [
      [
        'await using guard = { async [Symbol.asyncDispose]() {} }; function inside() { return outer + 1 } const outer = 1; class K { v = inside() } enum E { A = 7 }',
      ],
      ['[inside(), new K().v, E.A]', value([2, 2, 7])],
    ],
  },
  {
    claim: 'names inside named class and function expressions are their own',
    cells: [
      ['const A = class A { self() { return A } }; const f = function f(): unknown { return f }'],
      ['const a = new A(), g = f'],
      ['class B {} ; const A = B'],
      ['[(a.self() as unknown) !== A, g() === g]', value([true, true])],
    ],
  },
];

export const redeclarations: Scenario[] = [
  {
    claim: 'const can be declared again',
    cells: [['const x = 1'], ['const x = "two"'], ['x.length', value(3)]],
  },
  {
    claim: 'let can be declared again with another type',
    cells: [['let x = 1'], ['let x = [1, 2]'], ['x.length', value(2)]],
  },
  {
    claim: 'let becomes const and const becomes let',
    cells: [['let x = 1'], ['const x = 2'], ['let x = 3'], ['x = 4; x', value(4)]],
  },
  {
    claim: 'a class can be declared again; objects of the old one stay what they were',
    cells: [
      ['class Layer { size() { return 1 } } const old = new Layer()'],
      ['class Layer { size() { return 2 } extra = true }'],
      ['[old.size(), new Layer().size(), old instanceof Layer]', value([1, 2, false])],
    ],
  },
  {
    claim: 'a function becomes a class',
    cells: [['function A() { return 1 }'], ['class A { v = 2 }'], ['new A().v', value(2)]],
  },
  {
    claim: 'interface and type can be declared again',
    cells: [
      ['interface P { x: number } type Q = number'],
      ['interface P { y: string } type Q = string'],
      ['const p: P = { y: "a" }; const q: Q = "b"; p.y + q', value('ab')],
      ['const p2: P = { x: 1 }', refuses(2353)],
    ],
  },
  {
    claim: 'enum can be declared again',
    cells: [['enum E { A, B }'], ['enum E { B = 5 }'], ['E.B', value(5)]],
  },
  {
    claim: 'an import can be made again, and a cell may redefine an imported name',
    cells: [
      ['import { join } from "node:path"'],
      ['import { join } from "node:path"; join("a", "b")', value('a/b')],
      ['const join = 1; join', value(1)],
    ],
  },
  {
    claim: 'a cell run again starts afresh',
    cells: [
      ['let total = 0; for (let i = 0; i < 3; i++) total += i; total', value(3)],
      ['let total = 0; for (let i = 0; i < 3; i++) total += i; total', value(3)],
    ],
  },
  {
    claim: 'var may be declared twice in a cell and keeps its value, and starts afresh in the next',
    cells: [
      ['var v = 1; v = 2; var v: number; v', value(2)],
      ['var v: number; v', refuses(2454)],
      ['var v; v === undefined', value(true)],
    ],
  },
  {
    claim: 'earlier cells keep the types they were written with',
    cells: [
      ['const data = [1, 2, 3]; const total = () => data.reduce((a, b) => a + b)'],
      ['const data = "abc"'],
      ['data.toUpperCase()', value('ABC')],
    ],
  },
  {
    claim: 'the same name twice in one cell is a mistake',
    cells: [['let x = 1; let x = 2', refuses(2451, 2451)]],
  },
];

export const declarations: Scenario[] = [
  {
    claim: 'object and array patterns with defaults, nesting and rest declare every name in them',
    cells: [
      [
        'const { a, b: { c = 3, ...others }, ...more } = { a: 1, b: { d: 4 } as { c?: number; d: number }, e: 5 }',
      ],
      ['[a, c, others, more]', value([1, 3, { d: 4 }, { e: 5 }])],
      ['const [first, , third = 9, ...tail] = [1, 2, undefined, 4, 5]'],
      ['[first, third, tail]', value([1, 9, [4, 5]])],
    ],
  },
  {
    claim: 'a default in a pattern may use a name bound before it',
    cells: [['const { p, q = p * 2 } = { p: 4 } as { p: number; q?: number }; q', value(8)]],
  },
  {
    claim: 'a declaration may use the one before it in the same statement',
    cells: [['const one = 1, two = one + 1, three = two + one; three', value(3)]],
  },
  {
    claim: 'functions may be used above their declaration',
    cells: [['const r = early(2); function early(x: number) { return x + 1 }; r', value(3)]],
  },
  {
    claim: 'function, class and arrow names survive',
    cells: [
      [
        'const arrow = () => 1; const expression = function () {}; class Named {}; const Anonymous = class {}; function declared() {}; let viaLet = () => 2; var viaVar = () => 3',
      ],
      [
        '[arrow, expression, Named, Anonymous, declared, viaLet, viaVar].map((f) => f.name)',
        value(['arrow', 'expression', 'Named', 'Anonymous', 'declared', 'viaLet', 'viaVar']),
      ],
    ],
  },
  {
    claim: 'a class refers to itself while it is being made',
    cells: [
      [
        'class Registry { static all: Registry[] = []; static { Registry.all.push(new Registry()) } static make() { return new Registry() } self() { return Registry } }',
      ],
      [
        '[Registry.all.length, Registry.make() instanceof Registry, new Registry().self() === Registry]',
        value([1, true, true]),
      ],
    ],
  },
  {
    claim: 'class fields, private members, accessors, parameter properties and super work',
    cells: [
      [
        'abstract class Base { constructor(public readonly name: string) {} abstract area(): number; describe() { return `${this.name} ${this.area()}` } }',
      ],
      [
        'class Square extends Base { #side = 2; static count = 0; constructor(side?: number) { super("square"); if (side) this.#side = side; Square.count++ } get side() { return this.#side } area() { return this.#side ** 2 } override describe() { return super.describe() + "!" } }',
      ],
      ['[new Square(3).describe(), new Square().side, Square.count]', value(['square 9!', 2, 2])],
    ],
  },
  {
    claim: 'a class extends one of an earlier cell, an expression and a generic',
    cells: [
      [
        'class A<T> { constructor(public v: T) {} } const mixin = <C extends new (...args: any[]) => object>(C: C) => class extends C { mixed = true }',
      ],
      [
        'class B extends A<number> implements Iterable<number> { *[Symbol.iterator]() { yield this.v } } class M extends mixin(B) {}',
      ],
      ['[...new B(4), new M(1).mixed]', value([4, true])],
    ],
  },
  {
    claim: 'enums: numeric with reverse names, string, computed, const and merged',
    cells: [
      [
        'enum Color { Red, Green = Red + 5 } enum S { A = "a" } const enum Fast { X = 3 } enum Color { Blue = 9 }',
      ],
      ['[Color.Green, Color[5], S.A, Fast.X, Color.Blue, Color.Red]', value([5, 'Green', 'a', 3, 9, 0])],
      ['const c: Color = Color.Red; c', value(0)],
    ],
  },
  {
    claim: 'namespaces hold values and types, refer to themselves and merge with functions',
    cells: [
      [
        'namespace N { export const q = 4; export interface I { z: number } export function r() { return q + N.q } var hidden = 1; for (var i = 0; i < 2; i++) hidden++; export const h = hidden }',
      ],
      ['const i: N.I = { z: N.r() }; [i.z, N.h]', value([8, 3])],
      ['function f() { return f.extra } namespace f { export const extra = 3 } f()', value(3)],
      ['import q = N.q; q', value(4)],
    ],
  },
  {
    claim: 'overloads keep their signatures',
    cells: [
      [
        'function over(x: number): number; function over(x: string): string; function over(x: any): any { return x }',
      ],
      ['over("a").length + over(2)', value(3)],
      ['over(true)', refuses(2769)],
    ],
  },
  {
    claim: 'generators, async generators and for await',
    cells: [
      ['async function* numbers() { yield 1; yield 2 }'],
      ['let total = 0; for await (const n of numbers()) total += n; total', value(3)],
    ],
  },
  {
    claim: '`using` disposes at the end of the cell, in reverse order, also after an error',
    cells: [
      [
        'const log: string[] = []; const resource = (name: string) => ({ name, [Symbol.dispose]() { log.push(name) } })',
      ],
      ['using a = resource("a"); using b = resource("b"); log.length', value(0)],
      ['log', value(['b', 'a'])],
      ['using c = resource("c"); throw new Error("stop")', throws(/stop/)],
      ['log.at(-1)', value('c')],
      ['{ using d = resource("d") } log.at(-1)', value('d')],
      ['await using e = { async [Symbol.asyncDispose]() { log.push("e") } }'],
      ['log.at(-1)', value('e')],
    ],
  },
  {
    claim: 'standard decorators of classes, methods, fields and accessors',
    cells: [
      [
        'function double<T extends (...args: any[]) => number>(method: T, _: ClassMethodDecoratorContext) { return function (this: any, ...args: any[]) { return 2 * method.apply(this, args) } as T }',
      ],
      [
        'const seen: string[] = []; function register(C: new (...args: any[]) => any, context: ClassDecoratorContext) { seen.push(String(context.name)) } const plusOne = (_: undefined, __: ClassFieldDecoratorContext) => (v: number) => v + 1',
      ],
      [
        '@register class Cell { @plusOne field = 1; @double twice(x: number) { return x } static create() { return new Cell() } }',
      ],
      ['[Cell.create().twice(4), new Cell().field, seen, Cell.name]', value([8, 2, ['Cell'], 'Cell'])],
    ],
  },
  {
    claim: 'var inside blocks and loops belongs to the notebook',
    cells: [
      [
        'for (var i = 0, n = 3; i < n; i++) { var inner = i } if (true) { var deep = "d" } for (var [k, v] of [["a", 1]]); for (var { z = 5 } of [{}] as { z?: number }[]);',
      ],
      ['[i, n, inner, deep, k, v, z]', value([3, 3, 2, 'd', 'a', 1, 5])],
      ['i = 10; i', value(10)],
    ],
  },
  {
    claim: 'let and const inside blocks do not',
    cells: [['{ let inside = 1; const alsoInside = 2; function third() {} }'], ['inside', refuses(2304)]],
  },
  {
    claim: 'labelled loops, continue and break',
    cells: [
      [
        'const pairs: number[][] = []; outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 2) continue outer; if (i === 2) break outer; pairs.push([i, j]) } }',
      ],
      [
        'pairs',
        value([
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ]),
      ],
    ],
  },
  {
    claim: 'loops without braces, do, while, for-in and an empty body',
    cells: [
      [
        'let n = 0; while (n < 3) n++; do n--; while (n > 1); for (const k in [7, 8]) n += Number(k); for (; n < 10; n++); n',
        value(10),
      ],
    ],
  },
  {
    claim: 'each round of a loop has its own variable',
    cells: [
      ['const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) fs.push(() => i)'],
      ['fs.map((f) => f())', value([0, 1, 2])],
    ],
  },
  {
    claim: 'typeof as an expression and as a type',
    cells: [
      ['const settings = { lr: 0.1 }'],
      [
        'const other: typeof settings = { lr: 1 }; type K = keyof typeof settings; const k: K = "lr"; [typeof settings, typeof other.lr, k]',
        value(['object', 'number', 'lr']),
      ],
    ],
  },
  {
    claim: 'generic functions, satisfies, as const, non-null and assertions leave no trace',
    cells: [
      [
        'const id = <T,>(x: T) => x; const o = { a: 1 } satisfies Record<string, number>; const t = ["a", 1] as const; id<number>(o.a)! + (t[1] as number) + <number>(1 as unknown)',
        value(3),
      ],
    ],
  },
  {
    claim: 'names with dollar signs, other alphabets and those the compiler itself would use',
    cells: [
      ['const $ = 1, $x = 2, x = 3, θ = 4, été = 5, $interrupt = 6, box = 7, v = 8'],
      [
        'const sum = () => { let total = 0; for (const y of [$, $x, x, θ, été, $interrupt, box, v]) total += y; return total }; sum()',
        value(36),
      ],
    ],
  },
  {
    claim: 'emoji and text of several lines stay as they are',
    cells: [
      ['const face = "🙂"; const text = `a\n  b ${face}`; text', value('a\n  b 🙂')],
      ['face.length', value(2)],
    ],
  },
  {
    claim: '`declare` names what exists outside the notebook',
    cells: [
      ['(globalThis as any).outside = 5; declare const outside: number'],
      ['outside + 1', value(6)],
      ['delete (globalThis as any).outside'],
    ],
  },
  {
    claim: 'cells can add to the global types',
    cells: [
      [
        'declare global { interface Array<T> { second(): T } } Array.prototype.second = function () { return this[1] }',
      ],
      ['[1, 2].second()', value(2)],
      ['delete (Array.prototype as any).second'],
    ],
  },
  {
    claim: '`export` in a cell is tolerated',
    cells: [
      [
        'export const e = 1; export function f() { return e } export default class D {} export { g }; const g = 2; export type T = number; export enum E { A = 4 }',
      ],
      ['[e, f(), g, E.A, new D() instanceof D] as (T | boolean)[]', value([1, 1, 2, 4, true])],
      ['export default e + 1', value(2)],
    ],
  },
];

export const values: Scenario[] = [
  {
    claim: 'the last expression is the value',
    cells: [
      ['1; 2; 1 + 2', value(3)],
      ['"a";;', value('a')],
      ['3 // three', value(3)],
    ],
  },
  {
    claim: 'a declaration, a loop, an empty cell and a comment have none',
    cells: [
      ['const x = 1', silent],
      ['for (const i of [1]) i', silent],
      ['', silent],
      ['// nothing', silent],
      ['function f() {}', silent],
      ['type T = 1', silent],
      ['undefined', silent],
    ],
  },
  {
    claim: 'null, false and 0 are values',
    cells: [
      ['null', value(null)],
      ['false', value(false)],
      ['0', value(0)],
      ['""', value('')],
    ],
  },
  {
    claim: 'an object literal in parentheses and an array are values',
    cells: [
      ['({ a: 1 })', value({ a: 1 })],
      ['[1, [2]]', value([1, [2]])],
    ],
  },
  {
    claim: 'a promise is not awaited by accident',
    cells: [
      ['Promise.resolve(1) instanceof Promise', value(true)],
      ['const p = Promise.resolve(2)'],
      ['await p', value(2)],
    ],
  },
  {
    claim: 'a cell waits only where it says so',
    cells: [
      ['await 1; await Promise.resolve(2)', value(2)],
      ['const a = [await 3, await 4]; a', value([3, 4])],
      ['async function f() { return await 5 } await f()', value(5)],
    ],
  },
  {
    claim: 'a thenable is a value, not something to wait for',
    cells: [
      ['const never = { then() { throw new Error("asked") } }; await 0; never.then.name', value('then')],
      ['(never as object) === never', value(true)],
    ],
  },
  {
    claim: 'assignments and increments are expressions',
    cells: [['let x = 1'], ['x = 5', value(5)], ['x++', value(5)]],
  },
];

export const failures: Scenario[] = [
  {
    claim: 'only names that a run really published are defined afterwards',
    cells: [
      ['const before = 1; if (before) throw new Error("half-way"); const after = 2', throws(/half-way/)],
      ['before', value(1)],
      ['after', refuses(2304)],
    ],
  },
  {
    claim: 'a name keeps its old value and type when the cell that redefines it fails before that',
    cells: [
      ['let x = 1'],
      ['throw new Error("no"); let x = "text"', throws(/no/)],
      ['x.toFixed(1)', value('1.0')],
    ],
  },
  {
    claim: 'a name whose cell stopped before defining it says so',
    cells: [
      ['function useIt() { return data } throw new Error("stop"); const data = 1', throws(/stop/)],
      ['useIt()', throws(/`data` has no value yet: the cell that defines it has not run, or stopped/)],
      ['const data = 5'],
      ['useIt()', value(5)],
    ],
  },
  {
    claim: 'errors keep their kind and their message',
    cells: [
      ['class ShapeError extends Error {} throw new ShapeError("(2, 3)")', throws(/\(2, 3\)/)],
      ['const nothing: { x: number } | null = null as { x: number } | null; nothing.x', refuses(18047)],
      ['(undefined as any).x', throws(/Cannot read properties of undefined/)],
      ['throw "text"', throws(/text/)],
    ],
  },
  {
    claim: 'a rejected top-level await fails the cell',
    cells: [['await Promise.reject(new Error("rejected")); 1', throws(/rejected/)]],
  },
  {
    claim: 'an undefined name is refused',
    cells: [
      ['nowhere', refuses(2304)],
      ['nowhere = 1', refuses(2304)],
    ],
  },
  {
    claim: 'a cell that cannot be parsed is refused and defines nothing',
    cells: [
      ['let x = ', refuses(1109)],
      ['x', refuses(2304)],
      ['class {', refuses(1005)],
    ],
  },
  {
    claim: 'a constant of an earlier cell cannot be assigned',
    cells: [
      ['const c = 1; function f() {} class K {}'],
      ['c = 2', refuses(2588)],
      ['c++', refuses(2588)],
      ['f = 1 as any', refuses(2588)],
      ['K = 1 as any', refuses(2588)],
    ],
  },
  {
    claim: 'a type error refuses the cell',
    cells: [
      ['let s: string = 4', refuses(2322)],
      ['[1].map((x) => x.length)', refuses(2339)],
      ['Math.max("1")', refuses(2345)],
      ['"a" * 2', refuses(2362)],
    ],
  },
  {
    claim: 'a cell refused for its types may be corrected',
    cells: [['const n: number = "1"', refuses(2322)], ['const n: number = 1'], ['n', value(1)]],
  },
  {
    claim: 'later cells are checked against what earlier ones defined',
    cells: [
      ['let count = 1'],
      ['count = "two"', refuses(2322)],
      ['count.length', refuses(2339)],
      ['count', value(1)],
    ],
  },
];

export const teaching: Scenario[] = [
  {
    claim: 'types may be left out',
    cells: [
      ['function add(a, b) { return a + b }'],
      ['add(1, 2)', value(3)],
      ['const pick = (xs, i) => xs[i]; pick([5], 0)', value(5)],
    ],
  },
  {
    claim: 'an empty array grows in its own cell and in later ones',
    cells: [
      ['const losses = []; losses.push(1); losses[0]', value(1)],
      ['losses.push("a"); losses.length', value(2)],
      ['let best; best = 3; best', value(3)],
    ],
  },
  {
    claim: 'an object may serve as a table',
    cells: [
      [
        'const counts = {}; for (const w of ["a", "b", "a"]) counts[w] = (counts[w] ?? 0) + 1; counts',
        value({ a: 2, b: 1 }),
      ],
    ],
  },
  {
    claim: 'a field may be set later than in the constructor',
    cells: [
      ['class Net { weight: number; forward() { this.weight = 2; return this.weight } }'],
      ['new Net().forward()', value(2)],
    ],
  },
  {
    claim: 'a caught error has a message',
    cells: [['try { throw new Error("x") } catch (e) { console.assert(e.message === "x") }', silent]],
  },
  {
    claim: 'unused expressions and variables are no mistakes',
    cells: [
      ['1; "use nothing"; const unused = 2; unused', value(2)],
      ['function f(a: number, b: number) { return a } f(1, 2)', value(1)],
    ],
  },
  {
    claim: 'a comment may stand behind the last expression',
    cells: [
      ['1 + 1\n// end', value(2)],
      ['1 + 1 // end', value(2)],
      ['const two = 2; two // end', value(2)],
      ['Math.max(1, 2) /* end */ // end', value(2)],
    ],
  },
  {
    claim:
      'commas between calls are no mistake, but a pair in round brackets is: Python would take it for a shape',
    cells: [
      ['let calls = 0; const call = () => ++calls; (call(), call())', value(2)],
      ['const zeros = (shape: number | number[]) => shape; zeros((2, 3))', refuses(2695)],
    ],
  },
  {
    claim: 'possibly missing values are still pointed out',
    cells: [
      ['const m = new Map<string, number>([["a", 1]])'],
      ['m.get("a") + 1', refuses(2532)],
      ['m.get("a")! + 1', value(2)],
    ],
  },
];

export const globals: Scenario[] = [
  {
    claim: 'built-in globals are there and are not shadowed',
    cells: [
      [
        '[typeof Math, typeof console.log, typeof setTimeout, typeof structuredClone, typeof performance.now()]',
        value(['object', 'function', 'function', 'function', 'number']),
      ],
      ['typeof globalThis.Map', value('function')],
    ],
  },
  {
    claim: 'a cell may define a name that the platform has as well',
    cells: [
      ['const name = "n", status = 1, event = 2, performance = 3'],
      ['[name, status, event, performance]', value(['n', 1, 2, 3])],
      ['typeof globalThis.performance', value('object')],
    ],
  },
  {
    claim: 'names of cells do not become properties of the global object',
    cells: [
      ['var leaked = 1; let alsoLeaked = 2; function third() {}'],
      ['["leaked", "alsoLeaked", "third", "__decorate"].filter((n) => n in globalThis)', value([])],
    ],
  },
  {
    claim: "Node's globals have their types once a cell names one",
    cells: [
      ['process.version.startsWith("v")', value(true)],
      ['new URL("http://a/b").pathname', value('/b')],
      ['Buffer.from("a").length', value(1)],
      ['new TextEncoder().encode("é").length', value(2)],
    ],
  },
  {
    claim: 'a wait on a timer',
    cells: [
      [
        'const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)); await sleep(1); "awake"',
        value('awake'),
      ],
    ],
  },
  {
    claim: '`this` is undefined and the code is strict',
    cells: [
      ['this === undefined', value(true)],
      ['(function (this: unknown) { return this })()', silent],
    ],
  },
];

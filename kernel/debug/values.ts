// Values as the variables panel shows them: one line each, and what is inside when it is opened.
import { inspect } from 'node:util';
import type { DebugProtocol } from '@vscode/debugprotocol';

type Variable = DebugProtocol.Variable;

const MAX_TEXT = 160;
/** Entries of one array, map or list of properties. */
const MAX_CHILDREN = 200;

interface ArrayLike extends Iterable<unknown> {
  shape: readonly number[];
  dtype: string;
}

/** An array with axes, of whatever library. */
function isNumericArray(value: unknown): value is ArrayLike {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, dtype } = value as Partial<ArrayLike>;
  return Array.isArray(shape) && typeof dtype === 'string' && Symbol.iterator in value;
}

/** `array([1., 2., 3.])`, `Map(2) { ... }`, `Affine (64, 10) float32`: in one line, however large it is. */
function valueText(value: unknown): string {
  const text = inspect(value, {
    depth: 1,
    compact: true,
    breakLength: Infinity,
    maxArrayLength: 8,
    maxStringLength: MAX_TEXT,
  }).replace(/\s*\n\s*/g, ' ');
  return cut(value instanceof Error ? String(value) : text);
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

/** `NDArray float32 (2, 3)` of an array; of nothing else: JupyterLab shows a type in place of the value. */
function typeOf(value: unknown): string | undefined {
  if (!isNumericArray(value)) return undefined;
  const { constructor, dtype, shape } = value;
  return `${constructor.name} ${dtype} ${shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`}`;
}

/** What a variable is, without what is inside. Never throws: a getter of the student's may. */
export function describe(name: string, read: () => unknown, open: (value: object) => number): Variable {
  try {
    const value = read();
    const isOpenable = typeof value === 'object' && value !== null;
    return {
      name,
      value: valueText(value),
      type: typeOf(value),
      evaluateName: name,
      variablesReference: isOpenable ? open(value) : 0,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { name, value: cut(`<${why}>`), variablesReference: 0 };
  }
}

/** The names inside a value, each with what reads it. */
export function childrenOf(value: object): [name: string, read: () => unknown][] {
  if (isNumericArray(value)) {
    const { shape, dtype } = value;
    return [['shape', () => shape], ['dtype', () => dtype], ...(shape.length > 0 ? entries(value) : [])];
  }
  if (value instanceof Map) {
    return first(value, ([key, item], at) => [`[${at}] ${valueText(key)}`, () => item]);
  }
  if (Array.isArray(value) || value instanceof Set || ArrayBuffer.isView(value)) {
    return value instanceof DataView ? [] : entries(value as Iterable<unknown>);
  }
  return properties(value);
}

function entries(values: Iterable<unknown>): [string, () => unknown][] {
  return first(values, (item, at) => [`[${at}]`, () => item]);
}

function first<Item>(
  values: Iterable<Item>,
  child: (item: Item, at: number) => [string, () => unknown],
): [string, () => unknown][] {
  const children: [string, () => unknown][] = [];
  for (const item of values) {
    if (children.length === MAX_CHILDREN) break;
    children.push(child(item, children.length));
  }
  return children;
}

/** Its own properties and, of an instance, the getters of its classes: a node's `value` and `grad` are such. */
function properties(value: object): [string, () => unknown][] {
  const names = new Set(Object.keys(value));
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null && prototype !== Object.prototype && names.size < MAX_CHILDREN) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get !== undefined && !name.startsWith('_')) names.add(name);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...names]
    .slice(0, MAX_CHILDREN)
    .map((name) => [name, () => (value as Record<string, unknown>)[name]]);
}

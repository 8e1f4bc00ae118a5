/**
 * Plain data as bytes: the language between the grader and the child that runs a student's code. Numbers travel as float64 or float32,
 * so NaN and infinities arrive as what they are. Decoding trusts nothing: every length is checked against what is there,
 * depth and text are bounded, and records have no prototype, so that no key means anything.
 */

export type Plain =
  null | boolean | number | string | Float64Array | Float32Array | Plain[] | { [key: string]: Plain };
// A property that is undefined counts as absent.

const tag = {
  null: 0,
  false: 1,
  true: 2,
  number: 3,
  text: 4,
  float64: 5,
  list: 6,
  record: 7,
  float32: 8,
} as const;

const maximumDepth = 12;

/** What one message may hold. */
export interface MessageLimits {
  /** Of one text, in UTF-8. */
  textBytes: number;
  /** Members of lists and records, all together: each costs the reader up to a hundred times its bytes. */
  items: number;
}

/** For what a student's code may have made. What the grader sends has no limit: it holds cells of any length. */
export const answerLimits: MessageLimits = { textBytes: 16_384, items: 1_000_000 };
const unlimited: MessageLimits = { textBytes: Infinity, items: Infinity };

// The child's copy of this module is loaded before the student's code: what a student does to prototypes later does not
// reach the functions kept here.
const { apply } = Reflect;
const uncurry =
  <This, Args extends unknown[], Result>(method: (this: This, ...args: Args) => Result) =>
  (self: This, ...args: Args): Result =>
    apply(method, self, args);
const setUint8 = uncurry(DataView.prototype.setUint8);
const setUint32 = uncurry(DataView.prototype.setUint32);
const setFloat64 = uncurry(DataView.prototype.setFloat64);
const slice = uncurry(String.prototype.slice);
const setBytes = uncurry<Uint8Array, [ArrayLike<number>, number], void>(Uint8Array.prototype.set);
const encodeText = uncurry(TextEncoder.prototype.encode);
const { isArray } = Array;
const { keys } = Object;
const { Float64Array: Float64, Float32Array: Float32, Uint8Array: Bytes, DataView: View } = globalThis;
const textEncoder = new TextEncoder();

/** The bytes of `value`. Text beyond what the other side reads is cut. @throws TypeError for anything that is not plain data */
export function encode(value: Plain, { textBytes } = unlimited): Uint8Array {
  let bytes = new Bytes(1024);
  let view = new View(bytes.buffer);
  let length = 0;

  function reserve(count: number): number {
    const start = length;
    length += count;
    if (length > bytes.byteLength) {
      const grown = new Bytes(length * 2);
      setBytes(grown, bytes, 0);
      bytes = grown;
      view = new View(bytes.buffer);
    }
    return start;
  }
  // `view` is another one after `reserve`, so it is read last.
  function byte(value: number): void {
    const offset = reserve(1);
    setUint8(view, offset, value);
  }
  function size(value: number): void {
    const offset = reserve(4);
    setUint32(view, offset, value, true);
  }
  function float(value: number): void {
    const offset = reserve(8);
    setFloat64(view, offset, value, true);
  }
  function text(value: string): void {
    const encoded = encodeText(textEncoder, slice(value, 0, textBytes / 4));
    size(encoded.length);
    const start = reserve(encoded.length);
    setBytes(bytes, encoded, start);
  }
  function write(value: Plain): void {
    if (value === null) byte(tag.null);
    else if (typeof value === 'boolean') byte(value ? tag.true : tag.false);
    else if (typeof value === 'number') {
      byte(tag.number);
      float(value);
    } else if (typeof value === 'string') {
      byte(tag.text);
      text(value);
    } else if (value instanceof Float64 || value instanceof Float32) {
      const isWide = value instanceof Float64;
      const byteLength = (isWide ? 8 : 4) * value.length;
      byte(isWide ? tag.float64 : tag.float32);
      size(value.length);
      // As they lie in memory: both ends of the channel are on one machine.
      const start = reserve(byteLength);
      setBytes(bytes, new Bytes(value.buffer, value.byteOffset, byteLength), start);
    } else if (isArray(value)) {
      byte(tag.list);
      size(value.length);
      for (let index = 0; index < value.length; index++) write(value[index]);
    } else if (typeof value === 'object') {
      byte(tag.record);
      const names = keys(value);
      let present = 0;
      for (let index = 0; index < names.length; index++) if (value[names[index]] !== undefined) present++;
      size(present);
      for (let index = 0; index < names.length; index++) {
        const member = value[names[index]];
        if (member === undefined) continue;
        text(names[index]);
        write(member);
      }
    } else throw new TypeError(`encode: a ${typeof value} is not plain data`);
  }
  write(value);
  return new Bytes(bytes.buffer, 0, length);
}

/** The value in `bytes`, all of them. @throws RangeError when they are not what `encode` writes within the limits */
export function decode(bytes: Uint8Array, { textBytes, items } = unlimited): Plain {
  const view = new View(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textDecoder = new TextDecoder();
  let offset = 0;
  let itemsLeft = items;

  function take(count: number): number {
    const start = offset;
    if (count > bytes.byteLength - offset) throw new RangeError('decode: the bytes end too early');
    offset += count;
    return start;
  }
  const size = () => view.getUint32(take(4), true);
  function text(): string {
    const length = size();
    if (length > textBytes) throw new RangeError('decode: a text is too long');
    const start = take(length);
    return textDecoder.decode(bytes.subarray(start, start + length));
  }
  /** A count of things that take at least one byte each: never more of them than bytes are left. */
  function count(): number {
    const number = size();
    if (number > bytes.byteLength - offset) throw new RangeError('decode: a list is longer than its bytes');
    if (number > itemsLeft) throw new RangeError('decode: too many members');
    itemsLeft -= number;
    return number;
  }
  function floats<T extends Float64Array | Float32Array>(
    type: new (length: number) => T,
    elementBytes: number,
  ): T {
    const length = size();
    const start = take(elementBytes * length);
    const values = new type(length);
    setBytes(new Bytes(values.buffer), bytes.subarray(start, start + elementBytes * length), 0);
    return values;
  }
  function read(depth: number): Plain {
    if (depth > maximumDepth) throw new RangeError('decode: too deep');
    switch (view.getUint8(take(1))) {
      case tag.null:
        return null;
      case tag.false:
        return false;
      case tag.true:
        return true;
      case tag.number:
        return view.getFloat64(take(8), true);
      case tag.text:
        return text();
      case tag.float64:
        return floats(Float64, 8);
      case tag.float32:
        return floats(Float32, 4);
      case tag.list: {
        const length = count();
        const list: Plain[] = [];
        for (let index = 0; index < length; index++) list.push(read(depth + 1));
        return list;
      }
      case tag.record: {
        const length = count();
        const record = Object.create(null) as { [key: string]: Plain };
        for (let index = 0; index < length; index++) {
          const name = text();
          if (name in record) throw new RangeError(`decode: the key '${name}' stands twice`);
          record[name] = read(depth + 1);
        }
        return record;
      }
      default:
        throw new RangeError('decode: an unknown tag');
    }
  }
  const value = read(0);
  if (offset !== bytes.byteLength) throw new RangeError('decode: bytes are left over');
  return value;
}

// A small compressor for pictures: zlib format, one block of fixed Huffman codes, runs of one byte as back references.
// It needs nothing but arithmetic, so pictures come out the same in Node and in a browser.

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]; // prettier-ignore
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/** Bits are collected from the lowest upwards; Huffman codes go in highest bit first (RFC 1951, 3.1.1). */
class BitWriter {
  readonly #bytes: number[] = [0x78, 0x01];
  #pending = 0;
  #count = 0;

  bits(value: number, count: number): void {
    this.#pending |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      this.#bytes.push(this.#pending & 0xff);
      this.#pending >>>= 8;
      this.#count -= 8;
    }
  }

  code(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.bits((value >>> bit) & 1, 1);
  }

  finish(checksum: number): Uint8Array {
    if (this.#count > 0) this.bits(0, 8 - this.#count);
    for (let shift = 24; shift >= 0; shift -= 8) this.#bytes.push((checksum >>> shift) & 0xff);
    return Uint8Array.from(this.#bytes);
  }
}

/** `data` in zlib format (RFC 1950). */
export function deflate(data: Uint8Array): Uint8Array {
  const out = new BitWriter();
  out.bits(1, 1); // the last block
  out.bits(1, 2); // fixed Huffman codes
  for (let at = 0; at < data.length;) {
    const run = at === 0 ? 0 : runLength(data, at);
    if (run >= 3) {
      writeRun(out, run);
      at += run;
    } else {
      writeSymbol(out, data[at++]);
    }
  }
  writeSymbol(out, 256);
  return out.finish(adler32(data));
}

/** How many bytes from `at` on repeat the byte before it, at most 258. */
function runLength(data: Uint8Array, at: number): number {
  const most = Math.min(258, data.length - at);
  let run = 0;
  while (run < most && data[at + run] === data[at - 1]) run++;
  return run;
}

function writeRun(out: BitWriter, run: number): void {
  const symbol = LENGTH_BASE.findLastIndex((base) => base <= run);
  writeSymbol(out, 257 + symbol);
  out.bits(run - LENGTH_BASE[symbol], LENGTH_EXTRA[symbol]);
  out.code(0, 5); // distance 1
}

/** The fixed code of a literal or a length (RFC 1951, 3.2.6). */
function writeSymbol(out: BitWriter, symbol: number): void {
  if (symbol < 144) out.code(0x30 + symbol, 8);
  else if (symbol < 256) out.code(0x190 + symbol - 144, 9);
  else if (symbol < 280) out.code(symbol - 256, 7);
  else out.code(0xc0 + symbol - 280, 8);
}

function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

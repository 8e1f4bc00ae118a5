// MurmurHash2, 32 bits: Jupyter's front ends and kernels both name a cell's file by the hash of its text, and must agree.
// Source: Austin Appleby, https://github.com/aappleby/smhasher (MurmurHash2).

const FACTOR = 0x5bd1e995;

/** The hash of a text in UTF-8. */
export function murmur2(text: string, seed: number): number {
  const data = Buffer.from(text, 'utf8');
  const whole = data.length & ~3;
  let hash = seed ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(data.readInt32LE(at), FACTOR);
    word = Math.imul(word ^ (word >>> 24), FACTOR);
    hash = Math.imul(hash, FACTOR) ^ word;
  }
  if (data.length > whole) {
    const rest = data.length - whole;
    hash = Math.imul(hash ^ data.readUIntLE(whole, rest), FACTOR);
  }
  hash = Math.imul(hash ^ (hash >>> 13), FACTOR);
  return (hash ^ (hash >>> 15)) >>> 0;
}

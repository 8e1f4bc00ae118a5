// What V8 may hold in memory for a compiler. Nothing of an old cell is kept, but every check leaves a whole checker behind as garbage:
// left to itself V8 lets that grow to several times of what is in use. There is no limit on what is in use: it would refuse large packages.
import { setFlagsFromString } from 'node:v8';

/** For all threads of this process. */
export function collectOften(): void {
  // A collection is due when the heap has grown by so many percent.
  setFlagsFromString('--heap-growing-percent=20');
  // TypeScript's checker is one function of fifty thousand lines. To optimise it, after some hundreds of cells, takes 130 MB that the
  // system does not get back, and saves no time that can be measured.
  setFlagsFromString('--max-optimized-bytecode-size=20000');
}

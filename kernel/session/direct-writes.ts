// Writes that bypass the session's output: child processes with inherited descriptors, and `fs` on descriptors 1 and 2.
// What was gathered goes before them, so that everything keeps its place.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type AnyFunction = (...values: never[]) => unknown;

/** Runs `first` before each call of the named functions, for those who import them later too. */
function before(module: object, names: string[], first: (values: unknown[]) => void): void {
  const functions = module as Record<string, AnyFunction>;
  for (const name of names) {
    const original = functions[name];
    const wrapped = function (this: unknown, ...values: never[]): unknown {
      first(values);
      return original.apply(this, values);
    };
    // `util.promisify` finds its own version of `exec` in a property.
    functions[name] = Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
  }
}

export function keepDirectWritesInPlace(flush: () => void): void {
  before(childProcess, ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'], flush);
  before(fs, ['write', 'writeSync', 'writeFileSync', 'appendFileSync'], ([target]) => {
    if (target === 1 || target === 2 || target === '/dev/stdout' || target === '/dev/stderr') flush();
  });
  syncBuiltinESMExports();
}

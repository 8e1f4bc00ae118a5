// `process.stdout`, `process.stderr` and `console` of the student's code: text for the session's output.
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { formatWithOptions } from 'node:util';
import type { SessionOutput } from './output.js';

type StreamName = 'stdout' | 'stderr';

/** A stream that writes at once: what was written is in order with everything else. */
function outputStream(name: StreamName, output: SessionOutput): Writable {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, encoding, done) {
      const isText = typeof chunk !== 'string' || encoding === 'utf8' || encoding === 'utf-8';
      output.write(name, isText ? chunk : Buffer.from(chunk, encoding));
      done();
    },
  });
  return Object.assign(stream, { fd: name === 'stdout' ? 1 : 2, isTTY: false, columns: 100, _isStdio: true });
}

/**
 * Replaces the two streams before anything has touched them: Node's own would make descriptor 1 non-blocking, for
 * every child process that inherits it as well.
 */
export function replaceConsole(output: SessionOutput): void {
  for (const name of ['stdout', 'stderr'] as const) {
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      value: outputStream(name, output),
    });
  }
  const own = new Console({ stdout: process.stdout, stderr: process.stderr, colorMode: false });
  // Most output is plain calls of these five: they need no stream machinery.
  for (const [method, name] of [
    ['log', 'stdout'],
    ['info', 'stdout'],
    ['debug', 'stdout'],
    ['warn', 'stderr'],
    ['error', 'stderr'],
  ] as const) {
    const grouped = own[method].bind(own);
    own[method] = (...values: unknown[]): void => {
      if (groupDepth > 0) return grouped(...values);
      const text =
        values.length === 1 && typeof values[0] === 'string' ? values[0] : formatWithOptions({}, ...values);
      output.write(name, `${text}\n`);
    };
  }
  let groupDepth = 0;
  const { group, groupEnd } = own;
  own.group = own.groupCollapsed = (...values: unknown[]): void => {
    group.apply(own, values);
    groupDepth++;
  };
  own.groupEnd = (): void => {
    groupEnd.call(own);
    groupDepth = Math.max(0, groupDepth - 1);
  };
  Object.defineProperty(globalThis, 'console', { configurable: true, writable: true, value: own });
}

// The few globals of Node that nearly every notebook uses. All of Node's declarations double the time of a check, so they are
// loaded only for a notebook that names something of theirs.

export const globalsFile = '/^edflab/globals.d.ts';

export const globalsText = `
interface Console {
  /** Prints its arguments below the cell. */
  log(...data: any[]): void;
  info(...data: any[]): void;
  debug(...data: any[]): void;
  warn(...data: any[]): void;
  error(...data: any[]): void;
  trace(...data: any[]): void;
  /** Prints an array of rows or of objects as a table. */
  table(data: any, columns?: string[]): void;
  dir(value: any, options?: { depth?: number | null; showHidden?: boolean; colors?: boolean }): void;
  assert(condition?: any, ...data: any[]): void;
  count(label?: string): void;
  countReset(label?: string): void;
  group(...data: any[]): void;
  groupCollapsed(...data: any[]): void;
  groupEnd(): void;
  /** Starts a stopwatch; \`console.timeEnd\` prints what it shows. */
  time(label?: string): void;
  timeLog(label?: string, ...data: any[]): void;
  timeEnd(label?: string): void;
  clear(): void;
}
declare var console: Console;
interface Timer {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  refresh(): this;
  [Symbol.toPrimitive](): number;
  [Symbol.dispose](): void;
}
/** Calls \`callback\` once, after \`delay\` milliseconds. */
declare function setTimeout(callback: (_: void) => void, delay?: number): Timer;
declare function setTimeout<A extends any[]>(callback: (...args: A) => void, delay?: number, ...args: A): Timer;
/** Calls \`callback\` every \`delay\` milliseconds until \`clearInterval\`. */
declare function setInterval(callback: (_: void) => void, delay?: number): Timer;
declare function setInterval<A extends any[]>(callback: (...args: A) => void, delay?: number, ...args: A): Timer;
declare function setImmediate<A extends any[]>(callback: (...args: A) => void, ...args: A): Timer;
declare function clearTimeout(timer: Timer | number | undefined): void;
declare function clearInterval(timer: Timer | number | undefined): void;
declare function clearImmediate(timer: Timer | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T, options?: { transfer?: readonly any[] }): T;
interface Performance {
  /** Milliseconds since the session started, with a fraction. */
  now(): number;
  readonly timeOrigin: number;
}
declare var performance: Performance;
interface ImportMeta {
  readonly url: string;
  readonly dirname: string;
  readonly filename: string;
  resolve(specifier: string): string;
}
`;

/** Globals that only Node's own declarations describe. */
export const nodeGlobals: ReadonlySet<string> = new Set(
  `process Buffer require module __dirname __filename NodeJS global URL URLSearchParams TextEncoder TextDecoder fetch Request Response Headers
  FormData File Blob AbortController AbortSignal Event EventTarget MessageChannel MessagePort BroadcastChannel WebAssembly WebSocket crypto Crypto
  CryptoKey SubtleCrypto ReadableStream WritableStream TransformStream CompressionStream DecompressionStream TextDecoderStream TextEncoderStream
  atob btoa PerformanceEntry PerformanceObserver DOMException navigator gc`.split(/\s+/),
);

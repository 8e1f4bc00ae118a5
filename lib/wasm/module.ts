// The compiled kernels together with their memory. The memory is scratch: every call copies its operands in and its result
// out, so nothing in it outlives a call and no array of a user ever depends on it.
import { kernelsModule, relaxedModule } from './module.generated.js';
import { typedKernels, type TypedKernels } from './exports.js';
import type { FloatArray } from './plain/types.js';

const PAGE = 65536;
/** As compiled in by build.mjs: 1 GB. */
const MAXIMUM_PAGES = 16384;
/** 2 MB: what is always there. */
const INITIAL_PAGES = 32;

type Source = typeof kernelsModule;

/** The bytes of a module; one for memory that threads share differs from one for memory of its own in the memory's flags. */
function bytesOf({ base64, memoryFlags }: Source, shared: boolean): Uint8Array<ArrayBuffer> {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  if (shared) bytes[memoryFlags.at] = memoryFlags.shared;
  return bytes;
}

/** Modules are compiled once, when they are first needed. */
const compiled = {
  private: new Map<Source, WebAssembly.Module>(),
  shared: new Map<Source, WebAssembly.Module>(),
};

function compile(source: Source, shared: boolean): WebAssembly.Module {
  const known = compiled[shared ? 'shared' : 'private'];
  if (!known.has(source)) known.set(source, new WebAssembly.Module(bytesOf(source, shared)));
  return known.get(source)!;
}

/** Whether this engine has relaxed SIMD. */
export function canRelax(): boolean {
  return WebAssembly.validate(bytesOf(relaxedModule, false));
}

/** One instance of the kernels, its memory, and views of that memory. */
export class Kernels {
  /** Where its products come from, for threads that take part in them. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly kernels32: TypedKernels;
  readonly kernels64: TypedKernels;
  /** Where the threads' control blocks begin, and scratch memory after them, in bytes. */
  readonly control: number;
  readonly start: number;
  /** Views of the whole memory, renewed when it grows. */
  float32!: Float32Array;
  float64!: Float64Array;
  int32!: Int32Array;
  bytes!: Uint8Array;

  /**
   * With room for control blocks the memory can be seen by other threads: copies in and out of it then cost a little more.
   * `relaxed` ones multiply matrices with fused multiply-adds.
   */
  constructor(
    controlBytes: number,
    readonly relaxed: boolean,
  ) {
    const shared = controlBytes > 0;
    this.memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared });
    const instantiate = (source: Source) =>
      new WebAssembly.Instance(compile(source, shared), { env: { memory: this.memory } }).exports;
    const exports = { ...instantiate(kernelsModule), ...(relaxed && instantiate(relaxedModule)) };
    this.module = compile(relaxed ? relaxedModule : kernelsModule, shared);
    this.kernels32 = typedKernels(exports, 'F32');
    this.kernels64 = typedKernels(exports, 'F64');
    this.control = (exports.scratchStart as WebAssembly.Global).value as number;
    this.start = this.control + controlBytes;
    this.renewViews();
  }

  /** Makes the memory reach up to `end` bytes; false where it cannot grow so far, and is left as it is. */
  reserve(end: number): boolean {
    const missing = end - this.float32.byteLength;
    if (missing <= 0) return true;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      return false;
    }
    this.renewViews();
    return true;
  }

  /** The view of the memory whose elements are of the array's type. */
  view(like: FloatArray): FloatArray {
    return like instanceof Float32Array ? this.float32 : this.float64;
  }

  /** The kernels for the array's element type. */
  for(like: FloatArray): TypedKernels {
    return like instanceof Float32Array ? this.kernels32 : this.kernels64;
  }

  private renewViews(): void {
    this.float32 = new Float32Array(this.memory.buffer);
    this.float64 = new Float64Array(this.memory.buffer);
    this.int32 = new Int32Array(this.memory.buffer);
    this.bytes = new Uint8Array(this.memory.buffer);
  }
}

/** Undefined until somebody needs them: who computes little need not wait for them. */
let inUse: Kernels | null | undefined;

/** The kernels in use; null where the engine has no WebAssembly SIMD, and the plain loops do everything. */
export function kernels(): Kernels | null {
  if (inUse !== undefined) return inUse;
  try {
    return startKernels(0, false);
  } catch {
    return (inUse = null);
  }
}

/** Replaces the kernels in use: when threads or relaxed SIMD are switched on or off. */
export function startKernels(controlBytes: number, relaxed: boolean): Kernels {
  return (inUse = new Kernels(controlBytes, relaxed));
}

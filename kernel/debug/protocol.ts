// What the debugger in the kernel and a session say to each other. V8's debugger protocol travels inside:
// https://chromedevtools.github.io/devtools-protocol/v8/

/** To the session's guard thread. */
export type DebugCommand =
  | { action: 'attach' }
  /** Whatever is stopped goes on. */
  | { action: 'detach' }
  | { action: 'call'; id: number; method: string; parameters?: object };

/** From the session's guard thread. */
export type DebugReport =
  | { type: 'answer'; id: number; result: unknown }
  | { type: 'failure'; id: number; message: string }
  | ({ type: 'paused' } & Pause)
  | { type: 'resumed' }
  /** A file that the session loaded. */
  | { type: 'loaded'; url: string };

/** The student's thread has stopped. */
export interface Pause {
  /** V8's word: `exception` and `promiseRejection` are errors. */
  reason: string;
  /** V8's names of the breakpoints it stopped at. */
  breakpoints: string[];
  /** What the error says, when it stopped at one. */
  error?: string;
  frames: PausedFrame[];
}

export interface PausedFrame {
  /** V8's name of the frame. */
  id: string;
  name: string;
  url: string;
  /** 1-based, in the emitted code. */
  line: number;
  column: number;
  hasThis: boolean;
  scopes: PausedScope[];
}

export interface PausedScope {
  /** `local`, `block`, `closure`, `global`, ... */
  type: string;
  objectId: string;
  /** 1-based line of the emitted code at which the scope begins; 0 where V8 does not say. */
  line: number;
}

/** Where a session keeps what the debugger calls there: a `DebuggedSession`. */
export const DEBUGGED_SESSION = 'edflab.debugger';

/** `cell-3.ts` */
export function isCell(url: string): boolean {
  return /^cell-.+\.ts$/.test(url);
}

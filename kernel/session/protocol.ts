// What the kernel and a session say to each other.
import type { CompiledCell } from '../compile/types.js';
import type { DebugCommand } from '../debug/protocol.js';
import type { ErrorContent, JsonObject, MimeBundle } from '../wire/messages.js';

/** To the session's main thread. */
export type Command = RunCommand | CommCommand | { type: 'input'; value: string | null };

export interface RunCommand {
  type: 'run';
  execution: number;
  /** The number shown beside the cell, and the notebook's own id of it if the front end tells. */
  cell: number;
  cellId?: string;
  code: CompiledCell;
  allowInput: boolean;
}

export interface CommCommand {
  type: 'comm';
  event: CommEvent;
}

export type CommEvent =
  | {
      action: 'open';
      id: string;
      target: string;
      data: JsonObject;
      metadata: JsonObject;
      buffers: Uint8Array[];
    }
  | {
      action: 'message' | 'close';
      id: string;
      data: JsonObject;
      metadata: JsonObject;
      buffers: Uint8Array[];
    };

/** To the session's guard thread, which listens while the main thread computes. */
export type GuardCommand =
  | { type: 'interrupt'; execution: number }
  | { type: 'input'; value: string | null }
  | { type: 'debug'; command: DebugCommand };

/** From the session. */
export type SessionEvent =
  | { type: 'ready' }
  | { type: 'done'; result: RunResult }
  /** An interrupt has reached both threads. */
  | { type: 'interrupt-taken' }
  | { type: 'display'; update: boolean; id?: string; data: MimeBundle; metadata: JsonObject }
  | { type: 'clear'; wait: boolean }
  /** An error nobody awaited: in a timer, an event handler, a promise left alone. */
  | { type: 'background-error'; error: ErrorContent }
  | { type: 'input'; prompt: string; password: boolean; blocking: boolean }
  | { type: 'comm'; event: CommEvent };

export type RunResult =
  | { ok: true; value?: DisplayContent; published: string[] }
  | { ok: false; error: ErrorContent; published: string[] };

export interface DisplayContent {
  data: MimeBundle;
  metadata: JsonObject;
}

// The messages of the Jupyter protocol (5.4) that this kernel speaks, as types.
// https://jupyter-client.readthedocs.io/en/latest/messaging.html

export const PROTOCOL_VERSION = '5.4';

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  /** ISO 8601. */
  date: string;
  version: string;
}

/** The header of the request a message answers; empty when there was none. */
export type ParentHeader = Header | Record<string, never>;

export type JsonObject = Record<string, unknown>;

export interface Message<Content extends object = JsonObject> {
  header: Header;
  parent_header: ParentHeader;
  metadata: JsonObject;
  content: Content;
  buffers: Uint8Array[];
}

export type ShellChannel = 'shell' | 'control' | 'stdin';
export type Channel = ShellChannel | 'iopub';

/** MIME type to representation: text, JSON, or base64 for binary types. */
export type MimeBundle = Record<string, unknown>;

export interface ExecuteRequest {
  code: string;
  silent: boolean;
  store_history: boolean;
  user_expressions: Record<string, string>;
  allow_stdin: boolean;
  stop_on_error: boolean;
}

export interface InspectRequest {
  code: string;
  cursor_pos: number;
  detail_level: 0 | 1;
}

export interface CompleteRequest {
  code: string;
  cursor_pos: number;
}

export interface IsCompleteRequest {
  code: string;
}

export interface HistoryRequest {
  hist_access_type: 'range' | 'tail' | 'search';
  output: boolean;
  raw: boolean;
  session: number;
  start: number;
  stop: number | null;
  n: number | null;
  pattern: string;
  unique: boolean;
}

export interface CommInfoRequest {
  target_name: string;
}

export interface CommOpen {
  comm_id: string;
  target_name: string;
  data: JsonObject;
}

export interface CommMessage {
  comm_id: string;
  data: JsonObject;
}

export interface ShutdownRequest {
  restart: boolean;
}

export interface InputReply {
  value: string;
}

/** Every request a client may send, by `msg_type`, with its content. */
export interface Requests {
  kernel_info_request: object;
  connect_request: object;
  execute_request: ExecuteRequest;
  inspect_request: InspectRequest;
  complete_request: CompleteRequest;
  is_complete_request: IsCompleteRequest;
  history_request: HistoryRequest;
  comm_info_request: CommInfoRequest;
  comm_open: CommOpen;
  comm_msg: CommMessage;
  comm_close: CommMessage;
  shutdown_request: ShutdownRequest;
  interrupt_request: object;
  debug_request: JsonObject;
  usage_request: object;
  input_reply: InputReply;
}

export type RequestType = keyof Requests;

/** What an error looks like in a reply and on iopub. */
export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

export interface ExecuteReply {
  status: 'ok' | 'error' | 'aborted';
  execution_count: number;
  user_expressions?: Record<string, unknown>;
  payload?: JsonObject[];
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

export type ExecutionState = 'starting' | 'busy' | 'idle' | 'restarting' | 'dead';

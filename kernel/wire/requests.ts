// What a client's request must hold: one table of fields, their types and their defaults.
import type { Message, Requests, RequestType } from './messages.js';

type FieldType = 'string' | 'boolean' | 'integer' | 'object' | 'strings' | 'integer?';
type Field = [type: FieldType, fallback?: unknown];

const TABLE: { [Type in RequestType]: Record<string, Field> } = {
  kernel_info_request: {},
  connect_request: {},
  execute_request: {
    code: ['string'],
    silent: ['boolean', false],
    store_history: ['boolean', true],
    user_expressions: ['strings', {}],
    allow_stdin: ['boolean', true],
    stop_on_error: ['boolean', true],
  },
  inspect_request: { code: ['string'], cursor_pos: ['integer'], detail_level: ['integer', 0] },
  complete_request: { code: ['string'], cursor_pos: ['integer'] },
  is_complete_request: { code: ['string'] },
  history_request: {
    hist_access_type: ['string'],
    output: ['boolean', false],
    raw: ['boolean', true],
    session: ['integer', 0],
    start: ['integer', 1],
    stop: ['integer?', null],
    n: ['integer?', null],
    pattern: ['string', '*'],
    unique: ['boolean', false],
  },
  comm_info_request: { target_name: ['string', ''] },
  comm_open: { comm_id: ['string'], target_name: ['string'], data: ['object', {}] },
  comm_msg: { comm_id: ['string'], data: ['object', {}] },
  comm_close: { comm_id: ['string'], data: ['object', {}] },
  shutdown_request: { restart: ['boolean', false] },
  interrupt_request: {},
  debug_request: {},
  usage_request: {},
  input_reply: { value: ['string', ''] },
};

/** A request whose content is not what its type promises; it is answered with an error. */
export class InvalidRequest extends Error {}

export function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(TABLE, type);
}

/** The checked content of a request of `type`, defaults filled in. Unknown fields are ignored. */
export function requestContent<Type extends RequestType>(type: Type, message: Message): Requests[Type] {
  const content: Record<string, unknown> = {};
  for (const [name, [kind, fallback]] of Object.entries(TABLE[type])) {
    const value = message.content[name] ?? fallback;
    if (value === undefined) throw new InvalidRequest(`${type}: ${name} is missing`);
    if (!matches(kind, value)) {
      throw new InvalidRequest(
        `${type}: ${name} is ${typeof value}, expected ${kind.replace('?', ' or null')}`,
      );
    }
    content[name] = value;
  }
  if (type === 'debug_request') Object.assign(content, message.content);
  return content as Requests[Type];
}

function matches(kind: FieldType, value: unknown): boolean {
  switch (kind) {
    case 'string':
    case 'boolean':
      return typeof value === kind;
    case 'integer':
      return Number.isInteger(value);
    case 'integer?':
      return value === null || Number.isInteger(value);
    case 'object':
      return isObject(value);
    case 'strings':
      return isObject(value) && Object.values(value).every((entry) => typeof entry === 'string');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

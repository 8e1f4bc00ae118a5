// The names of boxes in emitted code. V8 quotes that code in its messages (`$model$.v.forward is not a function`), so the
// names are made to be taken out again: what a student reads speaks of the student's own variables.

/** The identifier under which a cell holds the box of `name`; the emitter may append `_1` where a cell says it itself. */
export function boxName(name: string): string {
  return `$${name}$`;
}

const call = /\(0 ?, ?\$([\p{ID_Continue}$]+)\$(?:_\d+)?\.v\)/gu;
const read = /(?<![\p{ID_Continue}$.])\$([\p{ID_Continue}$]+)\$(?:_\d+)?\.v(?![\p{ID_Continue}$])/gu;
const awaited = /(?<![\p{ID_Continue}$.])\$(?:_\d+)?\.resume\(\.\.\.\)/gu;

/** `(0 , $model$.v) is not a function` means `model is not a function`. */
export function readableMessage(message: string): string {
  return message.replace(call, '$1').replace(read, '$1').replace(awaited, '(await ...)');
}

/** What a cell catches: an error whose message speaks of the cell's own names, anything else as it is. */
export function readableError(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const own = Object.getOwnPropertyDescriptor(error, 'message');
  if (typeof own?.value !== 'string' || own.writable !== true) return error;
  const message = readableMessage(own.value);
  if (message !== own.value) error.message = message;
  return error;
}

// Exceptions, and answers that never were: what a failure says by itself.
import type { Failure } from '../types.js';
import type { Guess } from './evidence.js';

/** What an answer that is not written yet throws. */
export const notImplemented =
  /not[ _-]?(yet[ _-]?)?implemented|implement (me|this)|your (code|solution) here|to ?do\b/i;

const callsBackward: Guess = {
  code: 'visited-twice',
  where: 'value',
  detail: {
    summary: 'backward calls the backward of another node.',
    hint: 'Backward(loss) calls backward of every node, once, in the right order. A node’s own backward only hands gradients to its inputs, with addgrad.',
  },
};

export function failure({ phase, name, message, line }: Failure): Guess {
  const detail = { name, message, phase, line: line === undefined ? '' : ` (line ${line} of the cell)` };
  if (name === 'MalformedOutcome') return { code: 'malformed-outcome', where: 'value', detail };
  if (phase === 'lookup') {
    return { code: message.startsWith('there is no') ? 'missing' : 'not-a-node', where: 'value', detail };
  }
  if (notImplemented.test(message)) return { code: 'not-implemented', where: 'value', detail };
  if (message.endsWith('does not set this.value')) return { code: 'no-value', where: 'value', detail };
  if (message === 'backward of another node is called') return callsBackward;
  return { code: 'throws', where: 'value', detail };
}

/**
 * A child lives for a tenth of a second, in which V8's optimising compiler works for as long as the code it would make faster. It is
 * told to wait until a function has run for longer; nothing that is computed depends on it.
 */
import { setFlagsFromString } from 'node:v8';

export function bePatient(): void {
  setFlagsFromString('--interrupt-budget=1000000');
}

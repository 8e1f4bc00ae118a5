/**
 * A child lives for a tenth of a second, in which V8's optimising compiler works for as long as the code it would make faster. It is
 * told to wait until a function has run for longer; nothing that is computed depends on it.
 */
import { setFlagsFromString } from 'node:v8';

export function bePatient(): void {
  const [version] = process.versions.node.split('.').map(Number);
  // The V8 of Node 20 counts how much of a function has run, later ones count its calls.
  setFlagsFromString(version < 22 ? '--interrupt-budget=1000000' : '--invocation-count-for-turbofan=30000');
}

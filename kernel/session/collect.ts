// Collects garbage now, and lets finalisers run. After an interrupt, loops run at full speed again as soon as nothing of the interrupted cell is
// left; left to itself the collector might come only minutes later.
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

export async function collectGarbage(): Promise<void> {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // A turn for what the stack still holds, one for the finalisers.
  await turn();
  collect();
  await turn();
  await turn();
}

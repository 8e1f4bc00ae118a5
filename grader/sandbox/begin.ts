/**
 * The start of a child's program. While V8 makes a snapshot of it nothing is served: that begins in each process that starts from the
 * snapshot, with all that is above already done. See child-snapshot.ts.
 */
import { startupSnapshot } from 'node:v8';
import { bePatient } from './patience.js';
import { serve, type Module } from './serve.js';

export function begin(library: Module): void {
  const run = (): void => {
    bePatient();
    void serve(library);
  };
  if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(run);
  else run();
}

// Makes the snapshot from which the kernel's compiler starts, anew. Without it a kernel works as well, and its first cell waits longer.
import { rmSync } from 'node:fs';
import { buildSnapshot, findSnapshot } from '../dist/kernel/compile/snapshot.js';

const former = findSnapshot();
if (former !== undefined) rmSync(former);
await buildSnapshot().catch((error) => console.error(error.message));

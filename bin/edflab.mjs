#!/usr/bin/env node
// The command `edflab`. The program itself is built; this file is there before the build is.
import { existsSync } from 'node:fs';

const program = new URL('../dist/bin/edflab.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('EDF Lab is not built yet: run `npm start` (or `npm run build` after `npm ci`) once.');
  process.exitCode = 1;
}

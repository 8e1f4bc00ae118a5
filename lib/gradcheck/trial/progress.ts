// How far a trial has come: what the report of a failure tells.
import type { AddgradCall, Phase } from './trial.js';

/** `pass` counts passes, calls, goes or steps; `calls` are those of addgrad in this pass. */
export interface Progress {
  phase: Phase;
  pass: number;
  calls: AddgradCall[];
}

// Scratch memory for operations that go through long ranges in pieces: each operand has a slot that fits the caches, so a
// piece is copied in, computed and copied out without ever reaching main memory in between.
import type { Kernels } from './module.js';

const SLOT_BYTES = 65536;
/** Between slots: room for vectors that reach beyond a range, and a distance that keeps slots out of each other's cache sets. */
const GAP_BYTES = 320;

/** How many elements of the given size a piece has. */
export function pieceLength(elementBytes: number): number {
  return SLOT_BYTES / elementBytes;
}

/** The address of a slot. An operation has a handful of them, for which there is always memory. */
export function slot(on: Kernels, index: number): number {
  return on.start + index * (SLOT_BYTES + GAP_BYTES);
}

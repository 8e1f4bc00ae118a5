/** The grader's part of `edflab doctor`: what stands between a student's code and this machine. */
import { note, ok, type Check } from '../kernel/doctor/index.js';
import { chooseSandbox } from './sandbox/layers.js';

/** @throws Error when no process for a student's code can be started */
export async function sandboxCheck(): Promise<Check[]> {
  const { held, missing } = (await chooseSandbox()).isolation;
  const text = `grading keeps a student's code apart by: ${held.join(', ')}`;
  if (missing.length === 0) return [ok(text)];
  const remedy = held[0] === 'bubblewrap' ? '' : '; installing bubblewrap (Linux) closes them';
  return [note(`${text}; open: ${missing.join(', ')}${remedy}`)];
}

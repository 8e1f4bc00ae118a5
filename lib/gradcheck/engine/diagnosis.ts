// Names what is wrong with an engine: an operation by itself, then how gradients come together, then what a later call finds.
import { type Guess, saying } from '../diagnose/evidence.js';
import { failure } from '../diagnose/failures.js';
import { normwiseError } from '../outcome/compare.js';
import { isArrayData } from '../trial/data.js';
import type { EngineProblem, Failure } from '../types.js';
import { faultsOf, isOverflow, type Tried } from './faults.js';
import { callsGuess, jointGuess, malformed } from './joint.js';
import { singleGuess } from './operation.js';
import type { EngineProbe } from './probes.js';

/** What is wrong; null if nothing is. */
export function engineGuess(problem: EngineProblem, tried: readonly Tried[]): Guess | null {
  const singles = tried.filter(({ probe }) => probe.operation !== undefined);
  const joint = tried.filter(({ probe }) => probe.operation === undefined);
  return (
    thrownIn(tried) ??
    singleGuess(problem, singles) ??
    malformed(joint) ??
    jointGuess(problem, joint) ??
    callsGuess(problem, joint) ??
    digits(tried)
  );
}

/** Right in short computations, and not at the end of a long chain. */
export function depthGuess(chain: Tried): Guess | null {
  const { failure: thrown, probe } = chain;
  if (!thrown) {
    const isBad = faultsOf(chain).some(({ kind }) => kind !== 'low-precision');
    const hint = 'Does something stop early: a limit to a loop, or to the length of a list?';
    return isBad ? saying('wrong-for-some', `short computations are right, but ${probe.name} is not.`, hint) : null; // prettier-ignore
  }
  if (!isOverflow(thrown)) return thrownIn([chain]);
  const where = thrown.phase === 'construct' ? 'an operation' : unwritten(probe, thrown);
  return saying(
    'recursion-too-deep',
    `${where} calls itself once for every operation, and overflows the stack with ${probe.name}.`,
    'Go through the nodes in a loop: number them as they are made, or keep a list of those that wait.',
  );
}

function thrownIn(tried: readonly Tried[]): Guess | null {
  for (const { probe, failure: thrown } of tried) {
    if (!thrown) continue;
    const guess = failure(thrown);
    const { summary } = guess.detail ?? {};
    if (guess.code === 'missing') return { ...guess, detail: { summary: `${thrown.message} yet.`, hint: 'Run the cell that defines it, then run the check again.' } }; // prettier-ignore
    if (guess.code === 'not-a-node') return { ...guess, detail: { summary: `${thrown.message}.` } };
    if (guess.code === 'not-implemented') return { ...guess, detail: { summary: `${unwritten(probe, thrown)} is not written yet.`, hint: 'Replace the throw by your code.' } }; // prettier-ignore
    if (guess.code !== 'throws') return guess;
    const where = thrown.phase === 'backward' ? 'backward' : probe.operation !== undefined ? probe.operation : 'the computation'; // prettier-ignore
    const line = guess.detail?.line ?? '';
    return { ...guess, detail: { summary: summary ?? `${where} throws${line}, with ${probe.name}: ${thrown.name}: ${thrown.message}` } }; // prettier-ignore
  }
  return null;
}

function unwritten({ trial, operation }: EngineProbe, { phase }: Failure): string {
  if (phase === 'backward' || phase === 'call') return trial.backward.name;
  return (phase === 'forward' ? trial.forward : operation) ?? 'an operation';
}

/** Right to some digits: differences instead of derivatives, or float32. */
function digits(tried: readonly Tried[]): Guess | null {
  const faults = tried.flatMap(faultsOf).filter(({ kind }) => kind === 'low-precision');
  if (faults.length === 0) return null;
  const worst = Math.max(
    ...faults.map(({ got, expected }) => (isArrayData(got) ? normwiseError(got, expected, 1e-3) : 1)),
  );
  const code = faults.some(({ variable }) => variable === null) ? 'low-precision' : 'finite-differences';
  return { code, where: 'value', detail: { digits: String(Math.floor(-Math.log10(worst))) } };
}

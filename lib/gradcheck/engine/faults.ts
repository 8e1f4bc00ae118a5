// What is not as it should be in what came of the probes of an engine.
import { sameShape } from '../../array/index.js';
import { bandOf, largest, normwiseError } from '../outcome/compare.js';
import { isArrayData } from '../trial/data.js';
import type { ArrayData, EnginePart, Failure, Reading } from '../types.js';
import type { EngineProbe } from './probes.js';

/** A probe with what came of it, go by go. */
export interface Tried {
  probe: EngineProbe;
  goes: { value: Reading; grads: Reading[] }[];
  failure: Failure | null;
}

/** Something that is not as it should be in a probe. */
export interface Fault {
  part: EnginePart;
  kind: 'failure' | 'not-an-array' | 'not-finite' | 'shape' | 'wrong' | 'low-precision';
  go: number;
  /** The variable whose gradient it is; null for the value. */
  variable: number | null;
  got: Reading;
  expected: ArrayData;
}

/** Everything that is wrong in a probe, values first. */
export function faultsOf({ probe, goes, failure: thrown }: Tried): Fault[] {
  const faults: Fault[] = [];
  // Of a long chain only the stack is a matter of its own.
  const part = probe.part === 'depth' ? 'accumulation' : probe.part;
  const judge = (
    inPart: EnginePart,
    go: number,
    variable: number | null,
    got: Reading,
    expected: ArrayData,
    floor: number,
  ) => {
    const kind = kindOf(got, expected, floor);
    if (kind) faults.push({ part: inPart, kind, go, variable, got, expected });
  };
  goes.forEach(({ value, grads }, go) => {
    const expected = probe.expected[go];
    const hasValue = probe.trial.backward.call !== 'grad';
    if (hasValue) judge('forward', go, null, value, expected.value, 1e-3);
    const floor = Math.max(1e-3, ...expected.grads.map(largest));
    grads.forEach((grad, i) => judge(part, go, i, grad, expected.grads[i], floor));
  });
  if (thrown) {
    // What came to no end is evidence of nothing: neither of values nor of gradients.
    const about = { kind: 'failure' as const, go: goes.length, variable: null };
    const nothing = { got: { instead: 'nothing' }, expected: probe.expected[0].value };
    const isDepth = probe.part === 'depth' && isOverflow(thrown);
    const parts: EnginePart[] = isDepth ? ['depth'] : [...new Set<EnginePart>(['forward', part])];
    for (const each of parts) faults.push({ part: each, ...about, ...nothing });
  }
  return faults;
}

/** Whether the stack was too small. */
export const isOverflow = ({ name }: Failure): boolean => name === 'RangeError';

function kindOf(got: Reading, expected: ArrayData, floor: number): Fault['kind'] | null {
  if (!isArrayData(got)) {
    // A variable that the output does not depend on may have no gradient at all.
    return expected.data.every((x) => x === 0) && absent.includes(got.instead) ? null : 'not-an-array';
  }
  if (!sameShape(got.shape, expected.shape)) return 'shape';
  if (!got.data.every(Number.isFinite)) return 'not-finite';
  const band = bandOf(normwiseError(got, expected, floor), 100, 'float64');
  return band === 'exact' ? null : band === 'wrong' ? 'wrong' : 'low-precision';
}

const absent = ['undefined', 'null', 'nothing'];

/** A wrong number in the first go: what a later go finds is another matter. */
export const isWrong = ({ kind, go }: Fault): boolean => kind === 'wrong' && go === 0;

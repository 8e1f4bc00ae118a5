// The door on the trusted side: an Outcome is accepted only if it has the form that its Trial calls for. What does not is
// replaced by a failure, so that nothing behind this door needs to wonder.
import { isDescription, isDType, sizeOf } from '../trial/data.js';
import type {
  AddgradCall,
  ArrayData,
  Failure,
  FigureData,
  Given,
  Outcome,
  PassOutcome,
  Phase,
  Reading,
  Trial,
} from '../types.js';

const phases: readonly Phase[] = ['lookup', 'construct', 'forward', 'backward', 'call'];
const longestText = 2000;
const mostCalls = 10_000;

/** What came back for `trial`, checked and copied; a failure named `MalformedOutcome` if it is not an Outcome for it. */
export function readOutcome(raw: unknown, trial: Trial): Outcome {
  try {
    const { passes, results, failure, mutated, changed, given, figure } = fields(raw);
    const outcome: Outcome = {
      passes: list(passes).map((pass, i) => readPass(pass, trial, i)),
      results: list(results).map(readReading),
      failure: failure === null ? null : readFailure(failure),
      ...(mutated === undefined ? {} : { mutated: readShape(mutated) }),
      ...(changed === undefined ? {} : { changed: readShape(changed) }),
      ...(trial.kind === 'plot' ? { figure: readFigure(figure) } : {}),
      ...(trial.kind === 'values' ? { given: list(given).map(readGiven) } : {}),
    };
    const expectedPasses = trial.kind === 'node' ? trial.passes.length : 0;
    const expectedResults = resultsOf(trial);
    demand(trial.kind !== 'values' || outcome.given?.length === trial.names.length);
    demand(outcome.passes.length <= expectedPasses && outcome.results.length <= expectedResults);
    const complete = outcome.passes.length === expectedPasses && outcome.results.length === expectedResults;
    demand(complete || outcome.failure !== null);
    return outcome;
  } catch {
    const failure: Failure = {
      phase: 'call',
      pass: 0,
      name: 'MalformedOutcome',
      message: 'what came back is no result',
      calls: [],
    };
    return { passes: [], results: [], failure };
  }
}

/** How many arrays a trial returns. */
function resultsOf(trial: Trial): number {
  switch (trial.kind) {
    case 'node':
    case 'values':
    case 'plot':
      return 0;
    case 'training':
      return 1;
    case 'function':
      return trial.calls.length * (trial.returns?.length ?? 1);
    case 'engine':
      return (1 + trial.values[0].length) * (trial.backwards + trial.values.length - 1);
    case 'optimiser':
      return 2 * trial.values.length * trial.gradients.length;
  }
}

function readPass(raw: unknown, trial: Trial, index: number): PassOutcome {
  demand(trial.kind === 'node' && index < trial.passes.length);
  const pass = fields(raw);
  const nodes = trial.nodes.map((node) => node.name);
  const sources = trial.sources.map((source) => source.name);
  const differentiated = trial.sources
    .filter((source) => source.kind !== 'input')
    .map((source) => source.name);
  const upstream = trial.passes[index].upstream;
  return {
    values: readings(pass.values, nodes),
    valuesAfter: readings(pass.valuesAfter, nodes),
    grads: readings(pass.grads, upstream ? differentiated : []),
    sourcesAfter: readings(pass.sourcesAfter, sources),
    upstreamAfter: readings(pass.upstreamAfter, Object.keys(upstream ?? {})),
    calls: list(pass.calls).slice(0, mostCalls).map(readCall),
  };
}

/** Exactly the names asked for are taken over; the rest is not looked at. */
function readings(raw: unknown, names: readonly string[]): Record<string, Reading> {
  const record = fields(raw);
  const result: Record<string, Reading> = {};
  for (const name of names) {
    demand(Object.hasOwn(record, name));
    result[name] = readReading(record[name]);
  }
  return result;
}

function readReading(raw: unknown): Reading {
  const reading = fields(raw);
  if (!Object.hasOwn(reading, 'data')) {
    demand(isDescription(reading.instead));
    return { instead: reading.instead };
  }
  return readArray(reading);
}

function readGiven(raw: unknown): Given {
  const { texts, shape } = fields(raw);
  if (texts === undefined) return readReading(raw);
  const lengths = readShape(shape);
  const read = list(texts).map(text);
  demand(lengths.length <= 1 && read.length === (lengths[0] ?? 1));
  return { shape: lengths, texts: read };
}

const mostTraces = 100;

function readFigure(raw: unknown): FigureData | { instead: string } {
  const { traces, titles, instead } = fields(raw);
  if (traces === undefined) {
    demand(isDescription(instead));
    return { instead };
  }
  const { x, y } = fields(titles);
  const read = list(traces)
    .slice(0, mostTraces)
    .map((trace) => {
      const { name, x: across, y: up } = fields(trace);
      return { name: text(name), x: across === null ? null : readGiven(across), y: readGiven(up) };
    });
  return { traces: read, titles: { x: text(x), y: text(y) } };
}

function readArray({ dtype, shape, data }: Record<string, unknown>): ArrayData {
  demand(isDType(dtype) && data instanceof Float64Array);
  const lengths = readShape(shape);
  demand(sizeOf(lengths) === data.length);
  return { dtype, shape: lengths, data: Float64Array.from(data) };
}

function readShape(raw: unknown): number[] {
  return list(raw).map((length) => {
    demand(typeof length === 'number' && Number.isInteger(length) && length >= 0);
    return length;
  });
}

function readCall(raw: unknown): AddgradCall {
  const { source, shape, refused, delta } = fields(raw);
  demand(typeof refused === 'boolean');
  const lengths = list(shape).map((length) => (typeof length === 'number' ? length : NaN));
  return {
    source: text(source),
    shape: lengths,
    refused,
    ...(delta === undefined ? {} : { delta: readArray(fields(delta)) }),
  };
}

function readFailure(raw: unknown): Failure {
  const { phase, pass, name, message, file, line, calls } = fields(raw);
  demand(phases.includes(phase as Phase) && typeof pass === 'number');
  return {
    phase: phase as Phase,
    pass,
    name: text(name),
    message: text(message),
    calls: list(calls).slice(0, mostCalls).map(readCall),
    ...(typeof file === 'string' && typeof line === 'number' ? { file: text(file), line } : {}),
  };
}

function fields(raw: unknown): Record<string, unknown> {
  demand(typeof raw === 'object' && raw !== null && !Array.isArray(raw));
  return raw as Record<string, unknown>;
}

function list(raw: unknown): unknown[] {
  demand(Array.isArray(raw));
  return raw;
}

function text(raw: unknown): string {
  demand(typeof raw === 'string');
  return raw.slice(0, longestText);
}

function demand(condition: boolean): asserts condition {
  if (!condition) throw new TypeError('malformed');
}

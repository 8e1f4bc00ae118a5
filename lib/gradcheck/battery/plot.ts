// Checks of plots: the data of their traces in any order, and what is written beside them; never the picture.
import { answer, inParts, named, type Part } from '../report/answer-report.js';
import { isArrayData, readGiven } from '../trial/data.js';
import type { Guess } from '../diagnose/evidence.js';
import { valueGuess } from '../diagnose/value.js';
import { valueSubject } from '../diagnose/words.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  ArrayData,
  FigureData,
  Given,
  Outcome,
  PlotProblem,
  PlottedCurve,
  PlotTrial,
  TraceData,
  Trial,
} from '../types.js';

const defaultShares = { data: 8, labels: 2 };
const defaultTolerance = 1e-9;

/** Reads the plot once, and finds for every curve that is asked for a trace that shows it. */
export function* plotBattery(problem: PlotProblem): Generator<Trial, Report, Outcome> {
  const trial: PlotTrial = { kind: 'plot', name: problem.name };
  const { figure } = readOutcome(yield trial, trial);
  if (!figure || !('traces' in figure))
    return answer(problem, 0, named(problem, absent(problem, figure?.instead)));
  const matching = match(problem, figure);
  const { data, labels } = { ...defaultShares, ...problem.shares };
  const written = labelsPart(problem, figure, matching);
  return inParts(problem, [
    { ...dataPart(problem, figure, matching), share: data },
    ...(written ? [{ ...written, share: labels }] : []),
  ]);
}

function absent({ name }: PlotProblem, instead = 'undefined'): Guess {
  const isMissing = instead === 'undefined';
  const summary = isMissing
    ? `there is no plot ${name} yet.`
    : `${name} should be a plot, but it is ${instead}.`;
  return { code: isMissing ? 'missing' : 'wrong-type', where: name, detail: { summary, hint: `Write const ${name} = plot(...).` } }; // prettier-ignore
}

/** For every curve of the reference the number of the trace that shows it, -1 where none does. */
function match(problem: PlotProblem, { traces }: FigureData): number[] {
  const taken = new Set<number>();
  return problem.reference().map((curve) => {
    const shows = (trace: TraceData): boolean => curveGuess(problem, curve, trace, '') === null;
    const fitting = [...traces.keys()].filter((i) => !taken.has(i) && shows(traces[i]));
    const found = fitting.find((i) => isCalled(traces[i], curve)) ?? fitting[0] ?? -1;
    taken.add(found);
    return found;
  });
}

function isCalled({ name }: TraceData, curve: PlottedCurve): boolean {
  return curve.name === undefined || name.trim().toLowerCase() === curve.name.trim().toLowerCase();
}

/** Each curve earns its part; one too many costs what a right one earns. */
function dataPart(
  problem: PlotProblem,
  { traces }: FigureData,
  matching: readonly number[],
): Omit<Part, 'share'> {
  const curves = problem.reference();
  const others = [...traces.keys()].filter((i) => !matching.includes(i));
  const right = matching.filter((i) => i >= 0).length;
  const wrong = matching.indexOf(-1);
  const extra = problem.others ? 0 : Math.max(0, traces.length - curves.length);
  const earned = Math.max(0, right - extra) / curves.length;
  if (wrong < 0 && extra === 0) return { aspect: 'data', earned: 1, diagnosis: null };
  const guess = wrong < 0 ? extraGuess(problem, extra) : wrongGuess(problem, curves[wrong], others.map((i) => traces[i]), wrong); // prettier-ignore
  const diagnosis = named(problem, guess, valueSubject(problem, problem.name));
  return { aspect: 'data', earned, diagnosis, reason: `${right} of ${curves.length} curves are right` };
}

function extraGuess({ name }: PlotProblem, count: number): Guess {
  const summary = `${name} has ${count === 1 ? 'a curve' : `${count} curves`} too many.`;
  return { code: 'extra-curve', where: name, detail: { summary } };
}

/** What is wrong with the trace that was meant for a curve: the one of its name, else the first that nothing else claims. */
function wrongGuess(
  problem: PlotProblem,
  curve: PlottedCurve,
  others: readonly TraceData[],
  index: number,
): Guess {
  const called = curve.name ? `the curve ${curve.name}` : `curve ${index + 1}`;
  const meant = (curve.name !== undefined && others.find((trace) => isCalled(trace, curve))) || others[0];
  if (!meant)
    return {
      code: 'missing-curve',
      where: problem.name,
      detail: { summary: `${problem.name} lacks ${called}.` },
    };
  return curveGuess(problem, curve, meant, called)!;
}

/** What is wrong with a trace that should show a curve; null if nothing is. */
function curveGuess(
  { tolerance = defaultTolerance }: PlotProblem,
  curve: PlottedCurve,
  trace: TraceData,
  called: string,
): Guess | null {
  const [x, y] = [
    curve.x === undefined ? counted(readGiven(curve.y)) : readGiven(curve.x),
    readGiven(curve.y),
  ];
  const [gotX, gotY] = [trace.x ?? counted(trace.y), trace.y];
  const sort = (points: [Given, Given]): [Given, Given] => (curve.unordered ? sorted(points) : points);
  const [right, got] = [sort([x, y]), sort([gotX, gotY])];
  const differs = (i: number, k: number, label: string): Guess | null => {
    const guess = valueGuess(got[i], right[k], tolerance, label);
    if (guess?.code === 'missing') return { ...guess, code: 'wrong-type', detail: { summary: `${label} is not there.` } }; // prettier-ignore
    return guess?.code === 'low-precision' ? null : guess;
  };
  const wrong = differs(1, 1, `y of ${called}`) ?? differs(0, 0, `x of ${called}`);
  if (!wrong) return null;
  if (!differs(0, 1, '') && !differs(1, 0, ''))
    return {
      code: 'exchanged-axes',
      where: called,
      detail: { summary: `in ${called} x and y are exchanged.` },
    };
  return wrong;
}

/** 0, 1, 2, ...: what y is drawn over where there is no x. */
function counted(y: Given): Given {
  const length = isArrayData(y) ? (y.shape[0] ?? 0) : 0;
  return { dtype: 'float64', shape: [length], data: Float64Array.from({ length }, (_, i) => i) };
}

/** Points by x, then by y. */
function sorted([x, y]: [Given, Given]): [Given, Given] {
  if (!isArrayData(x) || !isArrayData(y) || x.data.length !== y.data.length) return [x, y];
  const order = [...x.data.keys()].sort((i, k) => x.data[i] - x.data[k] || y.data[i] - y.data[k]);
  const permuted = (array: ArrayData): ArrayData => ({
    ...array,
    data: Float64Array.from(order, (i) => array.data[i]),
  });
  return [permuted(x), permuted(y)];
}

/** Names of curves and titles of axes; null where none are asked for. They count once there are right data. */
function labelsPart(
  problem: PlotProblem,
  { traces, titles }: FigureData,
  matching: readonly number[],
): Omit<Part, 'share'> | null {
  const curves = problem.reference();
  const { titles: asked = {} } = problem;
  const axes = (['x', 'y'] as const).filter((axis) => asked[axis] !== undefined);
  if (axes.length === 0 && curves.every(({ name }) => name === undefined)) return null;
  const isWritten = (axis: 'x' | 'y'): boolean => {
    const [words, title] = [asked[axis]!, titles[axis].trim().toLowerCase()];
    return words.length === 0 ? title !== '' : words.some((word) => title.includes(word.toLowerCase()));
  };
  const missing = axes.find((axis) => !isWritten(axis));
  const unnamed = curves.findIndex((curve, i) => matching[i] >= 0 && !isCalled(traces[matching[i]], curve));
  if (matching.every((i) => i < 0)) return { aspect: 'labels', earned: 0, diagnosis: null, reason: 'counts once a curve is right' }; // prettier-ignore
  if (!missing && unnamed < 0) return { aspect: 'labels', earned: 1, diagnosis: null };
  const words = missing ? asked[missing]! : [];
  const summary = missing
    ? `the ${missing} axis does not say what it shows${words.length > 0 ? `: ${words.join(' or ')}` : ''}.`
    : `the curve ${curves[unnamed].name} is not called so.`;
  const hint = missing
    ? `plot(..., { ${missing}label: '...' })`
    : 'plot({ name: values }): the key is what the curve is called.';
  const guess: Guess = { code: 'missing-label', where: problem.name, detail: { summary, hint } };
  return {
    aspect: 'labels',
    earned: 0,
    diagnosis: named(problem, guess, valueSubject(problem, problem.name)),
  };
}

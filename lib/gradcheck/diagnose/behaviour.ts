// Mistakes that single values cannot show: what happens to gradients that are there already, to arrays that belong to others,
// and on the second call.
import { overwritten, type Discrepancy, type Trialled } from '../node/judge.js';
import { probeNames, scaledFrom } from '../node/probe-names.js';
import type { DiagnosisCode } from '../types.js';
import { type Guess, ordinary } from './evidence.js';
import { isArrayData } from '../trial/data.js';

/** The first behaviour that is wrong, judged by the probes made for it. */
export function behaviour(battery: readonly Trialled[]): Guess | null {
  return (
    mutation(battery) ??
    assignment(battery) ??
    ownAddgrad(battery) ??
    repetition(battery) ??
    sized(battery) ??
    staleness(battery) ??
    sharing(battery) ??
    remembering(battery) ??
    convention(battery)
  );
}

const mutations: Partial<Record<Discrepancy['what'], DiagnosisCode>> = {
  source: 'mutates-input',
  upstream: 'mutates-upstream',
  value: 'mutates-value',
};

function mutation(battery: readonly Trialled[]): Guess | null {
  const isDraw = ({ plan }: Trialled): boolean => plan.probe === probeNames.draw;
  const looked = [probeNames.newData].map((probe) => find(battery, probe)).filter((one) => one !== undefined);
  for (const { discrepancies } of [...battery.filter(isDraw), ...looked]) {
    const found = discrepancies.find(({ kind }) => kind === 'mutated');
    if (found) return { code: mutations[found.what]!, where: found.what === 'source' ? found.name : 'value' };
  }
  return null;
}

function assignment(battery: readonly Trialled[]): Guess | null {
  const prefilled = find(battery, probeNames.prefilled);
  const where = prefilled && overwritten(prefilled)[0];
  return where ? { code: 'assigned-not-accumulated', where } : null;
}

/** Right when its gradient is assigned, wrong when it is added up: the class has an `addgrad` of its own. */
function ownAddgrad(battery: readonly Trialled[]): Guess | null {
  const trialled = aloneIsRight(battery) ? find(battery, probeNames.parts) : undefined;
  const [first] = trialled ? failing(trialled) : [];
  return first ? { code: 'own-addgrad', where: first.name } : null;
}

function repetition(battery: readonly Trialled[]): Guess | null {
  const found =
    find(battery, probeNames.twice)?.discrepancies.find(({ kind }) => kind === 'not-repeatable') ??
    (aloneIsRight(battery) ? laterBackward(battery, (pass) => pass > 0 && pass < scaledFrom) : undefined);
  return found ? { code: 'state-in-backward', where: found.name } : null;
}

/** Right for ordinary upstream gradients, wrong for the same ones many times larger, or smaller. */
function sized(battery: readonly Trialled[]): Guess | null {
  const first = laterBackward(battery, (pass) => pass >= scaledFrom);
  const newData = find(battery, probeNames.newData);
  if (!first || !aloneIsRight(battery) || !newData || failing(newData).length > 0) return null;
  const extra = ` It is wrong for upstream gradients that are ${first.pass === scaledFrom ? 'large' : 'small'}.`;
  return { code: 'nonlinear-in-upstream', where: first.name, detail: { extra } };
}

/** Of several backwards after one forward, the first gradient that is wrong, if it is in a pass that is asked for. */
function laterBackward(
  battery: readonly Trialled[],
  isAsked: (pass: number) => boolean,
): Discrepancy | undefined {
  const trialled = find(battery, probeNames.upstreams);
  const first = trialled && failing(trialled).find(({ what }) => what === 'grad');
  return first && isAsked(first.pass) ? first : undefined;
}

/** Right the first time, wrong when the same node is used again. */
function staleness(battery: readonly Trialled[]): Guess | null {
  if (!aloneIsRight(battery)) return null;
  const fails = (probe: string): Discrepancy | null => {
    const trialled = find(battery, probe);
    if (!trialled) return null;
    const first = failing(trialled).find(({ what }) => what === 'value' || what === 'grad');
    return first && first.pass > 0 ? first : null;
  };
  const data = fails(probeNames.newData);
  if (data) return { code: 'stale-value', where: data.what === 'grad' ? data.name : 'value' };
  const batches = fails(probeNames.newBatch);
  if (batches) return { code: 'batch-size-fixed', where: batches.what === 'grad' ? batches.name : 'value' };
  return null;
}

/** Right alone, wrong beside another of its kind. */
function sharing(battery: readonly Trialled[]): Guess | null {
  if (!aloneIsRight(battery)) return null;
  for (const probe of [
    probeNames.separate,
    probeNames.diamond,
    probeNames.shared,
    probeNames.sameInput,
    probeNames.chain,
  ]) {
    const trialled = find(battery, probe);
    const [first] = trialled ? failing(trialled) : [];
    if (first) return { code: 'shared-state', where: first.name.replace(/2$/, ''), detail: { probe } };
  }
  return null;
}

/** Of two nodes that differ in their numbers only, one is right and the other wrong nearly everywhere: the class remembers. */
function remembering(battery: readonly Trialled[]): Guess | null {
  const draws = battery.filter(({ plan, outcome }) => plan.probe === probeNames.draw && !outcome.failure);
  const shapes = ({ plan }: Trialled): string =>
    JSON.stringify(Object.values(plan.passes[0].values).map(({ shape }) => shape));
  const isRight = (trialled: Trialled): boolean => failing(trialled).length === 0;
  for (const trialled of draws) {
    const [first] = failing(trialled);
    const twin = draws.find((other) => isRight(other) && shapes(other) === shapes(trialled));
    if (!first || !twin || wrongShare(trialled, first) < 0.5) continue;
    const probe = 'another node of the class computed before it';
    return { code: 'shared-state', where: first.what === 'grad' ? first.name : 'value', detail: { probe } };
  }
  return null;
}

/** The share of entries that are not what they should be. */
function wrongShare({ outcome, expected }: Trialled, { what, name }: Discrepancy): number {
  const [got, right] =
    what === 'grad'
      ? [outcome.passes[0].grads[name], expected[0].grads[name]]
      : [outcome.passes[0].values[name], expected[0].values[name]];
  if (!right || !isArrayData(got) || got.data.length !== right.data.length) return 1;
  const relevant = [...right.data.keys()].filter((i) => right.data[i] !== 0 || got.data[i] !== 0);
  const wrong = relevant.filter((i) => !(Math.abs(got.data[i] - right.data[i]) <= 1e-9));
  return wrong.length / Math.max(1, relevant.length);
}

function convention(battery: readonly Trialled[]): Guess | null {
  if (!aloneIsRight(battery)) return null;
  const trialled = find(battery, probeNames.convention);
  const [first] = trialled ? failing(trialled) : [];
  return first ? { code: 'bypasses-addgrad', where: first.name } : null;
}

function aloneIsRight(battery: readonly Trialled[]): boolean {
  const alone: readonly string[] = [...ordinary, probeNames.pair, probeNames.many, probeNames.wide];
  return battery.every((trialled) => !alone.includes(trialled.plan.probe) || failing(trialled).length === 0);
}

/** What is wrong in a probe, precision and mutations aside. */
export function failing({ discrepancies }: Trialled): Discrepancy[] {
  return discrepancies.filter(({ kind }) => kind !== 'low-precision' && kind !== 'mutated');
}

export function find(battery: readonly Trialled[], probe: string): Trialled | undefined {
  return battery.find(({ plan }) => plan.probe === probe);
}

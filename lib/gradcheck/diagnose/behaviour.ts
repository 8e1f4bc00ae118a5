// Mistakes that single values cannot show: what happens to gradients that are there already, to arrays that belong to others,
// and on the second call.
import { overwritten, type Discrepancy, type Trialled } from '../judge.js';
import { probeNames } from '../probe-names.js';
import type { DiagnosisCode } from '../types.js';
import type { Guess } from './evidence.js';

/** The first behaviour that is wrong, judged by the probes made for it. */
export function behaviour(battery: readonly Trialled[]): Guess | null {
  return (
    mutation(battery) ??
    assignment(battery) ??
    ownAddgrad(battery) ??
    repetition(battery) ??
    staleness(battery) ??
    sharing(battery) ??
    convention(battery)
  );
}

const mutations: Partial<Record<Discrepancy['what'], DiagnosisCode>> = {
  source: 'mutates-input',
  upstream: 'mutates-upstream',
  value: 'mutates-value',
};

function mutation(battery: readonly Trialled[]): Guess | null {
  for (const { plan, discrepancies } of battery) {
    if (plan.probe !== probeNames.draw) continue;
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
  const found = find(battery, probeNames.twice)?.discrepancies.find(({ kind }) => kind === 'not-repeatable');
  return found ? { code: 'state-in-backward', where: found.name } : null;
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

function convention(battery: readonly Trialled[]): Guess | null {
  if (!aloneIsRight(battery)) return null;
  const trialled = find(battery, probeNames.convention);
  const [first] = trialled ? failing(trialled) : [];
  return first ? { code: 'bypasses-addgrad', where: first.name } : null;
}

function aloneIsRight(battery: readonly Trialled[]): boolean {
  return battery.every(
    (trialled) => trialled.plan.probe !== probeNames.draw || failing(trialled).length === 0,
  );
}

/** What is wrong in a probe, precision and mutations aside. */
export function failing({ discrepancies }: Trialled): Discrepancy[] {
  return discrepancies.filter(({ kind }) => kind !== 'low-precision' && kind !== 'mutated');
}

export function find(battery: readonly Trialled[], probe: string): Trialled | undefined {
  return battery.find(({ plan }) => plan.probe === probe);
}

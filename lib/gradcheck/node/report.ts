// From what the battery found to points: four aspects, each with a reason.
import { noNode, type Trialled } from './judge.js';
import { Report } from '../report/report.js';
import type { Aspect, Counterexample, Diagnosis, Finding, HeatMap, NodeProblem, SubScore } from '../types.js';

/** A given forward is not worth points; a backward is worth most. */
export const defaultShares: Record<Aspect, number> = {
  forward: 0,
  backward: 7,
  accumulation: 2,
  stability: 1,
};
export const aspects: readonly Aspect[] = ['forward', 'backward', 'accumulation', 'stability'];

/** Findings kept in a report: the first few tell what the rest repeats. */
const mostFindings = 12;

export function nodeReport(
  problem: NodeProblem,
  battery: readonly Trialled[],
  diagnosis: Diagnosis | null,
  counterexample: Counterexample | null,
  heat: HeatMap | null,
): Report {
  const findings = findingsOf(battery, diagnosis);
  const subscores = score(problem, battery, findings);
  const passed = !findings.some(({ fails }) => fails);
  return new Report({
    id: problem.id,
    title: problem.title,
    kind: 'node',
    passed,
    pending: false,
    earned: subscores.reduce((sum, { earned }) => sum + earned, 0),
    points: problem.points,
    subscores,
    findings: findings.slice(0, mostFindings),
    diagnosis,
    counterexample,
    heatMap: heat,
    probes: battery.length,
  });
}

function findingsOf(battery: readonly Trialled[], diagnosis: Diagnosis | null): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const add = (finding: Finding): void => {
    const key = `${finding.probe}|${finding.message}`;
    if (!seen.has(key)) findings.push(finding);
    seen.add(key);
  };
  for (const { plan, discrepancies } of battery) {
    for (const { kind, aspect, message } of discrepancies) {
      const fails = kind !== 'low-precision' || diagnosis?.code === 'finite-differences';
      add({ aspect, probe: plan.probe, message, fails });
    }
  }
  return findings.sort((a, b) => Number(b.fails) - Number(a.fails));
}

/**
 * An aspect earns its share when none of its probes failed. Accumulation and stability are claims about a gradient, so they
 * need a backward that is right: one that does nothing also accumulates nothing wrongly.
 */
function score(problem: NodeProblem, battery: readonly Trialled[], findings: readonly Finding[]): SubScore[] {
  const shares = { ...defaultShares, ...problem.shares };
  const total = aspects.reduce((sum, aspect) => sum + shares[aspect], 0);
  const failed = new Map<string, string>();
  for (const { aspect, probe, message, fails } of findings) {
    if (fails && !failed.has(aspect)) failed.set(aspect, `${message} (${probe})`);
  }
  if (failed.has('forward') && shares.forward === 0) {
    const isAbsent = findings.some(({ message }) => message === noNode);
    failed.set('backward', isAbsent ? noNode : 'forward was given and is not right any more');
  }
  if (failed.has('backward')) {
    for (const aspect of ['accumulation', 'stability'] as const) {
      failed.set(aspect, 'counts once backward is right');
    }
  }
  return aspects
    .filter((aspect) => shares[aspect] > 0)
    .map((aspect) => {
      const points = (problem.points * shares[aspect]) / total;
      const reason = failed.get(aspect);
      const probes = battery.filter(({ plan }) => plan.aspect === aspect).length || battery.length;
      return {
        aspect,
        points,
        earned: reason ? 0 : points,
        passed: !reason,
        reason: reason ?? `all ${probes} probes hold`,
      };
    });
}

// `npm run bench [-- SECTION ...] [--json] [--rounds N] [--relaxed] [--out FILE]`: measures side by side with the peers, prints the
// results and writes them as a page.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { relaxedSimd, setRelaxedSimd } from '../lib/index.js';
import { loadPeers } from './peers/index.js';
import { type Report, asHtml, asText } from './report.js';
import type { Section, SectionResult } from './section.js';
import { elementwiseSection } from './sections/elementwise.js';
import { gemmSection } from './sections/gemm.js';
import { gradingSection } from './sections/grading.js';
import { kernelSection } from './sections/kernel.js';
import { startSection } from './sections/start.js';
import { trainingSection } from './sections/training.js';

const sections: Section[] = [
  gemmSection,
  elementwiseSection,
  trainingSection,
  startSection,
  kernelSection,
  gradingSection,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    relaxed: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
    out: { type: 'string', default: 'dist/bench/report.html' },
  },
});
const unknown = positionals.filter((name) => !sections.some((section) => section.name === name));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(
    `Usage: npm run bench -- [${sections.map(({ name }) => name).join('] [')}] [--json] [--rounds N] [--relaxed] [--out FILE]`,
  );
  process.exit(2);
}

setRelaxedSimd(values.relaxed);
const say = (line: string) => console.error(line);
const peers = await loadPeers(say);
for (const name of peers.missing) say(`Measuring without ${name}`);
const results: Record<string, SectionResult> = {};
for (const section of sections) {
  if (positionals.length === 0 || positionals.includes(section.name)) {
    results[section.name] = await section.run(peers, { rounds, say });
  }
}
peers.stop();

const report: Report = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${os.cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${os.availableParallelism()} cores`,
  node: process.versions.node,
  relaxedSimd: relaxedSimd(),
  missing: peers.missing,
  sections: results,
};
console.log(values.json ? JSON.stringify(report, null, 2) : asText(report));
writeFileSync(values.out, asHtml(report));
say(`\nThe report with plots: ${path.resolve(values.out)}`);
process.exit(0);

// `npm run bench [-- SECTION ...] [--json] [--rounds N] [--relaxed] [--out FILE]`: measures side by side with the peers, prints the
// results and writes them as a page.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { relaxedSimd, setRelaxedSimd } from '../lib/index.js';
import { loadPeers } from './peers/index.js';
import { asHtml } from './page.js';
import { type Report, asText } from './report.js';
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

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1');
  return value;
}

const command = new Command('npm run bench --')
  .description('Measures the library and the kernel beside their peers, in the same run.')
  .addArgument(
    new Argument('[section...]', 'what to measure (default: everything)').choices(
      sections.map(({ name }) => name),
    ),
  )
  .option('--rounds <n>', 'how often each measurement is taken', count, 21)
  .option('--relaxed', 'with relaxed SIMD, whose last digits depend on the processor')
  .option('--json', 'print the results as JSON')
  .option('--out <file>', 'the page with plots', 'dist/bench/report.html')
  .parse();
const chosen = command.args;
const { rounds, relaxed, json, out } = command.opts<{
  rounds: number;
  relaxed?: true;
  json?: true;
  out: string;
}>();
try {
  setRelaxedSimd(relaxed ?? false);
} catch (error) {
  command.error((error as Error).message);
}

const say = (line: string) => console.error(line);
const peers = await loadPeers(say);
for (const name of peers.missing) say(`Measuring without ${name}`);
const results: Record<string, SectionResult> = {};
for (const section of sections) {
  if (chosen.length === 0 || chosen.includes(section.name)) {
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
console.log(json ? JSON.stringify(report, null, 2) : asText(report));
writeFileSync(out, asHtml(report));
say(`\nThe report with plots: ${path.resolve(out)}`);
process.exit(0);

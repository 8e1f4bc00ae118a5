/** Options that several commands take, and the one way in which they fail. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import colours from 'picocolors';

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('A positive number is needed.');
  return value;
}

function positiveWhole(text: string): number {
  const value = positiveNumber(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('A whole number is needed.');
  return value;
}

export const jobsOption = () =>
  new Option('--jobs <n>', 'how many submissions to grade at the same time')
    .argParser(positiveWhole)
    .default(availableParallelism());

export const timeoutOption = () =>
  new Option('--timeout <seconds>', 'time for one question').argParser(positiveNumber).default(10);

export const keyOption = () =>
  new Option('--key <file>', 'the secret that inputs are drawn from; the same key gives the same grades');

export const latePolicyOption = () =>
  new Option(
    '--late-policy <rule>',
    'the part of the points that each started day or hour costs, and the most: 10%/day,50%',
  );

export const jsonOption = () => new Option('--json', 'write JSON instead of text, for programs');

/** Two lines or more at the end of a command's help. */
export const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

export const requireSandboxOption = () =>
  new Option('--require-sandbox', 'refuse to run code unless this machine isolates it completely');

/** Runs a command's work; what it throws becomes one clear sentence and exit code 1. */
export async function run(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(`${colours.red('edflab:')} ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

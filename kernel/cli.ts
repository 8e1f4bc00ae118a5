// The kernel's part of the command line: install, uninstall, run.
import { execFileSync } from 'node:child_process';
import { Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { buildSnapshot } from './compile/snapshot.js';
import {
  installKernelSpec,
  kernelSpecFolder,
  registeredFolders,
  uninstallKernelSpec,
  type Target,
} from './kernelspec.js';
import { NotebookFileError, readNotebook, writeNotebook, type Notebook } from './notebook-file.js';
import { runNotebook } from './run-notebook.js';

interface TargetOptions {
  user?: boolean;
  system?: boolean;
  prefix?: string;
  sysPrefix?: boolean;
}

/** A sentence for the user, not a stack. */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function withTargets(command: Command): Command {
  const others = ['user', 'system', 'prefix', 'sysPrefix'];
  const option = (flags: string, text: string, name: string) =>
    new Option(flags, text).conflicts(others.filter((other) => other !== name));
  return command
    .addOption(option('--user', 'for this user (the default)', 'user'))
    .addOption(option('--system', 'for everybody on this machine', 'system'))
    .addOption(option('--prefix <dir>', 'below a folder, e.g. of a virtual environment', 'prefix'))
    .addOption(option('--sys-prefix', 'into the Python environment that is active', 'sysPrefix'));
}

function targetOf(options: TargetOptions): Target {
  if (options.prefix !== undefined) return { kind: 'prefix', prefix: options.prefix };
  if (options.system) return { kind: 'system' };
  if (options.sysPrefix) return { kind: 'prefix', prefix: pythonPrefix() };
  return { kind: 'user' };
}

function pythonPrefix(): string {
  const active = process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX;
  if (active) return active;
  for (const python of ['python3', 'python']) {
    try {
      return execFileSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' }).trim();
    } catch {
      // Try the next name.
    }
  }
  return fail('edflab: --sys-prefix needs Python on the PATH; use --prefix DIR instead');
}

/** What the system's answer means for whoever asked for it. */
function explained(error: unknown, target: Target): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `edflab: ${kernelSpecFolder(target)} may not be written; try ${target.kind === 'user' ? '' : '--user or '}--prefix DIR`;
  return `edflab: ${message}`;
}

const install = withTargets(new Command('install'))
  .description(
    'register the kernel for JupyterLab, Notebook, VS Code, nbconvert and other Jupyter front ends',
  )
  .addHelpText('after', '\nExamples:\n  $ edflab install\n  $ edflab install --prefix ~/venv')
  .action(async (options: TargetOptions) => {
    const target = targetOf(options);
    try {
      const folder = installKernelSpec(target);
      // Without it a kernel starts more slowly, and tries again to make it.
      await buildSnapshot().catch(() => undefined);
      console.log(`Installed the kernel "EDF Lab (TypeScript)" in ${folder}`);
    } catch (error) {
      fail(explained(error, target));
    }
  });

const uninstall = withTargets(new Command('uninstall'))
  .description('take the registration back')
  .action((options: TargetOptions) => {
    const target = targetOf(options);
    try {
      const was = uninstallKernelSpec(target);
      const folder = kernelSpecFolder(target);
      const others = registeredFolders().map((other) => `\nIt is still registered in ${other}`);
      const none = `Nothing to remove: there is no kernel in ${folder}`;
      console.log((was ? `Removed ${folder}` : none) + others.join(''));
    } catch (error) {
      fail(explained(error, target));
    }
  });

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number of seconds above 0');
  return value;
}

const run = new Command('run')
  .description('run a notebook from top to bottom and write its outputs; exit code 1 if a cell fails')
  .argument('<notebook>', 'the .ipynb file')
  .option('-o, --output <file>', 'where to write the notebook with its outputs (default: into the same file)')
  .option('--timeout <seconds>', 'the longest that one cell may take', seconds)
  .addHelpText(
    'after',
    '\nExamples:\n  $ edflab run notebook.ipynb\n  $ edflab run notebook.ipynb -o executed.ipynb --timeout 60',
  )
  .action(async (file: string, options: { output?: string; timeout?: number }) => {
    let notebook: Notebook;
    try {
      notebook = readNotebook(file);
    } catch (error) {
      if (error instanceof NotebookFileError) fail(`edflab: ${error.message}`);
      throw error;
    }
    const language = notebook.metadata.kernelspec?.language ?? notebook.metadata.language_info?.name;
    if (typeof language === 'string' && !/^(typescript|javascript)$/i.test(language)) {
      fail(`edflab: ${file} is a notebook in ${language}; this kernel runs TypeScript and JavaScript`);
    }
    const started = performance.now();
    const progress = progressLine();
    const failure = await runNotebook(notebook, {
      file,
      timeout: options.timeout === undefined ? undefined : options.timeout * 1000,
      onCell: (cell, count) => progress.show(`${file}: cell ${cell} of ${count}`),
    });
    const output = options.output ?? file;
    await writeNotebook(output, notebook);
    progress.clear();
    const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
    if (!failure) {
      process.stderr.write(`${pc.green('done')} ${output}, ${took}\n`);
      return;
    }
    const { cell, ename, evalue, traceback } = failure;
    const lines = process.stderr.isTTY ? traceback : traceback.map(withoutColours);
    process.stderr.write(`${lines.join('\n')}\n\n`);
    fail(`edflab: cell ${cell} of ${file} failed: ${ename}: ${evalue.split('\n')[0]}`);
  });

/** One line that is overwritten on a terminal; elsewhere nothing until the end. */
function progressLine(): { show(text: string): void; clear(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const erase = '\r\u001b[2K';
  return {
    show: (text) => process.stderr.write(erase + text),
    clear: () => process.stderr.write(erase),
  };
}

function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d+m/g, '');
}

export const commands: Command[] = [install, uninstall, run];

// The registrations of this kernel with Jupyter: which there are, which one a front end takes, whether it starts a kernel.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { jupyterPath } from '../folders.js';
import { installCommand, kernelSpec, readKernelSpec, registeredFolders } from '../kernelspec.js';
import { fault, note, ok, oneLine, type Check } from './check.js';
import { isNewEnough, OLDEST_NODE_TEXT } from './installation.js';
import { tryKernel } from './try-kernel.js';

const run = promisify(execFile);

export async function registrations(): Promise<Check[]> {
  const [searched, ...remarks] = await whereJupyterLooks();
  const usual = jupyterPath();
  const seen = registeredFolders(searched);
  const unseen = registeredFolders(usual.filter((data) => !searched.includes(data)));
  const checks = [...remarks, ...searched.flatMap(unreadable)];
  if (seen.length + unseen.length === 0)
    return [...checks, note('not registered for Jupyter front ends; `edflab install` does that')];
  for (const folder of seen) checks.push(...(await registration(folder, seen[0])));
  for (const folder of unseen) {
    const places = searched.join(delimiter);
    checks.push(fault(`${folder} is not where Jupyter looks (${places}); run \`edflab install\``));
  }
  return checks;
}

/** The data folders in which Jupyter looks for kernels, as it says itself where there is a `jupyter`, and what went wrong in asking. */
async function whereJupyterLooks(): Promise<[folders: string[], ...Check[]]> {
  const options = { timeout: 20_000, killSignal: 'SIGKILL' } as const;
  try {
    const { stdout } = await run('jupyter', ['--paths', '--json'], options);
    return [(JSON.parse(stdout) as { data: string[] }).data];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [jupyterPath()];
    return [jupyterPath(), note(`\`jupyter --paths\` does not say where it looks: ${lastLine(error)}`)];
  }
}

/** A failed command's reason stands at the end of what it wrote. */
function lastLine(error: unknown): string {
  return (error as Error).message.trim().split('\n').at(-1)!;
}

/** A folder that this user may not read hides every kernel in it. */
function unreadable(data: string): Check[] {
  const folder = join(data, 'kernels');
  try {
    readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM')
      return [fault(`${folder} may not be read by this user; its owner mends that with \`chmod a+rX\``)];
  }
  return [];
}

async function registration(folder: string, first: string): Promise<Check[]> {
  const again = `\`${installCommand(folder)}\``;
  let spec;
  try {
    spec = readKernelSpec(folder);
  } catch (error) {
    return [fault(`${oneLine(error)}; run ${again}`)];
  }
  const [node, main] = spec.argv;
  const missing = [node, main].find((file) => !existsSync(file));
  if (missing !== undefined) return [fault(`${folder} names ${missing}, which is gone; run ${again}`)];
  let version: string;
  try {
    const { stdout } = await run(node, ['--version'], { timeout: 10_000, killSignal: 'SIGKILL' });
    version = /^v(\d+\.\d+\.\d+\S*)\s*$/.exec(stdout)?.[1] ?? '';
  } catch (error) {
    return [fault(`${folder} names ${node}, which does not run (${lastLine(error)}); run ${again}`)];
  }
  if (version === '') return [fault(`${folder} names ${node}, which is not Node; run ${again}`)];
  if (!isNewEnough(version))
    return [fault(`${folder} starts Node ${version}, older than ${OLDEST_NODE_TEXT}; run ${again}`)];

  const own = kernelSpec();
  const isOwn = isSameFile(main, own.argv[1]);
  const isSameNode = isSameFile(node, own.argv[0]);
  if (isOwn && !isDeepStrictEqual({ ...spec, argv: [] }, { ...own, argv: [] }))
    return [fault(`${folder} was written by another version; run ${again}`)];
  if (!isOwn || !isSameNode) {
    try {
      await tryKernel(spec.argv);
    } catch (error) {
      return [fault(`the kernel of ${folder} does not start: ${oneLine(error)}; run ${again}`)];
    }
  }
  const checks = [
    folder === first
      ? ok(`registered in ${folder}`)
      : note(`${folder} is hidden by ${first}; \`${installCommand(folder, 'uninstall')}\` removes it`),
  ];
  if (!isOwn) checks.push(note(`${folder} starts another copy, ${main}; ${again} makes it this one`));
  if (!isSameNode)
    checks.push(
      note(
        `${folder} starts Node ${version} at ${node}, this is ${process.versions.node}; ${again} makes it this one`,
      ),
    );
  return checks;
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

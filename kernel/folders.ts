// Where Jupyter keeps its files on each system: https://docs.jupyter.org/en/latest/use/jupyter-directories.html
import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, posix, win32 } from 'node:path';

export interface Surroundings {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}

function here(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir() };
}

function own({ platform, env, home }: Surroundings): string {
  if (platform === 'win32') return env.APPDATA ?? win32.join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return posix.join(home, 'Library');
  return env.XDG_DATA_HOME || posix.join(home, '.local', 'share');
}

const join = (at: Surroundings, ...parts: string[]): string =>
  (at.platform === 'win32' ? win32 : posix).join(...parts);

/** The user's Jupyter data folder; kernelspecs are in `kernels` below it. */
export function jupyterDataFolder(at = here()): string {
  if (at.env.JUPYTER_DATA_DIR) return at.env.JUPYTER_DATA_DIR;
  return join(at, own(at), at.platform === 'darwin' ? 'Jupyter' : 'jupyter');
}

/** The kernel's own files. */
export function dataFolder(at = here()): string {
  return join(at, own(at), 'edflab');
}

/** Where the cells that were run are remembered. */
export function historyFolder(at = here()): string {
  return at.env.EDFLAB_HISTORY ?? join(at, dataFolder(at), 'history');
}

/** The data folder of everybody on this machine. */
export function systemDataFolder(at = here()): string {
  if (at.platform === 'win32') return join(at, at.env.PROGRAMDATA ?? 'C:\\ProgramData', 'jupyter');
  return '/usr/local/share/jupyter';
}

/** The data folder of an environment, such as a Python virtual environment. */
export function prefixDataFolder(prefix: string, at = here()): string {
  return join(at, prefix, 'share', 'jupyter');
}

/** Every data folder in which Jupyter looks for kernels, in its order: the first that has one of a name is taken. */
export function jupyterPath(at = here()): string[] {
  const separator = at.platform === 'win32' ? win32.delimiter : posix.delimiter;
  const named = (at.env.JUPYTER_PATH ?? '').split(separator).filter((folder) => folder !== '');
  const active = at.env.VIRTUAL_ENV ?? at.env.CONDA_PREFIX;
  const environment = active ? [prefixDataFolder(active, at)] : [];
  const packaged = at.platform === 'win32' ? [] : ['/usr/share/jupyter'];
  return [...new Set([...named, ...environment, jupyterDataFolder(at), systemDataFolder(at), ...packaged])];
}

/** Makes a folder and those above it. Node's own (`recursive`) never ends where a folder can hold none, as `/proc`. */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else was faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

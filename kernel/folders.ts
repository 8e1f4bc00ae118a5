// Where Jupyter keeps its files on each system: https://docs.jupyter.org/en/latest/use/jupyter-directories.html
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

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

/** The data folder of everybody on this machine. */
export function systemDataFolder(at = here()): string {
  if (at.platform === 'win32') return join(at, at.env.PROGRAMDATA ?? 'C:\\ProgramData', 'jupyter');
  return '/usr/local/share/jupyter';
}

/** The data folder of an environment, such as a Python virtual environment. */
export function prefixDataFolder(prefix: string, at = here()): string {
  return join(at, prefix, 'share', 'jupyter');
}

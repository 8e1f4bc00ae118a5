// A process that computes hears of nothing: it would outlive whoever started it and was killed. Linux ends it, where it is asked to.
import { existsSync } from 'node:fs';

/** Where a program of the system lies, if it is there. */
export function findProgram(name: string): string | undefined {
  return ['/usr/bin', '/bin', '/usr/local/bin']
    .map((folder) => `${folder}/${name}`)
    .find((file) => existsSync(file));
}

const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;

/** The command, killed by the system when the process that starts it ends. Without `setpriv` it is as it was. */
export function endingWithParent(command: string[]): string[] {
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', '--', ...command] : command;
}

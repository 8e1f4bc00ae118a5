/** `edflab lab`: serves the notebook page until Ctrl-C. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { isWorkshop } from './course.js';
import { startLab, type Lab, type LabOptions } from './serve.js';

const defaultPort = 8888;
/** How many ports after the default one are tried when it is taken. */
const attempts = 50;
const packageRoot = fileURLToPath(new URL('../../../', import.meta.url));
const builtPage = new URL('../app/main.js', import.meta.url);

interface Flags {
  port?: number;
  open: boolean;
  token?: string;
}

/** An error that is the user's to mend: one sentence, no stack. */
class Complaint extends Error {}

/** The folder to serve, or a complaint that says why it cannot be. */
function checkDirectory(directory: string): string {
  const stats = statSync(directory, { throwIfNoEntry: false });
  if (!stats) throw new Complaint(`There is no folder ${directory}.`);
  if (!stats.isDirectory()) throw new Complaint(`${directory} is a file; edflab lab serves a folder.`);
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Complaint(
      `${directory} cannot be written to, so no notebook could be saved there; name another folder: edflab lab DIR.`,
    );
  }
  return realpathSync(directory);
}

async function startOnFreePort(options: Omit<LabOptions, 'port'>, wanted: number | undefined): Promise<Lab> {
  const first = wanted ?? defaultPort;
  for (let port = first; ; port++) {
    try {
      return await startLab({ ...options, port });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES')
        throw new Complaint(
          `Port ${port} may not be used by this account; choose one above 1023 with --port.`,
        );
      if (code !== 'EADDRINUSE') throw error;
      if (wanted !== undefined) {
        throw new Complaint(
          `Port ${port} is taken by another program; choose another with --port, or leave --port out and a free one is found.`,
        );
      }
      if (port === first + attempts)
        throw new Complaint(`The ports ${first} to ${port} are all taken; choose one with --port.`);
    }
  }
}

/** Whether a browser that this process opens would appear before the user's eyes. */
function hasDisplay({ env, platform }: NodeJS.Process): boolean {
  if (env.CI || env.SSH_CONNECTION) return false;
  if (platform !== 'linux') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    child.once('error', () => undefined);
  } catch {
    // The address stands in the terminal.
  }
}

/** Resolves at the first Ctrl-C (or the like), or when Shut Down is chosen in the page. A second Ctrl-C does not wait. */
function untilStopped(lab: Lab): Promise<void> {
  return new Promise((stop) => {
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(130);
        stopping = true;
        stop();
      });
    }
    void lab.shutdownRequested.then(stop);
  });
}

async function serve(directory: string | undefined, { port, open, token }: Flags): Promise<void> {
  if (!existsSync(builtPage))
    throw new Complaint('The notebook page is not built yet: run npm run build first.');
  const root = checkDirectory(resolve(directory ?? '.'));
  const isCheckout = root === realpathSync(packageRoot);
  const lab = await startOnFreePort(
    { directory: root, token, ...(isCheckout && { isHidden: isWorkshop }) },
    port,
  );

  console.log(`EDF Lab serves ${root}\n\n    ${pc.cyan(lab.url)}\n\nCtrl-C stops it and ends its kernels.`);
  if (open && hasDisplay(process)) void openBrowser(lab.url);

  await untilStopped(lab);
  const kernels = lab.kernelCount();
  console.log(kernels > 0 ? `\nStopping, with ${kernels} kernel${kernels > 1 ? 's' : ''}.` : '\nStopping.');
  await lab.close();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
  return port;
}

export const commands: Command[] = [
  new Command('lab')
    .description('serve the notebook page')
    .argument('[dir]', 'folder with the notebooks (default: the current one)')
    .option('--port <n>', `port on 127.0.0.1 (default: ${defaultPort}, or the next free one)`, parsePort)
    .option('--no-open', 'do not open a browser')
    .option('--token <t>', 'token that the page is opened with (default: a random one)')
    .addHelpText('after', '\nExamples:\n  $ edflab lab\n  $ edflab lab course --port 8899 --no-open')
    .action(async (directory: string | undefined, flags: Flags) => {
      try {
        await serve(directory, flags);
        process.exit(0);
      } catch (error) {
        if (!(error instanceof Complaint)) throw error;
        console.error(error.message);
        process.exit(1);
      }
    }),
];

/** Starts and stops the notebook server. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { loopbackHosts, type Access } from './access.js';
import { createApp } from './app.js';
import { Contents } from './contents/contents.js';
import { Trust } from './contents/trust.js';
import { Kernels } from './kernels/kernels.js';
import { Sessions } from './kernels/sessions.js';
import type { StartProcess } from './kernels/kernel.js';
import { serveSockets } from './sockets.js';
import { configDirectory } from './state.js';

export interface LabOptions {
  /** The folder whose files the page shows. */
  directory: string;
  /** 0 for any free port. */
  port: number;
  /** Random by default. */
  token?: string;
  /** Where settings and layouts are kept; see state.ts for the default. */
  configDirectory?: string;
  /** Keeps paths of the folder out of the file list. */
  isHidden?: (path: string) => boolean;
  /** How a kernel is started; a process of its own by default. */
  startProcess?: StartProcess;
}

export interface Lab {
  /** The address to open, token included. */
  url: string;
  port: number;
  token: string;
  kernelCount(): number;
  /** Resolves when Shut Down was chosen in the page. */
  readonly shutdownRequested: Promise<void>;
  /** Ends the kernels and the server. */
  close(): Promise<void>;
}

const appDirectory = fileURLToPath(new URL('../app/', import.meta.url));
const packageFile = new URL('../../../package.json', import.meta.url);

/** Throws what `listen` throws: `EADDRINUSE` when the port is taken. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const token = options.token ?? randomBytes(24).toString('hex');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const config = options.configDirectory ?? configDirectory();
  const contents = await Contents.open(options.directory, new Trust(config), options.isHidden);
  const kernels = new Kernels(options.startProcess);
  const sessions = new Sessions(kernels, contents.folder);

  const server = createServer();
  const port = await listen(server, options.port);
  // Cookies do not tell ports apart; two servers on one machine need two names.
  const access: Access = { token, hosts: loopbackHosts, cookieName: `edflab-${port}` };
  let requestShutdown = () => undefined as void;
  const shutdownRequested = new Promise<void>((resolve) => (requestShutdown = resolve));
  server.on(
    'request',
    createApp({
      access,
      version,
      appDirectory,
      configDirectory: config,
      contents,
      kernels,
      sessions,
      onShutdown: requestShutdown,
    }),
  );
  const sockets = serveSockets(server, access, kernels);

  return {
    url: `http://127.0.0.1:${port}/lab?token=${encodeURIComponent(token)}`,
    port,
    token,
    kernelCount: () => kernels.list().length,
    shutdownRequested,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.close();
      await kernels.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

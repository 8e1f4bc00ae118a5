/**
 * The ways to start the child, strongest first. Which of them works, and what it really keeps a student's code from, is
 * found out by trying (`layers.ts`).
 */
import { existsSync } from 'node:fs';
import { endingWithParent, findProgram } from '../../kernel/end-with-parent.js';
import type { ChildRoot } from './child-root.js';
import type { Limits } from './limits.js';

export interface Launch {
  command: string;
  args: string[];
  cwd?: string;
  uid?: number;
  gid?: number;
}

export interface Launcher {
  name: 'bubblewrap' | 'unshare' | 'process';
  /** Whether the child runs as a user of its own outside of any namespace. */
  ownUser: boolean;
  launch(options: { root: ChildRoot; limits: Limits; slot: number }): Launch;
}

/** Users without a name or a file, one for every child that may run at the same time. */
const firstUser = 64_000;

const permissionFlag = ['--permission', '--experimental-permission'].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

/** What has to be the same for the making of a snapshot and for those who start from it. */
export function engineFlags({ heapMegabytes }: Limits): string[] {
  return ['--v8-pool-size=1', `--max-old-space-size=${heapMegabytes}`];
}

/** Node's own arguments: no file but the child's library may be read, none written, no process, worker or addon started. */
function nodeArguments(folder: string, limits: Limits, { entry, snapshot }: ChildRoot): string[] {
  return [
    ...(permissionFlag ? [permissionFlag, `--allow-fs-read=${folder}/*`] : []),
    '--no-warnings',
    '--no-addons',
    ...engineFlags(limits),
    ...(snapshot ? ['--snapshot-blob', `${folder}/${snapshot}`] : [`${folder}/${entry}`]),
  ];
}

/** The limits that the kernel of a Unix system keeps; they survive every `exec`. Node does not offer them, the shell does. */
function withResourceLimits(limits: Limits, command: string[]): string[] {
  if (process.platform === 'win32') return command;
  const settings = [
    `ulimit -t ${limits.cpuSeconds}`,
    `ulimit -d ${limits.dataMegabytes * 1024}`,
    'ulimit -f 0',
    'ulimit -c 0',
    `ulimit -n ${limits.openFiles}`,
  ];
  return [
    '/bin/sh',
    '-c',
    `${settings.map((line) => `${line} 2>/dev/null`).join('; ')}; exec "$@"`,
    'sh',
    ...command,
  ];
}

function toLaunch(command: string[], rest: Omit<Launch, 'command' | 'args'> = {}): Launch {
  return { command: command[0], args: command.slice(1), ...rest };
}

/** The shared libraries that this Node is linked to: all of the system that the child needs to see. */
function sharedLibraries(): string[] {
  const report = process.report?.getReport() as { sharedObjects?: string[] } | undefined;
  return (report?.sharedObjects ?? []).filter((file) => file.startsWith('/') && existsSync(file));
}

/** An empty, read-only root with Node, its libraries and the child's library in it; nothing else exists there. */
function bubblewrap(program: string, ownUser: boolean): Launcher {
  const libraries = sharedLibraries().flatMap((file) => ['--ro-bind', file, file]);
  return {
    name: 'bubblewrap',
    ownUser,
    launch: ({ root, limits, slot }) =>
      toLaunch(
        withResourceLimits(limits, [
          program,
          ...['--unshare-all', '--die-with-parent', '--clearenv', '--cap-drop', 'ALL'],
          ...['--uid', '65534', '--gid', '65534', '--hostname', 'edflab'],
          ...['--ro-bind', root.path, '/edflab', '--ro-bind', process.execPath, '/node', ...libraries],
          ...['--tmpfs', '/work', '--chdir', '/work', '--remount-ro', '/'],
          '/node',
          ...nodeArguments('/edflab', limits, root),
        ]),
        ownUser ? { uid: firstUser + slot, gid: firstUser + slot, cwd: '/' } : { cwd: '/' },
      ),
  };
}

/** The system's files stay visible (Node's permission model keeps them closed), but no network and no other process. */
function unshare(program: string, ownUser: boolean): Launcher {
  return {
    name: 'unshare',
    ownUser,
    launch: ({ root, limits, slot }) =>
      toLaunch(
        withResourceLimits(
          limits,
          endingWithParent([
            program,
            ...[
              '--user',
              '--map-root-user',
              '--net',
              '--ipc',
              '--uts',
              '--pid',
              '--fork',
              '--kill-child',
              '--mount-proc',
              '--',
            ],
            process.execPath,
            ...nodeArguments(root.path, limits, root),
          ]),
        ),
        { cwd: root.empty, ...(ownUser ? { uid: firstUser + slot, gid: firstUser + slot } : {}) },
      ),
  };
}

/** A plain process: Node's permission model and the resource limits, and a user of its own if the grader is root. */
function plainProcess(ownUser: boolean): Launcher {
  return {
    name: 'process',
    ownUser,
    launch: ({ root, limits, slot }) =>
      toLaunch(
        withResourceLimits(
          limits,
          endingWithParent([process.execPath, ...nodeArguments(root.path, limits, root)]),
        ),
        {
          cwd: root.empty,
          ...(ownUser ? { uid: firstUser + slot, gid: firstUser + slot } : {}),
        },
      ),
  };
}

/** Every launcher that this machine might support, strongest first. */
export function launchers(): Launcher[] {
  const users = process.getuid?.() === 0 ? [true, false] : [false];
  const found: Launcher[] = [];
  const bwrap = findProgram('bwrap');
  const unshareProgram = findProgram('unshare');
  if (process.platform === 'linux') {
    if (bwrap) found.push(...users.map((ownUser) => bubblewrap(bwrap, ownUser)));
    if (unshareProgram) found.push(...users.map((ownUser) => unshare(unshareProgram, ownUser)));
  }
  found.push(...users.map(plainProcess));
  return found;
}

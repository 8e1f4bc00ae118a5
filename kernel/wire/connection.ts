// The connection file: where a kernel listens and the key its messages are signed with.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

export interface ConnectionInfo {
  transport: 'tcp' | 'ipc';
  ip: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
  /** An empty key switches signatures off. */
  key: string;
  signature_scheme: string;
  kernel_name?: string;
}

export const PORTS = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;
export type PortName = (typeof PORTS)[number];

/** A connection on the loopback interface with a fresh key. Ports of 0 are chosen by the kernel when it binds. */
export function newConnection(): ConnectionInfo {
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: 0,
    control_port: 0,
    iopub_port: 0,
    stdin_port: 0,
    hb_port: 0,
    key: randomBytes(32).toString('hex'),
    signature_scheme: 'hmac-sha256',
    kernel_name: 'edflab',
  };
}

/** Reads and checks a connection file. Throws with the name of the file and of the field that is wrong. */
export function readConnection(file: string): ConnectionInfo {
  const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<ConnectionInfo>;
  for (const port of PORTS) {
    const number = value[port];
    if (!Number.isInteger(number) || number! < 0 || number! > 65535) {
      throw new Error(`${file}: ${port} is ${JSON.stringify(number)}, expected a port number`);
    }
  }
  const connection: ConnectionInfo = {
    ...newConnection(),
    ...(value as ConnectionInfo),
    key: value.key ?? '',
  };
  if (!/^hmac-\w+$/.test(connection.signature_scheme)) {
    throw new Error(`${file}: signature_scheme is ${connection.signature_scheme}, expected hmac-sha256`);
  }
  return connection;
}

/** Only the owner may read the file: it holds the key. */
export function writeConnection(file: string, connection: ConnectionInfo): void {
  writeFileSync(file, JSON.stringify(connection, null, 1), { mode: 0o600 });
}

/** The ZeroMQ address of one of the ports; port 0 asks the system for a free one. */
export function endpoint(connection: ConnectionInfo, port: PortName): string {
  const number = connection[port];
  return connection.transport === 'ipc'
    ? `ipc://${connection.ip}-${number}`
    : `tcp://${connection.ip}:${number === 0 ? '*' : number}`;
}

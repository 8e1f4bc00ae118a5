// One line of what `edflab doctor` says, and a limit on how long finding it out may take.

/** `ok` is as it should be, a `note` is worth knowing, a `fault` keeps something from working and says how to mend it. */
export interface Check {
  level: 'ok' | 'note' | 'fault';
  text: string;
}

export const ok = (text: string): Check => ({ level: 'ok', text });
export const note = (text: string): Check => ({ level: 'note', text });
export const fault = (text: string): Check => ({ level: 'fault', text });

/** An error on one line. */
export function oneLine(error: unknown): string {
  const lines = String((error as Error).message ?? error).split('\n');
  // Of a stack trace the line that says what happened.
  const said = lines.find((line) => /^\s*(?:\w+ )*\w*Error\b.*: /.test(line)) ?? lines[0];
  return said.trim();
}

/** What `look` finds; a fault when it fails or takes longer than `seconds`. `what` is a noun phrase, such as "starting a kernel". */
export async function limited(what: string, seconds: number, look: () => Promise<Check[]>): Promise<Check[]> {
  let timer: NodeJS.Timeout;
  const late = new Promise<Check[]>((resolve) => {
    timer = setTimeout(() => resolve([fault(`${what} takes longer than ${seconds} s`)]), seconds * 1000);
  });
  const found = look().catch((error) => [fault(`${what} fails: ${oneLine(error)}`)]);
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

// A cell that ends the process would take the notebook's variables with it. It gets an error instead.

export class ExitRefused extends Error {
  override name = 'ExitRefused';
  constructor(call: string) {
    super(
      `${call} would end the notebook's session and lose its variables, so it was stopped here. ` +
        'To leave a cell early, throw an error; to start afresh, restart the kernel.',
    );
  }
}

export function refuseExits(): void {
  const refuse = (call: string): never => {
    throw new ExitRefused(call);
  };
  const own = process as NodeJS.Process & { reallyExit?: (code?: number) => never };
  own.exit = (code) => refuse(`process.exit(${code ?? ''})`);
  own.abort = () => refuse('process.abort()');
  own.reallyExit = (code) => refuse(`process.reallyExit(${code ?? ''})`);
  const kill = process.kill.bind(process);
  own.kill = (pid, signal) => {
    const isOwn = Math.abs(pid) === process.pid || pid === process.ppid || pid === 0 || pid === -1;
    if (isOwn && signal !== 0) refuse(`process.kill(${pid})`);
    return kill(pid, signal);
  };
}

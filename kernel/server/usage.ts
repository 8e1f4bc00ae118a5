// What the kernel's processes take of the machine: the figures that JupyterLab's resource display asks for.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, freemem, hostname, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** Processor time that has passed, in seconds, and memory that is held, in bytes. */
interface Taken {
  seconds: number;
  bytes: number;
}

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

export class Usage {
  private readonly host = { busy: 0, all: 0 };
  /** By process, at the last report. */
  private seconds = new Map<number, number>();
  private reported = performance.now();

  /** Percentages are of one processor, since the last report. `others` are the processes besides this one. */
  async report(others: number[]): Promise<object> {
    const taken = new Map<number, Taken>([[process.pid, own()]]);
    for (const pid of others) taken.set(pid, await takenBy(pid).catch(() => ({ seconds: 0, bytes: 0 })));
    const now = performance.now();
    const elapsed = Math.max(1, now - this.reported) / 1e3;
    this.reported = now;
    let [seconds, bytes] = [0, 0];
    for (const [pid, used] of taken) {
      seconds += Math.max(0, used.seconds - (this.seconds.get(pid) ?? used.seconds));
      bytes += used.bytes;
    }
    this.seconds = new Map([...taken].map(([pid, used]) => [pid, used.seconds]));
    const [total, free] = [totalmem(), freemem()];
    return {
      status: 'ok',
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu: (100 * seconds) / elapsed,
      kernel_memory: bytes,
      cpu_count: cpus().length,
      host_cpu_percent: this.hostPercent(),
      host_virtual_memory: {
        total,
        available: free,
        free,
        used: total - free,
        percent: (100 * (total - free)) / total,
      },
    };
  }

  private hostPercent(): number {
    let [busy, all] = [0, 0];
    for (const { times } of cpus()) {
      const sum = times.user + times.nice + times.sys + times.idle + times.irq;
      all += sum;
      busy += sum - times.idle;
    }
    const percent = (100 * (busy - this.host.busy)) / Math.max(1, all - this.host.all);
    Object.assign(this.host, { busy, all });
    return percent;
  }
}

function own(): Taken {
  const { user, system } = process.cpuUsage();
  return { seconds: (user + system) / 1e6, bytes: process.memoryUsage.rss() };
}

async function takenBy(pid: number): Promise<Taken> {
  if (process.platform === 'linux') {
    const [stat, status] = await Promise.all(
      ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    // The second field is the program's name in brackets, with any characters.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0;
    return { seconds: (Number(user) + Number(system)) / TICKS_PER_SECOND, bytes: Number(kilobytes) * 1024 };
  }
  const run = promisify(execFile);
  if (process.platform === 'win32') {
    const { stdout } = await run('tasklist', ['/fi', `pid eq ${pid}`, '/fo', 'csv', '/nh']);
    // "node.exe","1234","Console","1","51.204 K": the thousands are parted in the language of the machine.
    const kilobytes = /"([^"]*)K"\s*$/.exec(stdout)?.[1].replace(/\D/g, '');
    return { seconds: 0, bytes: Number(kilobytes ?? 0) * 1024 };
  }
  const { stdout } = await run('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [kilobytes, time] = stdout.trim().split(/\s+/);
  const seconds = time.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return { seconds, bytes: Number(kilobytes) * 1024 };
}

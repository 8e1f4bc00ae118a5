// A term's worth of a notebook in one kernel.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { commandLine, descendants, isLinux, marked, usageOf } from './processes.js';
import { result, until, untilPrinted, useKernel } from './support.js';

const CELLS = 1000;
/** One interrupt in so many cells, and, while it warms up, one crash in so many. */
const INTERRUPT_EVERY = 10;
const CRASH_EVERY = 10;
/** From here on memory is compared: names have been defined ten times over, and the session is the one that stays. */
const WARM = 200;

describe('kernel: a long session', function () {
  this.timeout(600_000);
  before(function () {
    if (!isLinux) this.skip();
  });
  const mark = randomUUID();
  const used = useKernel({ EDFLAB_TEST_MARK: mark });

  async function cell(number: number): Promise<void> {
    const name = `Part${number % 20}`;
    const size = (number % 7) + 1;
    const { outputs, reply } = await used.client.execute(`
      class ${name} { values = np.ones([${size}]); sum() { return this.values.sum().item() } }
      const of${name} = new ${name}(); console.log('cell'); of${name}.sum()`);
    assert.equal(result(outputs), String(size), reply.evalue);
  }

  async function interrupt(): Promise<void> {
    const started = untilPrinted(used.client, 'go');
    const running = used.client.execute(`console.log('go'); while (true) {}`);
    await started;
    await used.client.request('control', 'interrupt_request', {});
    assert.equal((await running).reply.ename, 'Interrupted');
  }

  async function crash(): Promise<void> {
    const code = `import { execSync } from 'node:child_process'; execSync('kill -9 ' + process.pid)`;
    assert.equal((await used.client.execute(code)).reply.ename, 'SessionDied');
  }

  /** With a session that runs and the spare one that would take its place, both started: they open no more files. */
  async function atRest(): Promise<{ processes: number; megabytes: number; descriptors: number }> {
    const family = (): number[] => [used.kernel.pid!, ...descendants(used.kernel.pid!)];
    const sum = (key: 'megabytes' | 'descriptors'): number =>
      family()
        .map(usageOf)
        .reduce((total, usage) => total + usage[key], 0);
    await until(() => family().filter((pid) => commandLine(pid).includes('session.js')).length === 2);
    for (let before = -1; before !== sum('descriptors');) {
      before = sum('descriptors');
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    return { processes: family().length, megabytes: sum('megabytes'), descriptors: sum('descriptors') };
  }

  it('1000 cells, 100 interrupts and 20 crashes: memory of all its processes stays within 20 %, no descriptor and no process is left', async () => {
    let warm = await atRest();
    for (let number = 1; number <= CELLS; number++) {
      await cell(number);
      if (number % INTERRUPT_EVERY === 0) await interrupt();
      if (number <= WARM && number % CRASH_EVERY === 0) await crash();
      if (number !== WARM) continue;
      await cell(0);
      warm = await atRest();
    }
    const end = await atRest();
    const figures = `${JSON.stringify(warm)}, then ${JSON.stringify(end)}`;
    assert.equal(end.processes, warm.processes, figures);
    assert.ok(end.megabytes < warm.megabytes * 1.2, figures);
    assert.ok(end.descriptors <= warm.descriptors, figures);
    await used.kernel.shutdown();
    await until(() => marked(mark).length === 0);
  });
});

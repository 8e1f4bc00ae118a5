// A folder of submissions: each gets its result, whatever lies beside it and whatever happens to the grader meanwhile.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GradescopeResults } from '../../grader/formats/gradescope.js';
import { formatNotebook } from '../../grader/notebook/notebook.js';
import { chooseSandbox } from '../../grader/sandbox/layers.js';
import { root } from '../root.js';
import {
  descendantsOf,
  foldersLeft,
  outliving,
  processesLeft,
  relu,
  reluAlone,
  rightBackward,
} from './support.js';

const program = join(root, 'bin/edflab.mjs');
const endless = 'while (true) {}';

describe('a batch', function () {
  this.timeout(600_000);
  let folder: string;

  const hand = (to: string, name: string, answer: string | Buffer) => {
    mkdirSync(join(folder, to), { recursive: true });
    const text = typeof answer === 'string' ? formatNotebook(reluAlone(answer)) : answer;
    writeFileSync(join(folder, to, `${name}.ipynb`), text);
  };
  const grading = (from: string, out: string, ...rest: string[]) => [
    ...[program, 'grade', 'ps1', from, '--out', out, '--key', 'key', ...rest],
  ];
  const grade = (...args: Parameters<typeof grading>) =>
    spawnSync(process.execPath, grading(...args), { cwd: folder, encoding: 'utf8' });
  const results = (out: string, name: string) =>
    JSON.parse(readFileSync(join(folder, out, name, 'results.json'), 'utf8')) as GradescopeResults;
  /** All that must not depend on when, where and how fast. */
  const written = (out: string) =>
    (readdirSync(join(folder, out), { recursive: true }) as string[])
      .filter((name) => /\.(json|html|csv)$/.test(name) && !name.endsWith('timing.json'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, out, name), 'utf8')]);
  const right = (note: number) => relu({ before: `// student ${note}`, backward: rightBackward });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    writeFileSync(join(folder, 'key'), 'a key of more than sixteen bytes');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('of forty with five broken ones gives each of the forty its result', () => {
    for (let number = 0; number < 35; number++) hand('forty', `student-${number}`, right(number));
    // The beginning of a zip file of 1 GB of zeros; a file of 10 GB without a byte in it; a link to a solution.
    hand('forty', 'zip', Buffer.from('504b030414000000080000002100f6d3c3b4', 'hex'));
    hand('forty', 'huge', Buffer.alloc(0));
    truncateSync(join(folder, 'forty/huge.ipynb'), 10 * 2 ** 30);
    symlinkSync('student-0.ipynb', join(folder, 'forty/link.ipynb'));
    hand('forty', 'text', Buffer.from('this is not JSON'));
    hand('forty', 'endless', relu({ before: endless }));
    const { status, stdout, stderr } = grade('forty', 'forty-out', '--timeout', '2');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^40 of 40 graded, mean \d+\.\d, 0 with all points/m);
    const scores = readdirSync(join(folder, 'forty')).map((file) => {
      const name = file.replace('.ipynb', '');
      return [name, results('forty-out', name).score];
    });
    assert.equal(scores.length, 40);
    for (const [name, score] of scores)
      assert.equal(score, `${name}`.startsWith('student') ? 10 : 0, `${name}`);
    assert.equal(readFileSync(join(folder, 'forty-out/grades.csv'), 'utf8').trim().split('\n').length, 41);
    assert.deepEqual([processesLeft(), foldersLeft()], [[], []]);
  });

  it('shows on a terminal how many are done, how many a minute, and the time that is left', function () {
    const python = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
    if (spawnSync('python3', ['-c', 'import pty']).status !== 0) this.skip();
    for (const name of ['ada', 'bob', 'cem']) hand('three', name, Buffer.from(`not a notebook of ${name}`));
    const { status, stdout } = spawnSync(
      'python3',
      ['-c', python, process.execPath, ...grading('three', 'three-out', '--jobs', '1')],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    assert.equal(status, 0, stdout);
    // eslint-disable-next-line no-control-regex
    assert.match(stdout, /\r\u001b\[K2 of 3 {3}\d+ a minute {3}\d+:\d\d left\r\u001b\[K/);
    // eslint-disable-next-line no-control-regex
    assert.match(stdout, /^(?:.*\r\u001b\[K)?3 of 3 graded/m);
  });

  it('that Ctrl-C ends keeps what is graded, leaves no process, and says how to go on', async () => {
    hand('stopped', 'ada', right(1));
    hand('stopped', 'bob', relu({ backward: endless }));
    const args = grading('stopped', 'stopped-out', '--jobs', '1', '--timeout', '60');
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const below = descendantsOf(child.pid!);
    assert.ok(below.length > 0);
    child.kill('SIGINT');
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 130);
    assert.match(
      errors,
      /Stopped with 1 of 2 graded\. They are in stopped-out; .* --resume grades the rest\./,
    );
    assert.equal(results('stopped-out', 'ada').score, 10);
    assert.ok(readFileSync(join(folder, 'stopped-out/grades.csv'), 'utf8').includes('"ada"'));
    assert.ok(!existsSync(join(folder, 'stopped-out/bob/results.json')));
    assert.deepEqual(await outliving(below), []);
    const prefix = `edflab-grader-${child.pid}-`;
    assert.deepEqual(readdirSync(tmpdir()).filter((name) => name.startsWith(prefix)), []); // prettier-ignore
    const { stdout } = grade('stopped', 'stopped-out', '--resume', '--timeout', '2');
    assert.ok(!/^ada/m.test(stdout) && /^2 of 2 graded/m.test(stdout), stdout);
    grade('stopped', 'undisturbed', '--timeout', '2');
    assert.deepEqual(written('stopped-out'), written('undisturbed'));
  });

  for (const launcher of ['bubblewrap', 'unshare', 'process'] as const) {
    it(`that kill -9 ends takes an answer in an endless loop with it, started by '${launcher}'`, async function () {
      if (process.platform !== 'linux') this.skip();
      await chooseSandbox(launcher).catch(() => this.skip());
      const grader = `
        import { GradingSession } from '${root}dist/grader/session.js';
        import { loadProblemSet } from '${root}dist/grader/problem-set.js';
        import { CourseKey } from '${root}dist/grader/secret.js';
        import { readFileSync } from 'node:fs';
        const problemSet = await loadProblemSet('ps1');
        const session = await GradingSession.start({ problemSet, key: CourseKey.open, jobs: 1, timeout: 600, launcher: '${launcher}' });
        const bytes = readFileSync(process.argv[1]);
        await session.grade({ file: 'bob.ipynb', student: 'bob', bytes }, { only: 'relu' });`;
      hand('looping', 'bob', relu({ backward: `console.log('looping'); ${endless}` }));
      const args = ['--input-type=module', '-e', grader, join(folder, 'looping/bob.ipynb')];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      const isLooping = (pid: number) => {
        try {
          const [ticks] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11);
          return Number(ticks) > 100 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child.');
        } catch {
          // It has ended since.
          return false;
        }
      };
      while (!descendantsOf(child.pid!).some(isLooping))
        await new Promise((resolve) => setTimeout(resolve, 200));
      const below = descendantsOf(child.pid!);
      child.kill('SIGKILL');
      assert.deepEqual(await outliving(below), []);
    });
  }
});

describe('grading as an ordinary user where there are no namespaces', function () {
  this.timeout(300_000);
  let folder: string;
  /** A user without rights, who can make no namespace. One of processes is around it: what gets through reaches this test alone. */
  const container = ['--unshare-user', '--unshare-pid', '--disable-userns', '--uid', '1000', '--gid', '1000']
    .concat(['--dev-bind', '/', '/', '--proc', '/proc', '--die-with-parent'])
    .concat([
      process.execPath,
      program,
      'grade',
      'ps1',
      'in',
      '--key',
      'key',
      '--only',
      'relu',
      '--jobs',
      '1',
    ]);
  const grade = (...args: string[]) =>
    spawnSync('bwrap', [...container, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    });

  before(function () {
    const probe = container.slice(0, container.indexOf(process.execPath));
    if (spawnSync('bwrap', [...probe, 'true']).status !== 0) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'key'), 'a key of more than sixteen bytes');
    const ways = [
      "process.kill(-1, 'SIGKILL')",
      "process.kill(process.ppid, 'SIGKILL')",
      'process._kill(-1, 9)',
      'process._debugProcess(process.ppid)',
      "new (process.getBuiltinModule('child_process').ChildProcess)()._handle.kill(9)",
      "process.binding('process_methods')._kill(-1, 9)",
    ];
    const before = ways.map((way) => `((process: any) => { try { ${way} } catch {} })(process);`).join('\n');
    const answers = {
      ada: relu({ before, backward: rightBackward }),
      bob: relu({ backward: rightBackward }),
    };
    for (const [name, answer] of Object.entries(answers))
      writeFileSync(join(folder, `in/${name}.ipynb`), formatNotebook(reluAlone(answer)));
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  it('says at the start what is not isolated, and outlives an answer that kills everybody', () => {
    const { status, stdout, stderr } = grade('--out', 'out');
    assert.equal(status, 0, stderr);
    assert.match(stderr.split('\n')[0], /^(\u001b\[33m)?not isolated: other processes, network\. /); // eslint-disable-line no-control-regex
    assert.match(stdout, /^2 of 2 graded, mean 10\.0/m);
    const { isolation } = (
      JSON.parse(readFileSync(join(folder, 'out/ada/results.json'), 'utf8')) as GradescopeResults
    ).extra_data.edflab;
    assert.ok(isolation.missing.includes('other processes'));
  });

  it('is refused by --require-sandbox', () => {
    const { status, stderr } = grade('--out', 'refused', '--require-sandbox');
    assert.equal(status, 1);
    assert.match(stderr, /does not isolate: other processes, network/);
    assert.ok(!existsSync(join(folder, 'refused')));
  });
});

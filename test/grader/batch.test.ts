// A folder of submissions: each gets its result, whatever lies beside it and whatever happens to the grader meanwhile.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GradescopeResults } from '../../grader/formats/gradescope.js';
import type { SubmissionResult } from '../../grader/result.js';
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

  it('that kill -9 ends at a write, at whichever, is resumed to the same bytes with nothing half-written left', () => {
    hand('struck', 'ada', right(1));
    hand('struck', 'bob', right(2));
    // Kills at the given one of the calls that write results: a file opened, half of it written, made durable, renamed.
    writeFileSync(
      join(folder, 'strike.mjs'),
      `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      let calls = 0;
      const results = new Set();
      for (const name of ['openSync', 'writeSync', 'fsyncSync', 'renameSync']) {
        const call = fs[name];
        fs[name] = (...args) => {
          const isResult = results.has(args[0]) || String(args[0]).includes('struck-out');
          if (isResult && ++calls === Number(process.env.STRIKE)) {
            if (name === 'writeSync') call(args[0], Buffer.from(args[1]).subarray(0, 9));
            process.kill(process.pid, 'SIGKILL');
          }
          const result = call(...args);
          if (name === 'openSync' && isResult) results.add(result);
          return result;
        };
      }
      syncBuiltinESMExports();`,
    );
    const args = grading('struck', 'struck-out', '--jobs', '1', '--resume');
    const halfWritten = () =>
      (readdirSync(join(folder, 'struck-out'), { recursive: true }) as string[]).filter((name) =>
        /\.\d+$/.test(name),
      );
    let half = 0;
    for (let call = 1, status: number | null = null; status !== 0; call += 5) {
      const preload = ['--import', pathToFileURL(join(folder, 'strike.mjs')).href];
      const env = { ...process.env, STRIKE: String(call) };
      ({ status } = spawnSync(process.execPath, [...preload, ...args], { cwd: folder, env }));
      half += halfWritten().length;
    }
    assert.ok(half > 0);
    // A grader that still runs would write for less than a minute.
    for (const name of halfWritten()) utimesSync(join(folder, 'struck-out', name), 0, 0);
    assert.equal(grade('struck', 'struck-out', '--resume').status, 0);
    assert.deepEqual(halfWritten(), []);
    grade('struck', 'not-struck');
    assert.deepEqual(written('struck-out'), written('not-struck'));
  });

  it('that two graders grade into one folder at once ends with the bytes of one', async () => {
    for (const name of ['ada', 'bob', 'cem']) hand('shared', name, right(name.charCodeAt(0)));
    const graders = [1, 2].map(() =>
      spawn(process.execPath, grading('shared', 'shared-out'), { cwd: folder, stdio: 'ignore' }),
    );
    const ends = await Promise.all(graders.map((grader) => once(grader, 'close')));
    assert.deepEqual(ends, [
      [0, null],
      [0, null],
    ]);
    grade('shared', 'alone-out');
    assert.deepEqual(written('shared-out'), written('alone-out'));
  });

  it('resumed tries again where the grader itself had failed', () => {
    hand('failed', 'ada', right(1));
    grade('failed', 'failed-out');
    const before = written('failed-out');
    const file = join(folder, 'failed-out/ada/graded.json');
    const found = JSON.parse(readFileSync(file, 'utf8')) as SubmissionResult;
    Object.assign(found.questions[1], { earned: 0, obstacle: 'grader-error', report: null });
    writeFileSync(file, JSON.stringify(found));
    const { stdout } = grade('failed', 'failed-out', '--resume');
    assert.match(stdout, /^ada +10\/100/m);
    assert.deepEqual(written('failed-out'), before);
  });

  it('on a full disk keeps what found room, and says of the rest why it is not there', function () {
    const out = join(folder, 'full');
    const inside = ['--dev-bind', '/', '/', '--size', '40960', '--tmpfs', out];
    mkdirSync(out);
    if (spawnSync('bwrap', [...inside, 'true']).status !== 0) this.skip();
    for (const name of ['ada', 'bob', 'cem', 'dot']) hand('many', name, right(name.charCodeAt(0)));
    const { status, stdout } = spawnSync(
      'bwrap',
      [...inside, process.execPath, ...grading('many', 'full', '--jobs', '1')],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stdout, /^ada +10\/100/m);
    assert.match(stdout, /^dot +could not be graded: full.dot.\w+\.\w+ cannot be written: ENOSPC/m);
    assert.match(stdout, /^[1-3] of 4 graded/m);
  });

  it('into a folder that cannot be written to is refused before anything is graded', function () {
    const out = join(folder, 'read-only');
    const inside = ['--dev-bind', '/', '/', '--ro-bind', out, out];
    mkdirSync(out);
    if (spawnSync('bwrap', [...inside, 'true']).status !== 0) this.skip();
    hand('refused', 'ada', right(1));
    const { status, stdout, stderr } = spawnSync(
      'bwrap',
      [...inside, process.execPath, ...grading('refused', 'read-only')],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stderr, /Results cannot be written to read-only: EROFS/);
    assert.equal(stdout, '');
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

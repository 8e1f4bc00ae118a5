// The zip for Gradescope, unpacked in a folder that stands for /autograder, set up and run as Gradescope does.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Ajv } from 'ajv';
import { gradescopeSchema, type GradescopeResults } from '../../../grader/formats/gradescope.js';
import { formatNotebook } from '../../../grader/notebook/notebook.js';
import { chooseSandbox } from '../../../grader/sandbox/layers.js';
import { otherNodes } from '../../nodes.js';
import { root } from '../../root.js';
import { instructorNotebook, processesLeft, relu, solvedExcept } from '../support.js';
import { manual } from './metadata.test.js';

const edflab = join(root, 'bin/edflab.mjs');
const key = 'the key of the course, in a test';
const packaging = ['package', 'gradescope', 'ps1', '--key', 'key', '--late-policy', '10%/day,50%'];
const conforms = new Ajv({ strict: false }).compile(gradescopeSchema);

/** The part of yauzl's interface that is used; it has no types of its own. */
interface Unzipper {
  openPromise(file: string): Promise<{
    eachEntry(): AsyncIterable<{ fileName: string; externalFileAttributes: number }>;
    openReadStreamPromise(entry: unknown): Promise<NodeJS.ReadableStream>;
  }>;
}
const { openPromise } = createRequire(import.meta.url)('yauzl') as Unzipper;

/** Unpacks with the modes that are in the zip, as `unzip` does. */
async function unpack(file: string, folder: string): Promise<void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    const path = join(folder, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await buffer(await zip.openReadStreamPromise(entry)));
    chmodSync(path, (entry.externalFileAttributes >>> 16) & 0o777);
  }
}

/** A machine whose Node and npm are as old as Ubuntu's, and whose packages need no installing. */
function oldMachine(folder: string): string {
  const npm = execFileSync('sh', ['-c', 'readlink -f "$(command -v npm)"'], { encoding: 'utf8' }).trim();
  const programs = {
    node: 'exit 1',
    npm: `exec '${process.execPath}' '${npm}' "$@"`,
    'apt-get': 'exit 1',
  };
  mkdirSync(folder);
  for (const [name, line] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return `${folder}:${process.env.PATH}`;
}

describe('edflab package gradescope', function () {
  this.timeout(600_000);
  let folder: string;
  let autograder: string;

  before(async function () {
    if (process.platform !== 'linux') return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'edflab-gradescope-'));
    // As /autograder is: students' code runs as another user and must reach its Node.
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'key'), key);
    edflabIn(folder, ...packaging, '-o', 'ps1.zip');
    autograder = join(folder, 'autograder');
    await unpack(join(folder, 'ps1.zip'), join(autograder, 'source'));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const edflabIn = (cwd: string, ...args: string[]) =>
    execFileSync(process.execPath, [edflab, ...args], { cwd, encoding: 'utf8' });
  const setUp = (where: string, env = process.env) => {
    const { status, stdout, stderr } = spawnSync('bash', [join(where, 'source/setup.sh')], {
      encoding: 'utf8',
      env: { ...env, npm_config_prefer_offline: 'true' },
    });
    assert.equal(status, 0, stdout + stderr);
  };
  /** Hands files in and runs the autograder with nothing in its environment but what every program has. */
  const handIn = (files: Record<string, string | Buffer | { link: string }>, metadata: unknown = manual) => {
    for (const name of ['submission', 'results'])
      rmSync(join(autograder, name), { recursive: true, force: true });
    for (const [name, content] of Object.entries(files)) {
      const path = join(autograder, 'submission', name);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, path);
      else writeFileSync(path, content);
    }
    mkdirSync(join(autograder, 'submission'), { recursive: true });
    mkdirSync(join(autograder, 'results'));
    writeFileSync(
      join(autograder, 'submission_metadata.json'),
      typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
    );
    const run = spawnSync(join(autograder, 'source/run_autograder'), [autograder], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const text = readFileSync(join(autograder, 'results/results.json'), 'utf8');
    const results = JSON.parse(text) as GradescopeResults;
    assert.ok(conforms(results), JSON.stringify(conforms.errors));
    assert.ok(!text.includes(key) && !run.stdout.includes(key) && !run.stderr.includes(key));
    return { ...results, text };
  };

  it('holds what Gradescope runs, one problem set without its wrong answers, and no way to the rest of the machine', () => {
    const source = (path: string) => join(autograder, 'source', path);
    for (const program of ['setup.sh', 'run_autograder'])
      assert.equal(statSync(source(program)).mode & 0o777, 0o755, program);
    assert.ok(existsSync(source('edflab/problem-sets/ps1/instructor/ps1.ipynb')));
    for (const absent of ['problem-sets/template', 'problem-sets/ps1/mutants', 'dist/test', 'node_modules'])
      assert.ok(!existsSync(source(`edflab/${absent}`)), absent);
    assert.equal(statSync(source('course.key')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'ps1.zip')).mode & 0o777, 0o600);
    const found = spawnSync('grep', ['-rlF', root, source('.')], { encoding: 'utf8' });
    assert.equal(found.stdout, '', 'no path of this machine is in it');
  });

  it('has the same bytes when it is made again', () => {
    edflabIn(folder, ...packaging, '-o', 'again/ps1.zip');
    assert.ok(readFileSync(join(folder, 'ps1.zip')).equals(readFileSync(join(folder, 'again/ps1.zip'))));
  });

  it('setup.sh installs what the grader needs, and closes solutions and key to other users', () => {
    setUp(autograder);
    assert.equal(statSync(join(autograder, 'source/edflab')).mode & 0o77, 0);
    assert.ok(!existsSync(join(autograder, 'source/edflab/node_modules/mocha')), 'nothing for developers');
  });

  it('gives the solution all points, and says whose it is to Gradescope alone', () => {
    const { score, tests, text, output, extra_data } = handIn({
      'ps1.ipynb': formatNotebook(instructorNotebook()),
    });
    assert.equal(score, 100);
    assert.ok(tests.every(({ status, visibility }) => status === 'passed' && visibility === 'visible'));
    assert.equal(extra_data.gradescope?.students[0].email, 'student@example.com');
    assert.match(output, /^The best of your 2 earlier submissions scored 12\.5\.$/m);
    const shown = JSON.stringify({ ...(JSON.parse(text) as object), extra_data: undefined });
    assert.doesNotMatch(shown, /Student User|student@example/);
  });

  it('takes off what lateness costs, in a sentence', () => {
    const late = { ...manual, created_at: '2018-08-01T09:30:00.000000Z' };
    const { score, output } = handIn({ 'ps1.ipynb': formatNotebook(instructorNotebook()) }, late);
    assert.equal(score, 90);
    // Due at 23:00 of July 31st in Los Angeles.
    assert.match(
      output,
      /^Late \(due 2018-08-01 06:00 UTC, handed in 2018-08-01 09:30 UTC\): 10 % of the points, 10, are taken off\.$/m,
    );
  });

  it('gives the released notebook nothing', () => {
    const { score } = handIn({ 'ps1.ipynb': readFileSync(join(root, 'problem-sets/ps1/ps1.ipynb')) });
    assert.equal(score, 0);
  });

  it('names a mistake', () => {
    const { tests } = handIn({
      'ps1.ipynb': formatNotebook(solvedExcept({ relu: relu({ backward: 'this.x.addgrad(this.grad)' }) })),
    });
    assert.equal(tests[1].status, 'failed');
    assert.match(tests[1].output, /upstream gradient, passed through unchanged/);
  });

  it('isolates as well as it does elsewhere on this machine', async () => {
    const { extra_data } = handIn({ 'ps1.ipynb': 'not JSON' });
    assert.deepEqual(extra_data.edflab.isolation, (await chooseSandbox()).isolation);
  });

  it("a student's code finds neither key nor name, and leaves nothing running", () => {
    const snoop = relu({
      before: `
        const { readFileSync } = (process as any).getBuiltinModule('node:fs');
        const found = [JSON.stringify([process.env, process.argv])];
        for (const file of ['${autograder}/source/course.key', '${autograder}/submission_metadata.json', '/proc/self/environ'])
          try { found.push(readFileSync(file, 'utf8')); } catch {}`,
      forward: `throw new Error('found ' + found.length + ' text, secrets: ' + /course|Student User/.test(found.join()))`,
    });
    const { tests } = handIn({ 'ps1.ipynb': formatNotebook(solvedExcept({ relu: snoop })) });
    assert.match(tests[1].output, /found 1 text, secrets: false/);
    assert.deepEqual(processesLeft(), []);
  });

  const solution = formatNotebook(instructorNotebook());
  for (const [what, files, explanation] of [
    [
      'no notebook',
      { 'essay.pdf': '%PDF' },
      /^There is no notebook in what you handed in\. Hand in one file, ps1\.ipynb\.$/m,
    ],
    ['nothing at all', {}, /^There is no notebook in what you handed in\./m],
    [
      'two notebooks',
      { 'ps1.ipynb': solution, 'old/ps1.ipynb': solution },
      /^There are 2 notebooks in what you handed in \(ps1\.ipynb, ps1\.ipynb\).* Hand in one file/m,
    ],
    [
      'a notebook that is none',
      { 'ps1.ipynb': 'not JSON' },
      /^The file is not a notebook: it is not JSON\.$/m,
    ],
    [
      'a notebook of 40 MB',
      { 'ps1.ipynb': Buffer.alloc(40 * 2 ** 20, ' ') },
      /^The submission is too large: 40 MB/m,
    ],
    [
      'a link to the solution',
      { 'ps1.ipynb': { link: '../source/edflab/problem-sets/ps1/instructor/ps1.ipynb' } },
      /^The submission is a symbolic link/m,
    ],
  ] as const) {
    it(`explains ${what}, with 0 points, even where the metadata is broken`, () => {
      const { score, tests, output } = handIn(files, '{"users": [');
      assert.equal(score, 0);
      assert.match(output, explanation);
      assert.ok(tests.length === 7 && tests.every(({ score }) => score === 0));
    });
  }

  it('leaves no results, and says why, where the machine itself is not in order: that is no grade', () => {
    rmSync(join(autograder, 'results'), { recursive: true });
    const settings = join(autograder, 'source/grading.json');
    const text = readFileSync(settings);
    writeFileSync(settings, '{"problemSet": "ps9", "timeout": 10}');
    const run = spawnSync(join(autograder, 'source/run_autograder'), [autograder], { encoding: 'utf8' });
    writeFileSync(settings, text);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /There is no problem set 'ps9'/);
    assert.ok(!existsSync(join(autograder, 'results/results.json')));
  });

  it("grades a problem set of one's own on a machine whose Node is too old", async function () {
    if (!otherNodes.every(({ isInstalled }) => isInstalled)) return this.skip();
    edflabIn(folder, 'new-problem-set', './week-3');
    edflabIn(
      folder,
      'package',
      'gradescope',
      './week-3',
      '-o',
      'week-3.zip',
      '--key',
      'key',
      '--timeout',
      '20',
    );
    autograder = join(folder, 'old');
    await unpack(join(folder, 'week-3.zip'), join(autograder, 'source'));
    setUp(autograder, { ...process.env, PATH: oldMachine(join(folder, 'old-programs')) });
    const version = execFileSync(join(autograder, 'source/runtime/node'), ['--version'], {
      encoding: 'utf8',
    });
    assert.match(version, /^v22\./);
    const { score, tests } = handIn({
      'week-3.ipynb': readFileSync(join(folder, 'week-3/instructor/week-3.ipynb')),
    });
    // The written answer waits for a person.
    const automatic = tests.filter(({ status }) => status !== undefined);
    assert.ok(automatic.length > 0 && automatic.every(({ status }) => status === 'passed'));
    assert.equal(
      score,
      automatic.reduce((sum, { max_score }) => sum + max_score, 0),
    );
  });
});

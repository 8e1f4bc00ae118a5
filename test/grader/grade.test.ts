// The command line on a folder of submissions, good, bad and unreadable.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GradescopeResults } from '../../grader/formats/gradescope.js';
import type { SubmissionResult } from '../../grader/result.js';
import { formatNotebook, parseNotebook } from '../../grader/notebook/notebook.js';
import { claimedGradeId } from '../../grader/notebook/nbgrader.js';
import { root } from '../root.js';
import { foldersLeft, instructorNotebook, processesLeft, relu, solvedExcept } from './support.js';

const program = join(root, 'bin/edflab.mjs');

describe('edflab grade', function () {
  this.timeout(600_000);
  let folder: string;
  let run: ReturnType<typeof edflab>;

  const edflab = (...args: string[]) =>
    spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: '' },
    });
  const hand = (name: string, text: string) => writeFileSync(join(folder, 'in', `${name}.ipynb`), text);
  const results = (name: string, out = 'out') =>
    JSON.parse(readFileSync(join(folder, out, name, 'results.json'), 'utf8')) as GradescopeResults;
  const score = (name: string, question: string) =>
    results(name).tests.find(({ tags }) => tags[0] === question)!.score;
  const grades = (out = 'out') => readFileSync(join(folder, out, 'grades.csv'), 'utf8');
  /** All that must not depend on when, where and how fast: every file but the times. */
  const written = (out: string) =>
    Object.fromEntries(
      (readdirSync(join(folder, out), { recursive: true }) as string[])
        .filter((name) => statSync(join(folder, out, name)).isFile() && !name.endsWith('timing.json'))
        .sort()
        .map((name) => [name, readFileSync(join(folder, out, name), 'utf8')]),
    );

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'key'), 'a key of more than sixteen bytes');
    const signError = 'this.x.addgrad(this.grad.mul(this.x.value.gt(0)).neg())';
    hand('ada', formatNotebook(instructorNotebook()));
    hand('bob', formatNotebook(solvedExcept({ relu: relu({ backward: signError }) })));
    hand(
      'cem',
      formatNotebook(
        solvedExcept({ sigmoid: 'while (true) {}', relu: relu({ backward: 'while (true) {}' }) }),
      ),
    );
    hand('dot', formatNotebook(solvedExcept({ tanh: 'class Tanh extends CompNode {' })));
    hand('eve', 'this is not JSON');
    hand('fay', formatNotebook(solvedExcept({ affine: null, logloss: null })));
    run = edflab('grade', 'ps1', 'in', '--out', 'out', '--key', 'key', '--timeout', '5');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('exits with 0 and has a line for each submission', () => {
    assert.equal(run.status, 0, run.stderr);
    const lines = run.stdout.trim().split('\n');
    assert.equal(lines.length, 7, run.stdout);
    assert.match(run.stdout, /^ada +100\/100 +everything holds$/m);
    assert.match(run.stdout, /^bob +\d+\/100 +Relu\.backward: .*sign/im);
    assert.match(
      run.stdout,
      /^cem +80\/100 +Sigmoid\.backward: Your code could not be checked\. It used more than its 5 s of processor time\. \(and 1 more\)$/m,
    );
    assert.match(run.stdout, /^dot +90\/100 +Tanh\.backward: Your answer has an error in line \d+/m);
    assert.match(run.stdout, /^eve +0\/100 +The file is not a notebook: it is not JSON\.$/m);
    assert.match(
      run.stdout,
      /^fay +70\/100 +Affine\.backward: Your notebook has no cell for this question\. \(and 1 more\)$/m,
    );
  });

  it('gives each its right score, question by question', () => {
    for (const id of ['sigmoid', 'relu', 'tanh', 'affine', 'softmax', 'logloss', 'train']) {
      assert.equal(score('eve', id), 0);
      if (!['sigmoid', 'relu'].includes(id)) assert.ok(score('cem', id) > 0, id);
      if (id !== 'relu') assert.equal(score('bob', id), score('ada', id), id);
    }
    assert.ok(score('bob', 'relu') < 10);
    assert.equal(results('bob').tests[1].extra_data.diagnosis, 'sign');
  });

  it('writes a gradebook with all six', () => {
    const rows = grades().trim().split('\n');
    assert.equal(rows.length, 7);
    assert.match(rows[1], /^"ps1","","","ada","","","",100,0,100,100$/);
    assert.match(rows[5], /^"ps1","","","eve","","","",0,0,0,100$/);
  });

  it('explains in the feedback what is wrong, without the script of anybody', () => {
    const html = readFileSync(join(folder, 'out/bob/feedback.html'), 'utf8');
    assert.match(html, /Relu\.backward/);
    assert.match(html, /smallest example that goes wrong/);
    assert.ok(!html.includes('<script'));
  });

  it('names the layers that held', () => assert.match(run.stderr, /isolated/));

  it('leaves no process and no folder behind', () => {
    assert.deepEqual(processesLeft(), []);
    assert.deepEqual(foldersLeft(), []);
  });

  it('gives the same bytes again with the same key, one at a time or side by side', () => {
    const again = edflab(
      'grade',
      'ps1',
      'in/ada.ipynb',
      'in/bob.ipynb',
      'in/dot.ipynb',
      'in/eve.ipynb',
      '--out',
      'again',
      '--key',
      'key',
      '--jobs',
      '1',
    );
    assert.equal(again.status, 0, again.stderr);
    const before = written('out');
    const ofAll = ['grades.csv', 'overview.html'];
    for (const [name, text] of Object.entries(written('again')))
      if (!ofAll.includes(name)) assert.equal(text, before[name], name);
  });

  it('draws other inputs for another key', () => {
    writeFileSync(join(folder, 'other-key'), 'another key, long enough as well');
    edflab('grade', 'ps1', 'in/eve.ipynb', '--out', 'other', '--key', 'other-key');
    assert.notEqual(
      results('eve', 'other').extra_data.edflab.fingerprint,
      results('eve').extra_data.edflab.fingerprint,
    );
  });

  it('after kill -9 in mid-batch, --resume ends with the same bytes and grades nothing twice', async () => {
    const args = ['grade', 'ps1', 'in', '--key', 'key', '--timeout', '5', '--jobs', '1'];
    const child = spawn(process.execPath, [program, ...args, '--out', 'resumed'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    assert.ok(
      existsSync(join(folder, 'resumed/ada/results.json')) &&
        !existsSync(join(folder, 'resumed/fay/results.json')),
    );
    const kept = statSync(join(folder, 'resumed/ada/results.json')).mtimeMs;
    const resumed = edflab(...args, '--out', 'resumed', '--resume');
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.equal(statSync(join(folder, 'resumed/ada/results.json')).mtimeMs, kept);
    assert.deepEqual(written('resumed'), written('out'));
  });

  it('--only grades one question anew, keeps what was found of the others, and writes the gradebook again', () => {
    cpSync(join(folder, 'out'), join(folder, 'only'), { recursive: true });
    const file = join(folder, 'only/bob/graded.json');
    const found = JSON.parse(readFileSync(file, 'utf8')) as SubmissionResult;
    const earned = score('bob', 'relu');
    // As if an earlier check had been wrong about both.
    for (const { id, earned } of [
      { id: 'relu', earned: 9 },
      { id: 'sigmoid', earned: 7 },
    ])
      Object.assign(
        found.questions.find((question) => question.id === id)!,
        { earned },
      );
    writeFileSync(file, JSON.stringify(found));
    const { status, stderr } = edflab(
      ...['grade', 'ps1', 'in/bob.ipynb', '--out', 'only', '--key', 'key', '--only', 'relu'],
    );
    assert.equal(status, 0, stderr);
    const scores = results('bob', 'only').tests.map(({ score }) => score);
    const before = results('bob').tests.map(({ score }) => score);
    assert.deepEqual(scores, [7, earned, ...before.slice(2)]);
    const total = scores.reduce((sum, score) => sum + score, 0);
    assert.ok(grades('only').includes(`"bob","","","",${total},0,${total},100`), grades('only'));
  });

  it("a person's points and a deadline are taken in by --resume, without grading anything again", () => {
    cpSync(join(folder, 'out'), join(folder, 'adjusted'), { recursive: true });
    writeFileSync(join(folder, 'manual.json'), '{ "eve": { "relu": 4 } }');
    writeFileSync(join(folder, 'times.csv'), 'student,submitted\neve,2026-11-22T00:00Z\n');
    const { status, stdout, stderr } = edflab(
      ...['grade', 'ps1', 'in/eve.ipynb', '--out', 'adjusted', '--key', 'key', '--resume'],
      ...['--manual', 'manual.json', '--submitted', 'times.csv'],
      ...['--due', '2026-11-20T23:59+01:00', '--late-policy', '10%/day,50%'],
    );
    assert.equal(status, 0, stderr);
    assert.equal(
      stdout.trim(),
      `1 of 1 graded, mean 3.2, 0 with all points: ${join('adjusted', 'grades.csv')}, ${join('adjusted', 'overview.html')}`,
    );
    assert.equal(results('eve', 'adjusted').score, 3.2);
    assert.match(
      readFileSync(join(folder, 'adjusted/overview.html'), 'utf8'),
      /href="eve\/feedback\.html".*3\.2 of 100/,
    );
    assert.match(grades('adjusted'), /"eve","","","",4,0\.8,3\.2,100/);
    assert.match(readFileSync(join(folder, 'adjusted/eve/feedback.html'), 'utf8'), /3\.2 of 100 points/);
    assert.equal(
      readFileSync(join(folder, 'adjusted/eve/graded.json'), 'utf8'),
      readFileSync(join(folder, 'out/eve/graded.json'), 'utf8'),
    );
  });

  it('leaves no folder behind when it is interrupted', async () => {
    const args = ['grade', 'ps1', 'in', '--key', 'key', '--out', 'interrupted'];
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio });
    // It has said how it isolates: children are running, or about to.
    await new Promise((resolve) => child.stderr.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 130);
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`edflab-grader-${child.pid}-`));
    assert.deepEqual(left, []);
  });

  it('takes points from the instructor, the last of two cells, and an answer by its cell id when tags were lost', () => {
    const notebook = instructorNotebook();
    for (const cell of notebook.cells) {
      const tags = cell.metadata.nbgrader as
        { grade_id: string; points?: number; solution?: boolean } | undefined;
      if (tags?.points) tags.points = 1000;
      if (tags?.grade_id === 'sigmoid') cell.metadata = {};
    }
    const copy = notebook.cells.find((cell) => claimedGradeId(cell) === 'relu')!;
    notebook.cells.unshift({ ...copy, id: 'copy', source: 'class Relu extends CompNode {' });
    notebook.cells.push({
      id: 'own',
      cell_type: 'code',
      source: 'while (true) {}',
      metadata: {},
      outputs: [],
      execution_count: null,
    });
    mkdirSync(join(folder, 'own/gil'), { recursive: true });
    writeFileSync(join(folder, 'own/gil/ps1.ipynb'), formatNotebook(notebook));
    const { status, stdout } = edflab(
      'grade',
      'ps1',
      'own',
      '--out',
      'out-own',
      '--key',
      'key',
      '--timeout',
      '60',
    );
    assert.equal(status, 0);
    assert.match(stdout, /^gil +100\/100/m);
    assert.match(
      results('gil', 'out-own').tests[1].output,
      /2 cells for this question; the last one was graded/,
    );
  });

  for (const [what, args, message] of [
    [
      'an unknown problem set',
      ['grade', 'ps99', 'in'],
      /There is no problem set 'ps99'\. There are: kinds, ps1, template/,
    ],
    ['a folder without notebooks', ['grade', 'ps1', 'empty', '--key', 'key'], /no notebook in empty/],
    ['a missing key', ['grade', 'ps1', 'in', '--key', 'nowhere'], /There is no key file nowhere/],
    ['too short a key', ['grade', 'ps1', 'in', '--key', 'short'], /too short/],
    ['a time of nothing', ['grade', 'ps1', 'in', '--timeout', '0'], /positive number/],
    [
      'an unknown question',
      ['grade', 'ps1', 'in', '--only', 'rel'],
      /no question 'rel'\. There are: sigmoid, relu/,
    ],
    [
      'a policy without a deadline',
      ['grade', 'ps1', 'in', '--late-policy', '10%/day'],
      /nothing without --due/,
    ],
  ] as const) {
    it(`says in one sentence what is wrong with ${what}`, () => {
      mkdirSync(join(folder, 'empty'), { recursive: true });
      writeFileSync(join(folder, 'short'), 'abc');
      const { status, stderr } = edflab(...args);
      assert.notEqual(status, 0);
      assert.match(stderr, message);
      assert.ok(stderr.trim().split('\n').length <= 2, stderr);
    });
  }

  it('makes a key of its own once, and keeps it', () => {
    const first = edflab('grade', 'ps1', 'in/eve.ipynb', '--out', 'own-key');
    assert.match(first.stderr, /A new course key was written/);
    const file = join(folder, '.config/edflab/course.key');
    assert.equal(
      statSync(file).mode & 0o777,
      process.platform === 'win32' ? statSync(file).mode & 0o777 : 0o600,
    );
    assert.doesNotMatch(edflab('grade', 'ps1', 'in/eve.ipynb', '--out', 'own-key').stderr, /new course key/);
  });
});

describe('edflab check', function () {
  this.timeout(300_000);

  it('gives the diagnosis that the notebook gives, for a notebook that says which problem set it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    writeFileSync(
      join(folder, 'mine.ipynb'),
      formatNotebook(solvedExcept({ relu: relu({ backward: 'this.x.addgrad(this.grad)' }) })),
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [program, 'check', 'mine.ipynb', '--timeout', '60'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    rmSync(folder, { recursive: true });
    assert.equal(status, 0);
    assert.match(stdout, /✓ Sigmoid\.backward: right/);
    assert.match(stdout, /✗ Relu\.backward: not yet/);
    assert.match(stdout, /Problem set 1: backward: \d+(\.\d+)? of 100 points/);
  });
});

describe('edflab release ps1', () => {
  it("writes what lies in problem-sets/ps1, to the byte: students open what the instructor's notebook says", () => {
    const folder = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    const { status, stderr } = spawnSync(process.execPath, [program, 'release', 'ps1', '-o', folder], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const released = readFileSync(join(folder, 'ps1.ipynb'), 'utf8');
    rmSync(folder, { recursive: true });
    assert.equal(released, readFileSync(join(root, 'problem-sets/ps1/ps1.ipynb'), 'utf8'));
    const { notebook } = parseNotebook(released);
    assert.ok(notebook.cells.every(({ source }) => !/SOLUTION|HIDDEN TESTS/.test(source)));
  });
});

// docs/grading-in-ci.md, followed to the letter: its commands run in a course's repository that is made as it says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNotebook } from '../../grader/notebook/notebook.js';
import { chooseSandbox } from '../../grader/sandbox/layers.js';
import { root } from '../root.js';
import { instructorNotebook, relu, solvedExcept } from './support.js';

const page = readFileSync(join(root, 'docs/grading-in-ci.md'), 'utf8');
const blocks = (language: string): string[] =>
  Array.from(page.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g')), ([, text]) => text);

/** What a job runs, in order: GitHub's `run:`, the items of GitLab's `script:`. */
function commandsOf(job: string): string[] {
  const github = Array.from(job.matchAll(/^ +- run: (.*)$/gm), ([, command]) => command);
  const script = /^ {2}script:\n((?: {4}- .*\n)+)/m.exec(job)?.[1] ?? '';
  return [...github, ...Array.from(script.matchAll(/^ {4}- (.*)$/gm), ([, command]) => command)];
}

describe('docs/grading-in-ci.md', function () {
  this.timeout(600_000);
  let folder: string;
  /** Programs that would change this machine, and here only pretend. */
  let pretending: string;
  let isComplete: boolean;

  before(async function () {
    if (process.platform === 'win32') return this.skip();
    isComplete = (await chooseSandbox()).isolation.missing.length === 0;
    folder = mkdtempSync(join(tmpdir(), 'edflab-ci-'));
    pretending = join(folder, 'pretending');
    mkdirSync(pretending);
    for (const [name, line] of [
      ['sudo', 'exec "$@"'],
      ['apt-get', 'true'],
    ])
      writeFileSync(join(pretending, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    mkdirSync(join(folder, 'course/submissions'), { recursive: true });
    writeFileSync(join(folder, 'course/ps1.ipynb'), formatNotebook(instructorNotebook()));
    const wrong = { relu: relu({ backward: 'this.x.addgrad(this.grad)' }) };
    writeFileSync(join(folder, 'course/submissions/ada.ipynb'), formatNotebook(instructorNotebook()));
    writeFileSync(join(folder, 'course/submissions/ben.ipynb'), formatNotebook(solvedExcept(wrong)));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: string) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], {
      cwd: join(folder, 'course'),
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${pretending}:${process.env.PATH}`,
        EDFLAB: root,
        EDFLAB_KEY: 'a secret of the repository',
        npm_config_prefer_offline: 'true',
      },
    });
    return { status, said: stdout + stderr };
  };
  const succeed = (command: string): string => {
    const { status, said } = run(command);
    assert.equal(status, 0, `${command}\n${said}`);
    return said;
  };

  /** What the instructor's repository has and a student's has not. */
  const bringSolutions = (): void => {
    const { status, said } = run('npx edflab grade ps1 submissions');
    assert.equal(status, 1);
    assert.match(said, /The problem set ps1 has no instructor's notebook/);
    for (const line of blocks('sh')[1].trim().split('\n')) succeed(line);
  };

  it("makes a course's repository of a checkout", () => {
    for (const line of blocks('sh')[0].trim().split('\n')) succeed(line);
    assert.ok(existsSync(join(folder, 'course/package-lock.json')));
  });

  it('brings no solution and no known wrong answer with it, but for the template’s', () => {
    const brought = readdirSync(join(folder, 'course/node_modules/edflab'), {
      recursive: true,
      encoding: 'utf8',
    });
    const secret = brought.filter((file) => /problem-sets.*(?:instructor|mutants).*\.\w+$/.test(file));
    assert.deepEqual(
      secret.filter((file) => !file.includes('template')),
      [],
    );
    assert.ok(brought.includes(join('problem-sets', 'ps1', 'ps1.ipynb')) && secret.length > 0);
    assert.deepEqual(brought.filter((file) => /\.(?:map|blob|cache|tsbuildinfo)$|^dist.(?:test|bench)/.test(file) && !file.includes('node_modules')), []); // prettier-ignore
  });

  for (const [index, job] of blocks('yaml').entries()) {
    const [name] = job.match(/^(?:name: )?\w+/) ?? [];
    it(`runs job ${index + 1}, ${name}, as it stands there`, function () {
      const commands = commandsOf(job);
      assert.ok(commands.some((command) => command.startsWith('npx edflab ')) && commands.some((command) => command.startsWith('npm ci'))); // prettier-ignore
      if (job.includes('--require-sandbox') && !isComplete) return this.skip();
      if (job.includes('edflab grade') && !existsSync(join(folder, 'course/ps1'))) bringSolutions();
      const said = commands.map(succeed).join('\n');
      if (said.includes('grade')) assert.match(said, /2 of 2 graded/);
      else assert.match(said, /100 of 100 points/);
    });
  }

  it('a push of too few points fails, and says why', () => {
    const { status, said } = run('npx edflab check submissions/ben.ipynb --at-least 99');
    assert.equal(status, 1);
    assert.match(said, /upstream gradient, passed through unchanged/);
    assert.match(said, /90 points, at least 99 are asked for/);
  });
});

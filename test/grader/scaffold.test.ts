// A problem set that `edflab new-problem-set` makes, far from any checkout: proved, released, and used by a notebook.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNotebook } from '../../grader/notebook/notebook.js';
import { ownFolder } from '../../grader/problem-set-files.js';
import { loadProblemSet } from '../../grader/problem-set.js';
import { folderFor, scaffold } from '../../grader/scaffold.js';
import { root } from '../root.js';

const edflab = join(root, 'bin/edflab.mjs');

describe('a new problem set', function () {
  this.timeout(120_000);
  let folder: string;
  let set: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edflab-scaffold-'));
    set = join(folder, 'week-3');
    scaffold(set);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('validates as it is, from a folder that knows no edflab', () => {
    const said = execFileSync(process.execPath, [edflab, 'validate', './week-3'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.match(said, /^9 of 9 hold\.$/m);
  });

  it('gives students a check that works beside their notebook', () => {
    execFileSync(process.execPath, [edflab, 'release', './week-3', '-o', 'handout'], { cwd: folder });
    const run = spawnSync(process.execPath, [edflab, 'run', 'handout/week-3.ipynb', '-o', 'out.ipynb'], { cwd: folder, encoding: 'utf8' }); // prettier-ignore
    assert.ok(existsSync(join(folder, 'out.ipynb')), run.stderr);
    const outputs = readFileSync(join(folder, 'out.ipynb'), 'utf8');
    assert.match(outputs, /Square\.backward: not yet \(0 of 10 points\)/);
    assert.match(outputs, /backward of Square is not written yet/);
  });

  it('can be checked by students, who have no instructor’s notebook', () => {
    const given = spawnSync(process.execPath, [edflab, 'check', 'handout/week-3.ipynb'], { cwd: folder, encoding: 'utf8' }); // prettier-ignore
    assert.match(given.stdout, /A problem set to begin with: 0 of 16 points/, given.stderr);
    const solved = join(folder, 'handout/solved.ipynb');
    copyFileSync(join(set, 'instructor/week-3.ipynb'), solved);
    const own = spawnSync(process.execPath, [edflab, 'check', 'handout/solved.ipynb'], { cwd: folder, encoding: 'utf8' }); // prettier-ignore
    assert.match(own.stdout, /A problem set to begin with: 14 of 16 points/, own.stderr);
  });

  it('hands out no solution and no hidden test', () => {
    const released = readFileSync(join(folder, 'handout/week-3.ipynb'), 'utf8');
    assert.doesNotMatch(released, /SOLUTION|HIDDEN|new Square\(|mul\(2\)|derivative of \$x/);
    const { notebook } = parseNotebook(released);
    assert.match(notebook.cells[1].source, /from '\.\/index\.ts'/, 'imports from where it lies now');
  });

  it('is refused where there is something already, or under a name that is none', () => {
    assert.throws(() => scaffold(set), /week-3 is there already/);
    assert.throws(() => scaffold(join(folder, 'a b')), /'a b' cannot be a problem set's name/);
  });

  it('goes into problem-sets/ in a checkout, and into the folder named elsewhere', () => {
    assert.equal(folderFor('ps9', root), join(ownFolder, 'ps9'));
    assert.equal(folderFor('ps9', folder), join(folder, 'ps9'));
    assert.equal(folderFor('./ps9', root), join(root, 'ps9'));
  });

  it('is not found under a name it does not have', async () => {
    await assert.rejects(loadProblemSet('./week-4'), /There is no problem set '\.\/week-4'/);
  });
});

it('every problem set of the package can be imported as edflab/NAME', async () => {
  for (const name of ['ps1', 'template', 'kinds']) {
    const { check } = (await import(`edflab/${name}`)) as { check: unknown };
    assert.equal(typeof check, 'function');
  }
});

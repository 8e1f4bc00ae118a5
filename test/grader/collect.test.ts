// Whose a submission is, and under which name its results are kept: nobody's file may take another's place.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { collectSubmissions, readSubmission } from '../../grader/collect.js';

describe('collecting submissions', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'edflab-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const hand = (...names: string[]) => {
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
    return collectSubmissions([folder], 'ps1');
  };
  const namesOf = (...names: string[]) => hand(...names).map(({ name }) => name);

  it("gives every file a folder of its own, also where a student is called like another's second file", () => {
    assert.deepEqual(namesOf('ada-2.ipynb', 'x/ada.ipynb', 'y/ada.ipynb'), ['ada-2', 'ada', 'ada-3']);
    const files = namesOf('1/Ada.ipynb', '2/ada.ipynb', '3/straße.ipynb', '4/STRASSE.ipynb');
    assert.equal(new Set(files.map((name) => name.toUpperCase())).size, files.length);
  });

  it('names no folder like what is written beside the folders or a device of Windows, and leaves the student their name', () => {
    const files = hand(
      ...['grades.csv', 'overview.html', 'con', 'nul.txt', 'lpt1', 'conrad'].map((name) => `${name}.ipynb`),
    );
    assert.deepEqual(
      files.map(({ name }) => name),
      ['_con', 'conrad', '_grades.csv', '_lpt1', '_nul.txt', '_overview.html'],
    );
    assert.equal(files[0].student, 'con');
  });

  it('makes names that any file system takes of all that a file may be called', () => {
    const odd = ['㌀'.repeat(80), '_..', '%2e%2e%2f', 'a\nb\u001b[31m', '-rf', '𝔸'.repeat(60), '=1+1', '   '];
    const files = hand(...odd.map((name, index) => `${index}/${name}.ipynb`));
    assert.equal(files.length, odd.length);
    for (const { name, path } of files) {
      assert.ok(Buffer.byteLength(name) <= 203, name);
      assert.match(name, /^[\p{L}\p{N}_@][\p{L}\p{N}._@-]*$/u);
      mkdirSync(join(folder, 'out', name), { recursive: true });
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(readSubmission({ path, name, student: name }).file, /[\u0000-\u001f]/);
    }
  });

  it('lets a folder that is called like a notebook stand for a submission, and looks into one that holds some', () => {
    mkdirSync(join(folder, 'ada.ipynb'));
    const found = hand('bob.ipynb/ps1.ipynb', 'CEM.IPYNB', '.ipynb_checkpoints/ps1.ipynb', 'notes.txt');
    assert.deepEqual(
      found.map(({ path, student }) => [relative(folder, path), student]),
      [
        ['CEM.IPYNB', 'CEM'],
        ['ada.ipynb', 'ada'],
        [join('bob.ipynb', 'ps1.ipynb'), 'bob.ipynb'],
      ],
    );
    assert.match(readSubmission(found[1]).unreadable!, /is not a file/);
  });

  it('does not stop at a folder that it may not open', function () {
    if (process.platform === 'win32' || process.getuid!() === 0) this.skip();
    hand('closed/ps1.ipynb');
    chmodSync(join(folder, 'closed'), 0);
    const found = hand('open/ps1.ipynb').map(({ student }) => student);
    chmodSync(join(folder, 'closed'), 0o700);
    assert.deepEqual(found, ['closed', 'open']);
  });
});

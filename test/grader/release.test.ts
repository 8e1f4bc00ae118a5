import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksum, nbgraderMetadata, type NbgraderMetadata } from '../../grader/notebook/nbgrader.js';
import type { Cell, CellType, Notebook } from '../../grader/notebook/notebook.js';
import { releaseNotebook } from '../../grader/release.js';
import { root } from '../root.js';

const tags = (more: Partial<NbgraderMetadata>): { nbgrader: NbgraderMetadata } => ({
  nbgrader: { schema_version: 3, grade: false, locked: false, solution: false, ...more },
});
const code = (source: string, metadata: Record<string, unknown> = {}): Cell => ({
  id: 'c',
  cell_type: 'code',
  source,
  metadata,
  outputs: [{ output_type: 'stream' }],
  execution_count: 3,
});
const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const releaseOne = (cell: Cell): Cell => releaseNotebook(notebook(cell)).cells[0];
const solution = (source: string) =>
  releaseOne(code(source, tags({ solution: true, grade_id: 'relu' }))).source;

describe("nbgrader's cell metadata", () => {
  interface Case extends NbgraderMetadata {
    source: string;
    cell_type: CellType;
    checksum: string;
  }
  const cases = JSON.parse(readFileSync(join(root, 'test/fixtures/grader/checksums.json'), 'utf8')) as Case[];

  it("has the checksum that nbgrader's rule gives in Python", () => {
    assert.ok(cases.length >= 30);
    for (const { source, cell_type, checksum: expected, ...metadata } of cases) {
      assert.equal(
        checksum(source, cell_type, { ...metadata, schema_version: 3 }),
        expected,
        JSON.stringify({ source, cell_type, ...metadata }),
      );
    }
  });

  for (const [what, metadata, message] of [
    ['an unknown field', { ...tags({}).nbgrader, colour: 'red' }, /additional properties/],
    ['a missing field', { schema_version: 3, grade: false }, /required property 'locked'/],
    [
      'another schema version',
      { ...tags({}).nbgrader, schema_version: 2 },
      /schema_version is 2, expected 3: .*`nbgrader update`/,
    ],
    ['a grade_id with a blank', { ...tags({}).nbgrader, grade_id: 'my relu' }, /pattern/],
    [
      'points without a grade',
      { ...tags({}).nbgrader, points: 1 },
      /has points and is neither graded nor a task/,
    ],
    [
      'a grade without points',
      { ...tags({}).nbgrader, grade: true, grade_id: 'x' },
      /required property 'points'/,
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => nbgraderMetadata(code('', { nbgrader: metadata })), message);
    });
  }

  it('may be that of a task, which has points and no answer of its own', () => {
    const task = { ...tags({}).nbgrader, locked: true, task: true, grade_id: 'essay', points: 3 };
    assert.deepEqual(nbgraderMetadata(code('', { nbgrader: task })), task);
  });
});

describe('release', () => {
  it('puts a note and a throw in the place of a method body', () => {
    const source = [
      'class Relu extends CompNode {',
      '  backward() {',
      '    // BEGIN SOLUTION Which entries may pass?',
      '    this.x.addgrad(this.grad.mul(this.x.value.gt(0)));',
      '    // END SOLUTION',
      '  }',
      '}',
    ].join('\n');
    assert.deepEqual(solution(source).split('\n'), [
      'class Relu extends CompNode {',
      '  backward() {',
      '    // Which entries may pass?',
      "    throw new Error('backward is not implemented yet');",
      '  }',
      '}',
    ]);
  });

  it('puts a comment alone in a class body and at the top level, where a throw would be a syntax error or end the cell', () => {
    assert.equal(
      solution('class A {\n  // BEGIN SOLUTION\n  f() {}\n  // END SOLUTION\n}'),
      'class A {\n  // Write your code here.\n}',
    );
    assert.equal(solution('// BEGIN SOLUTION: choose one\nconst a = 1\n// END SOLUTION'), '// choose one');
  });

  it("understands nbgrader's ### markers inside a comment, and empties an untagged solution cell as a whole", () => {
    assert.equal(solution('// ### BEGIN SOLUTION\n1\n// ### END SOLUTION'), '// Write your code here.');
    assert.equal(solution('const secret = 42'), '// Write your code here.');
  });

  it('takes hidden tests and outputs away and locks what is graded', () => {
    const graded = tags({ grade: true, locked: true, grade_id: 'check-relu', points: 2 });
    const released = releaseOne(
      code("check('relu')\n// BEGIN HIDDEN TESTS\nsecret()\n// END HIDDEN TESTS", graded),
    );
    assert.equal(released.source, "check('relu')");
    assert.deepEqual([released.outputs, released.execution_count], [[], null]);
    assert.deepEqual([released.metadata.editable, released.metadata.deletable], [false, false]);
    const { checksum: written } = released.metadata.nbgrader as NbgraderMetadata;
    assert.equal(written, checksum("check('relu')", 'code', graded.nbgrader));
  });

  for (const [what, source, message] of [
    ['a region left open', '// BEGIN SOLUTION\n1', /'relu': BEGIN SOLUTION without an END/],
    ['an end without a beginning', '1\n// END SOLUTION', /line 2: END SOLUTION without/],
    [
      'a region inside a region',
      '// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION',
      /line 2: BEGIN SOLUTION inside/,
    ],
  ] as const) {
    it(`refuses ${what} and names the cell`, () => assert.throws(() => solution(source), message));
  }

  it('refuses a solution in a cell that is not tagged as one', () => {
    assert.throws(() => releaseOne(code('// BEGIN SOLUTION\n1\n// END SOLUTION')), /a marker is left over/);
  });

  it('refuses two cells with one grade_id', () => {
    const cell = code('', tags({ solution: true, grade_id: 'relu' }));
    assert.throws(() => releaseNotebook(notebook(cell, cell)), /Two cells have the grade_id 'relu'/);
  });
});

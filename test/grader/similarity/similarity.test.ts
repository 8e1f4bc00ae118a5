// A class of students whose answers are the right and wrong ones that problem set 1 knows, each written apart from the others, and
// some that are not.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { similarityHtml } from '../../../grader/formats/similarity.js';
import { formatNotebook } from '../../../grader/notebook/notebook.js';
import { loadProblemSet, type LoadedProblemSet } from '../../../grader/problem-set.js';
import { compareSubmissions, type SimilarPair } from '../../../grader/similarity/compare.js';
import { givenBy, readForComparison, type Given } from '../../../grader/similarity/submissions.js';
import { root } from '../../root.js';
import { hasChromium } from '../../lab/browser.js';
import { solvedExcept } from '../support.js';

const edflab = join(root, 'bin/edflab.mjs');
/** Not LogLoss: those of the problem set's answers have one forward among them. */
const questions = ['sigmoid', 'relu', 'tanh', 'affine', 'softmax'];

/** An answer to Affine of some length, which is not the solution. */
const original = `
class Affine extends CompNode {
  constructor(public Phi: AffineParams, public x: Node) { super(); }
  forward() {
    this.value = np.matmul(this.x.value, this.Phi.w.value).sub(this.Phi.b.value);
  }
  backward() {
    const [B, n] = this.x.value.shape;
    const m = this.grad.shape[1];
    const slope = np.zeros([B, n]);
    for (let b = 0; b < B; b++) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += this.grad.get(b, j) * this.Phi.w.value.get(i, j);
        slope.set(b, i, sum);
      }
    }
    this.x.addgrad(slope);
    this.Phi.b.addgrad(this.grad.neg());
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad));
  }
}`;

/** The same by somebody who hopes that nobody looks: other names, comments, layout, types, letters of the einsum. */
const renamed = original
  .replace(/\bslope\b/g, 'dx')
  .replace(/\bsum\b/g, 'accumulator')
  .replace(/\bB\b/g, 'batch')
  .replace(/\bn\b/g, 'inputs')
  .replace(/\bm\b/g, 'outputs')
  .replace(/\bb\b(?!\.)/g, 'row')
  .replace(/\bi\b/g, 'col')
  .replace(/this\.Phi\.row/g, 'this.Phi.b')
  .replace("'bi,bj->bij'", "'np,nq->npq'")
  .replace('const dx =', '// here comes the gradient of x\n    const dx: NDArray =')
  .replaceAll(';\n', '\n');

/** The loops in the middle of something else. */
const partly = original
  .replace(
    'const [B, n] = this.x.value.shape;',
    'const ones = np.ones([3]); const B = this.grad.shape[0]; const n = this.x.value.shape[1];',
  )
  .replace(
    "einsum('bi,bj->bij', this.x.value, this.grad)",
    'np.matmul(this.x.value.expandDims(2), this.grad.expandDims(1))',
  );

describe('similar submissions', function () {
  this.timeout(600_000);
  let folder: string;
  let problemSet: LoadedProblemSet;
  let given: Given;
  /** Answers by student; questions that are not named have another right answer of the problem set's for each student. */
  let independent: (student: number) => Record<string, string>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'edflab-similarity-'));
    problemSet = await loadProblemSet('ps1');
    given = givenBy(problemSet);
    const { rewrites } = await problemSet.knownAnswers();
    const answers = new Map(questions.map((id) => [id, rewrites.filter(({ problem }) => problem === id)]));
    independent = (student) =>
      Object.fromEntries(
        questions.flatMap((id) => {
          const all = answers.get(id)!;
          return student < all.length ? [[id, all[student].source]] : [];
        }),
      );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const handIn = (student: string, text: string) => {
    mkdirSync(join(folder, 'in'), { recursive: true });
    writeFileSync(join(folder, 'in', `${student}.ipynb`), text);
    return { path: join(folder, 'in', `${student}.ipynb`), name: student, student };
  };
  const compare = (students: Record<string, Record<string, string> | string>): SimilarPair[] => {
    const read = Object.entries(students).map(([student, answers]) =>
      readForComparison(
        handIn(student, typeof answers === 'string' ? answers : formatNotebook(solvedExcept(answers))),
        problemSet,
        given,
        new Map(),
      ),
    );
    return compareSubmissions(read, given);
  };
  const between = (pairs: SimilarPair[], ...names: string[]) =>
    pairs.find(({ a, b }) => names.includes(a.student) && names.includes(b.student));
  const classmates = () => Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [`student${n}`, independent(n)]));

  it('a renamed copy is found, with the parts that are equal, and nobody else is', () => {
    const pairs = compare({ ...classmates(), ada: { affine: original }, ben: { affine: renamed } });
    const [first, second] = pairs;
    assert.deepEqual([first.a.student, first.b.student], ['ada', 'ben']);
    assert.ok(first.similarity > 0.7, String(first.similarity));
    const [{ id, parts, sources }] = first.answers;
    assert.equal(id, 'affine');
    assert.equal(parts.length, 1);
    const [one, other] = [parts[0].a, parts[0].b].map(({ start, end }, side) =>
      sources[side].slice(start, end),
    );
    assert.match(one, /slope\.set\(b, i, sum\)[^]*addgrad\(slope\)/);
    assert.match(other, /dx\.set\(row, col, accumulator\)[^]*addgrad\(dx\)/);
    assert.ok(
      !(second?.similarity >= 0.5),
      second && `${second.a.student} ${second.b.student} ${second.similarity}`,
    );
  });

  it('a copy of one part, in an answer that is otherwise new, is found as that part', () => {
    const pairs = compare({ ...classmates(), ada: { affine: original }, cem: { affine: partly } });
    const pair = between(pairs, 'ada', 'cem')!;
    assert.equal(pairs[0], pair);
    const first = between(
      compare({ ...classmates(), ada: { affine: original }, ben: { affine: renamed } }),
      'ada',
      'ben',
    )!;
    assert.ok(pair.similarity >= 0.5 && pair.similarity < first.similarity, String(pair.similarity));
    const text = pair.answers[0].parts.map(({ a: { start, end } }) => original.slice(start, end)).join('\n');
    assert.match(text, /sum \+= this\.grad\.get\(b, j\)/);
    assert.doesNotMatch(text, /einsum/);
  });

  it('the released notebook, the solution, and short answers that are right say nothing', () => {
    const released = readFileSync(problemSet.released, 'utf8');
    const short = { relu: 'class Relu extends CompNode { constructor(public x: Node) { super() } forward() { this.value = np.maximum(this.x.value, 0) } backward() { this.x.addgrad(this.grad.mul(this.x.value.gt(0))) } }' }; // prettier-ignore
    const pairs = compare({
      ...classmates(),
      r1: released,
      r2: released,
      s1: {},
      s2: {},
      t1: short,
      t2: short,
    });
    for (const names of [
      ['r1', 'r2'],
      ['s1', 's2'],
      ['r1', 's1'],
      ['t1', 't2'],
      ['s1', 't1'],
    ])
      assert.equal(between(pairs, ...names), undefined, names.join());
  });

  it('what half of the class has counts for less than what two have', () => {
    const six = { ...classmates(), ada: { affine: original }, ben: { affine: renamed } };
    const rare = between(compare(six), 'ada', 'ben')!.similarity;
    const many = Object.fromEntries(
      Object.keys(classmates())
        .slice(0, 3)
        .map((name) => [name, { affine: original }]),
    );
    const common = between(compare({ ...six, ...many }), 'ada', 'ben')!.similarity;
    assert.ok(common < rare - 0.2, `${common} ${rare}`);
  });

  it('cells that a student added count, two files of one student do not, and what is no notebook is named', () => {
    const helper = original.replace('class Affine', 'class Helper');
    const withHelper = (name: string) => {
      const notebook = solvedExcept({});
      notebook.cells.push({
        cell_type: 'code',
        id: name,
        source: helper,
        metadata: {},
        outputs: [],
        execution_count: null,
      });
      return formatNotebook(notebook);
    };
    const files = [handIn('ada', withHelper('a')), { ...handIn('again', withHelper('b')), student: 'ada' }, handIn('ben', withHelper('c')), handIn('dot', '{')]; // prettier-ignore
    const read = files.map((file) => readForComparison(file, problemSet, given, new Map()));
    const pairs = compareSubmissions(read, given);
    assert.deepEqual(
      pairs.map(({ a, b }) => [a.student, b.student]),
      [
        ['ada', 'ben'],
        ['ada', 'ben'],
      ],
    );
    assert.equal(pairs[0].answers[0].title, 'Other cells');
    assert.match(read[3].unreadable, /not JSON/);
  });

  it('the command says it in a table, in JSON and on a page, mistakes of graded work included', async () => {
    const { mutants, rewrites } = await problemSet.knownAnswers();
    const answer = <Known extends { problem: string }>(
      of: readonly Known[],
      problem: string,
      is: (one: Known) => boolean,
    ) => of.find((one) => one.problem === problem && is(one))!;
    const tanh = answer(mutants, 'tanh', ({ code }) => code === 'extra-factor').source;
    const sign = answer(mutants, 'tanh', ({ code }) => code === 'sign').source;
    const affine = answer(rewrites, 'affine', ({ id }) => id === 'broadcast-product').source;
    const noted = tanh.replace('backward()', '/* mine */ backward()');
    rmSync(join(folder, 'in'), { recursive: true, force: true });
    const students = { ada: { affine, tanh }, ben: { affine, tanh: noted }, cem: { tanh: sign }, dot: {} };
    for (const [student, answers] of Object.entries(students))
      handIn(student, formatNotebook(solvedExcept(answers)));
    writeFileSync(join(folder, 'key'), 'a key of more than sixteen bytes');
    const run = (...args: string[]) => execFileSync(process.execPath, [edflab, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }); // prettier-ignore
    run('grade', 'ps1', 'in', '--key', 'key', '--out', 'grades', '--timeout', '60');
    const said = run('similarity', 'ps1', 'in', '--grades', 'grades', '--out', 'alike');
    assert.match(said, /^similar +code +same mistakes +submissions of +where$/m);
    assert.match(said, /^ +\d\d % +\d\d % +1 +ada, ben +Affine\.backward \d\d %/m);
    assert.match(said, /^4 submissions, 1 pairs? at least 50 % similar: alike\/similarity\.html$/m);
    assert.match(said, /^Similar is not copied: .* Look at both/m);
    const json = JSON.parse(readFileSync(join(folder, 'alike/similarity.json'), 'utf8')) as {
      pairs: { students: string[]; mistakes: { id: string; holders: number }[] }[];
    };
    assert.deepEqual(json.pairs[0].students, ['ada', 'ben']);
    assert.deepEqual(
      json.pairs[0].mistakes.map(({ id, holders }) => [id, holders]),
      [['tanh', 2]],
    );
    const page = readFileSync(join(folder, 'alike/similarity.html'), 'utf8');
    assert.match(page, /The same mistakes/);
    assert.match(page, /<mark[^>]*>[^<]*addgrad/);
    assert.doesNotMatch(page, /cheat|plagiar|<script|(?:src|href)="(?!#)/i);
  });

  it('the page fits a screen and a phone', async function () {
    if (!hasChromium) return this.skip();
    const pairs = compare({ ada: { affine: original }, ben: { affine: renamed } });
    const report = {
      problemSet: 'ps1',
      title: problemSet.title,
      submissions: 2,
      unreadable: [],
      withMistakes: false,
    };
    writeFileSync(join(folder, 'page.html'), similarityHtml({ ...report, pairs, least: 0.5 }));
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] }); // prettier-ignore
    try {
      for (const width of [1280, 390]) {
        const page = await browser.newPage({ viewport: { width, height: 800 } });
        await page.goto(pathToFileURL(join(folder, 'page.html')).href);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        const sides = await page.locator('.sides').first().locator('> div').all();
        const [one, other] = await Promise.all(sides.map((side) => side.boundingBox()));
        if (width > 1000) assert.equal(one!.y, other!.y, 'side by side');
        else assert.ok(other!.y >= one!.y + one!.height, 'one above the other');
      }
    } finally {
      await browser.close();
    }
  });

  it('the page shows every text of a student as text', () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'`;
    const side = { student: evil, file: evil, sources: new Map(), mistakes: new Map(), unreadable: evil };
    const span = { start: 0, end: '<script>alert(1)<'.length };
    const html = similarityHtml({
      problemSet: 'ps1',
      title: evil,
      submissions: 2,
      unreadable: [{ student: evil, reason: evil }],
      withMistakes: true,
      least: 0.4,
      pairs: [
        {
          a: side,
          b: side,
          similarity: 1,
          code: 1,
          answers: [{ id: 'relu', title: evil, similarity: 1, tokens: 9, sources: [evil, evil], parts: [{ a: span, b: span, tokens: 9, holders: 2 }] }], // prettier-ignore
          mistakes: [{ id: 'relu', title: evil, summary: evil, holders: 2 }],
        },
      ],
    });
    assert.doesNotMatch(html, /<script|<img/);
    assert.match(html, /<mark[^>]*>&lt;script&gt;alert\(1\)&lt;<\/mark>/);
  });

  for (const [what, args, message] of [
    [
      'one submission',
      ['ps1', 'in/ada.ipynb'],
      /Two submissions or more are compared; there is one notebook in in.ada\.ipynb/,
    ],
    [
      'no grades',
      ['ps1', 'in', '--grades', 'in'],
      /There are no results in in: name the folder that edflab grade wrote/,
    ],
    ['a percentage that is none', ['ps1', 'in', '--min', 'most'], /A percentage is needed, 0 to 100/],
  ] as const) {
    it(`says in a sentence what is wrong with ${what}`, () => {
      const { status, stderr } = spawnSync(process.execPath, [edflab, 'similarity', ...args], { cwd: folder, encoding: 'utf8' }); // prettier-ignore
      assert.notEqual(status, 0);
      assert.match(stderr, message);
    });
  }
});

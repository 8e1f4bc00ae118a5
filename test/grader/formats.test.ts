import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import { adjust, noAdjustments } from '../../grader/adjustments.js';
import { gradedText, readGraded } from '../../grader/formats/graded.js';
import { gradebook } from '../../grader/formats/gradebook.js';
import { feedbackHtml } from '../../grader/formats/feedback.js';
import { gradescopeResults, gradescopeSchema } from '../../grader/formats/gradescope.js';
import { overviewHtml } from '../../grader/formats/overview.js';
import { forTerminal } from '../../grader/formats/terminal.js';
import { plainText } from '../../grader/formats/text.js';
import type { QuestionResult, SubmissionResult } from '../../grader/result.js';
import { Ajv } from 'ajv';

const question = (more: Partial<QuestionResult> = {}): QuestionResult => ({
  id: 'relu',
  title: 'ReLU',
  points: 2,
  earned: 0,
  status: 'failed',
  summary: 'It did not finish within 10 s.',
  detail: '',
  obstacle: 'timeout',
  report: null,
  notes: [],
  ...more,
});
const result = (more: Partial<SubmissionResult> = {}): SubmissionResult => ({
  problemSet: 'ps1',
  title: 'Backpropagation',
  student: 'ada',
  file: 'ada.ipynb',
  submissionHash: 'f'.repeat(64),
  fingerprint: 'f'.repeat(32),
  earned: 0,
  points: 2,
  questions: [question()],
  complaints: [],
  isolation: { held: ['bubblewrap'], missing: [] },
  ...more,
});
const grade = (more: Partial<SubmissionResult> = {}) => adjust(result(more), noAdjustments);

describe('grades.csv', () => {
  it("has nbgrader's columns in nbgrader's order, and a row for each submission by student", () => {
    const lines = gradebook([grade({ student: 'grace' }), grade({ questions: [question({ earned: 1.5 })] })])
      .trimEnd()
      .split('\n');
    assert.equal(
      lines[0],
      'assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score',
    );
    assert.deepEqual(lines.slice(1), [
      '"ps1","","","ada","","","",1.5,0,1.5,2',
      '"ps1","","","grace","","","",0,0,0,2',
    ]);
  });

  it('quotes quotes and commas, and makes formulas harmless', () => {
    const students = ['a "b", c', ...['=', '+', '-', '@', '\t'].map((start) => `${start}1`)];
    const rows = parse(gradebook(students.map((student) => grade({ student }))), { from: 2 });
    assert.deepEqual(
      rows.map((row) => row[3]).sort(),
      ['a "b", c', ...students.slice(1).map((name) => `'${name}`)].sort(),
    );
  });
});

describe('results.json', () => {
  const conforms = new Ajv({ strict: false }).compile(gradescopeSchema);

  it("is what Gradescope's manual describes", () => {
    for (const status of ['passed', 'partial', 'failed', 'pending'] as const) {
      assert.ok(
        conforms(JSON.parse(JSON.stringify(gradescopeResults(grade({ questions: [question({ status })] }))))),
        JSON.stringify(conforms.errors),
      );
    }
  });

  it('says when something was not isolated', () => {
    assert.equal(
      gradescopeResults(grade({ isolation: { held: [], missing: ['network'] } })).output,
      'not isolated: network',
    );
  });
});

describe('graded.json', () => {
  it('is read back as it was, NaN and all, and anything else is not', () => {
    const value = { dtype: 'float64', shape: [3], data: Float64Array.of(NaN, -0, 1e-300) } as const;
    const report = { counterexample: { got: value } } as unknown as QuestionResult['report'];
    const one = result({ questions: [question({ report })] });
    assert.deepEqual(readGraded(gradedText(one)), one);
    for (const text of ['', '{}', '{"questions":[]}', '{"fingerprint":"a"}', 'null', '[]', '7'])
      assert.equal(readGraded(text), undefined, text);
  });
});

describe('feedback.html', () => {
  it('shows every text of a student as text', () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'`;
    const html = feedbackHtml(
      grade({
        student: evil,
        file: evil,
        complaints: [evil],
        questions: [question({ summary: evil, detail: `${evil}\n${evil}`, notes: [evil], title: evil })],
      }),
    );
    assert.ok(!/<script|<img|onerror=[^&]*"/i.test(html.replaceAll('&lt;', '')));
    assert.equal(html.match(/<script/g), null);
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
  });

  it('says nothing of a right answer but its points, unless there is a remark', () => {
    const right = { status: 'passed', earned: 2 } as const;
    const sections = (more: Partial<QuestionResult>) =>
      feedbackHtml(grade({ questions: [question(more)] })).match(/<section/g)?.length ?? 0;
    assert.deepEqual(
      [sections(right), sections({ ...right, notes: ['Two cells.'] }), sections({})],
      [0, 1, 1],
    );
  });

  it('of a file that cannot be read says so once, not for every question', () => {
    const questions = ['a', 'b'].map((id) => question({ id, obstacle: 'missing-cell', summary: 'No cell.' }));
    const html = feedbackHtml(grade({ questions, complaints: ['It is not JSON.'] }));
    assert.ok(html.includes('It is not JSON.') && !html.includes('No cell.'));
    assert.equal(feedbackHtml(grade({ questions })).match(/No cell\./g)?.length, 2);
  });

  it('needs nothing from anywhere else and fits a phone', () => {
    const html = feedbackHtml(grade());
    assert.ok(html.includes("default-src 'none'") && html.includes('width=device-width'));
    assert.deepEqual(html.match(/(?:src|href)="(?!#)[^"]*"/g), null);
  });
});

describe('a report on a terminal', () => {
  const shown = (line: string, columns?: number) => stripVTControlCharacters(forTerminal([line], columns));

  it('breaks lines between words and goes on under their beginning; lines of code and of a file stay whole', () => {
    const words = 'word '.repeat(12).trim();
    const [start, rest] = [words.slice(0, 34), words.slice(35)];
    assert.equal(shown(`  ✗ backward: ${words}`, 50), `  ✗ backward: ${start}\n    ${rest}`);
    assert.equal(shown(`  > 4 | ${words}`, 50), `  > 4 | ${words}`);
    assert.equal(shown(`  ${words}`), `  ${words}`);
  });
});

describe('text of a student', () => {
  it('loses terminal escapes, controls and marks that reorder it, and keeps the rest', () => {
    assert.equal(
      plainText('\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u202e\u0000 é 汉 😀\nok'),
      'red link é 汉 😀\nok',
    );
  });

  it('is cut to a length, and half a character is not left', () => {
    assert.equal(plainText('a'.repeat(50), 10), `${'a'.repeat(10)} ...`);
    assert.equal(plainText('\ud83d'), '\ufffd');
  });
});

describe('overview.html', () => {
  const answer = (student: string, earned: number, summary: string) => ({
    folder: student,
    grade: grade({
      student,
      questions: [question({ earned, summary, status: earned === 2 ? 'passed' : 'failed' })],
    }),
  });
  const page = overviewHtml([
    answer('ada', 2, 'Everything holds.'),
    answer('bob <b>', 0, 'x.grad has the wrong sign.'),
    answer('cyd', 0, 'x.grad has the wrong sign.'),
    answer('dan', 1, 'It did not finish within 10 s.'),
  ]);
  const text = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

  it('says how the points are spread', () => {
    assert.match(text, /4 submissions, mean 0\.8, median 0\.5 of 2 points/);
    assert.match(page, /aria-label="[^"]*: 2 from 0 to 10 %, .*, 1 from 50 to 60 %, .*, 1 from 90 to 100 %"/);
  });

  it('says of each question how it went and which mistake was made how often, the commonest first', () => {
    assert.match(
      text,
      /ReLU 0\.8 of 2 1 right, 3 wrong 2 × x\.grad has the wrong sign\. 1 × It did not finish/,
    );
    assert.doesNotMatch(text, /Everything holds/);
  });

  it('leads to the feedback of each, whatever a student is called', () => {
    assert.match(page, /href="bob%20%3Cb%3E\/feedback\.html"><bdi>bob &lt;b&gt;</);
    assert.doesNotMatch(page, /<b>/);
  });
});

import assert from 'node:assert/strict';
import { csvField, gradebook, gradebookColumns } from '../../grader/formats/gradebook.js';
import { feedbackHtml } from '../../grader/formats/feedback.js';
import {
  gradescopeResults,
  gradescopeSchema,
  readGradescopeResults,
} from '../../grader/formats/gradescope.js';
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

describe('grades.csv', () => {
  it("has nbgrader's columns in nbgrader's order, and a row for each submission by student", () => {
    const lines = gradebook([result({ student: 'grace' }), result({ earned: 1.5 })])
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
    assert.equal(lines[1].split(',').length, gradebookColumns.length);
  });

  it('quotes quotes and commas, and makes formulas harmless', () => {
    assert.equal(csvField('a "b", c'), '"a ""b"", c"');
    for (const start of ['=', '+', '-', '@', '\t']) assert.equal(csvField(`${start}1`), `"'${start}1"`);
  });
});

describe('results.json', () => {
  const conforms = new Ajv({ strict: false }).compile(gradescopeSchema);

  it("is what Gradescope's manual describes", () => {
    for (const status of ['passed', 'partial', 'failed', 'pending'] as const) {
      assert.ok(
        conforms(
          JSON.parse(JSON.stringify(gradescopeResults(result({ questions: [question({ status })] })))),
        ),
        JSON.stringify(conforms.errors),
      );
    }
  });

  it('says when something was not isolated', () => {
    assert.equal(
      gradescopeResults(result({ isolation: { held: [], missing: ['network'] } })).output,
      'not isolated: network',
    );
  });

  it('can be read back, and anything else cannot', () => {
    const read = readGradescopeResults(JSON.stringify(gradescopeResults(result({ earned: 1 }))));
    assert.deepEqual(
      [read?.student, read?.earned, read?.fingerprint, read?.questions[0].status],
      ['ada', 1, 'f'.repeat(32), 'failed'],
    );
    for (const text of ['', '{}', '{"tests":[]}', '{"tests":[],"extra_data":{"edflab":{}}}', 'null']) {
      assert.equal(readGradescopeResults(text), undefined, text);
    }
  });
});

describe('feedback.html', () => {
  it('shows every text of a student as text', () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'`;
    const html = feedbackHtml(
      result({
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

  it('needs nothing from anywhere else and fits a phone', () => {
    const html = feedbackHtml(result());
    assert.ok(html.includes("default-src 'none'") && html.includes('width=device-width'));
    assert.deepEqual(html.match(/(?:src|href)="(?!#)[^"]*"/g), null);
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

// Points by hand, deadlines and late penalties, and what they make of all that is handed out.
import assert from 'node:assert/strict';
import { adjust, noAdjustments, readLatePenalties, readManualPoints } from '../../grader/adjustments.js';
import { feedbackHtml } from '../../grader/formats/feedback.js';
import { gradebook } from '../../grader/formats/gradebook.js';
import { gradescopeResults } from '../../grader/formats/gradescope.js';
import { summaryLine } from '../../grader/formats/report-text.js';
import {
  noPenalty,
  parsePolicy,
  parseTime,
  penaltyShare,
  readSubmissionTimes,
  type Deadline,
} from '../../grader/late.js';
import type { QuestionResult, SubmissionResult } from '../../grader/result.js';

const question = (id: string, earned: number, status: 'passed' | 'pending'): QuestionResult => ({
  id,
  title: `The ${id}`,
  earned,
  points: 10,
  status,
  summary: '',
  detail: '',
  obstacle: null,
  report: null,
  notes: [],
});
const result: SubmissionResult = {
  problemSet: 'ps1',
  title: 'Problem set 1',
  student: 'ada',
  file: 'ada.ipynb',
  submissionHash: '',
  fingerprint: '',
  earned: 10,
  points: 20,
  questions: [question('relu', 10, 'passed'), question('essay', 0, 'pending')],
  complaints: [],
  isolation: { held: [], missing: [] },
};
const most = new Map([
  ['relu', 10],
  ['essay', 10],
]);
const deadline = (policy: string): Deadline => ({
  due: parseTime('2026-11-20T23:59+01:00', 'test'),
  policy: parsePolicy(policy),
  submitted: new Map(),
});

describe('adjustments of grades', () => {
  it("a person's points and a penalty say the same in grades.csv, results.json, feedback.html and the terminal", () => {
    const manual = readManualPoints(
      'student,question,points\nada,essay,6\n"bob","essay","1"\n',
      'm.csv',
      most,
    );
    const late = readLatePenalties('student,penalty\r\nada,0.25\r\n', 'late.csv');
    const grade = adjust(result, { manual, late });
    assert.deepEqual([grade.earned, grade.penalty, grade.score], [16, 4, 12]);
    assert.match(gradebook([grade]), /^"ps1","","","ada","","","",16,4,12,20$/m);
    const json = gradescopeResults(grade);
    assert.equal(json.score, 12);
    assert.deepEqual(
      json.tests.map(({ score, status }) => [score, status]),
      [
        [10, 'passed'],
        [6, 'failed'],
      ],
    );
    assert.match(json.output, /Late: 25 % of the points, 4, are taken off/);
    assert.match(json.tests[1].output, /A person gave 6 of 10 points/);
    const html = feedbackHtml(grade);
    assert.match(html, /class="score">12 of 20 points/);
    assert.match(html, /Late: 25 % of the points, 4, are taken off/);
    assert.match(html, /A person gave 6 of 10 points/);
    assert.match(summaryLine(grade), /^ada +12\/20 .*4 off for lateness$/);
  });

  it('without any, the score is what the grader found', () => {
    const grade = adjust(result, noAdjustments);
    assert.match(gradebook([grade]), /^"ps1","","","ada","","","",10,0,10,20$/m);
    assert.doesNotMatch(feedbackHtml(grade) + gradescopeResults(grade).output, /Late/);
  });

  it("points that stand in place of the check's say what the check gave", () => {
    const manual = readManualPoints('{ "ada": { "relu": 4 } }', 'm.json', most);
    const [{ earned, status, notes }] = adjust(result, { manual, late: new Map() }).questions;
    assert.deepEqual([earned, status], [4, 'partial']);
    assert.deepEqual(notes, ["A person gave 4 of 10 points, in place of the check's 10."]);
  });

  it('tables say the same as CSV and as JSON', () => {
    const csv = 'student,question,points\nada,essay,6\n';
    assert.deepEqual(
      readManualPoints('{ "ada": { "essay": 6 } }', 'm.json', most),
      readManualPoints(csv, 'm.csv', most),
    );
    assert.deepEqual(
      readSubmissionTimes('{ "ada": "2026-11-21T00:00Z" }', 's.json'),
      readSubmissionTimes('student,submitted\nada,2026-11-21T00:00Z\n', 's.csv'),
    );
  });
});

describe('a deadline', () => {
  it('costs a part for each day that has begun, up to the most, and nothing before', () => {
    const at = (time: string) => penaltyShare(parseTime(time, 'test'), deadline('10%/day,25%'));
    assert.equal(at('2026-11-20T22:59Z'), 0);
    assert.equal(at('2026-11-20T22:59:01Z'), 0.1);
    assert.equal(at('2026-11-21T22:59Z'), 0.1);
    assert.equal(at('2026-11-21T23:00Z'), 0.2);
    assert.equal(at('2026-12-24T00:00Z'), 0.25);
    assert.equal(penaltyShare(parseTime('2026-11-21T01:00Z', 'test'), deadline('1%/hour')), 0.03);
  });

  it("goes by the table's time, else by the file's, and an exception goes before both", () => {
    const bare = { ...noAdjustments, deadline: deadline('10%/day') };
    const late = new Date('2026-11-21T12:00Z');
    const grade = adjust(result, bare, late);
    assert.equal(grade.penalty, 1);
    assert.match(
      gradebook([grade]),
      /^"ps1","2026-11-20T22:59:00.000Z","2026-11-21T12:00:00.000Z","ada","","","",10,1,9,20$/m,
    );
    const line = 'Late (due 2026-11-20 22:59 UTC, handed in 2026-11-21 12:00 UTC): 10 % of the points, 1,';
    assert.ok(gradescopeResults(grade).output.includes(line));
    const submitted = readSubmissionTimes('student,submitted\nada,2026-11-20T12:00Z\n', 's.csv');
    assert.equal(adjust(result, { ...bare, deadline: { ...bare.deadline, submitted } }, late).penalty, 0);
    const excused = readLatePenalties('student,penalty\nada,0\n', 'late.csv');
    assert.equal(adjust(result, { ...bare, late: excused }, late).penalty, 0);
  });

  it('without a policy is written down and costs nothing', () => {
    const free = { ...deadline('0%/day'), policy: noPenalty };
    assert.equal(adjust(result, { ...noAdjustments, deadline: free }, new Date('2027-01-01')).score, 10);
  });
});

describe('a table that a person wrote', () => {
  for (const [what, read, message] of [
    [
      'another heading',
      () => readLatePenalties('who,penalty\n', 'f'),
      /f must begin with the line student,penalty, got who,penalty/,
    ],
    ['nothing in it', () => readLatePenalties('', 'f'), /got nothing/],
    [
      'a penalty above 1',
      () => readLatePenalties('student,penalty\nada,5\n', 'f'),
      /f, line 2: penalty must be between 0 and 1, got '5'/,
    ],
    ['no number', () => readLatePenalties('student,penalty\nada,\n', 'f'), /line 2: penalty/],
    [
      'a quote that never ends',
      () => readLatePenalties('student,penalty\n"ada,1\n', 'f'),
      /f is no CSV table/,
    ],
    [
      'an unknown question',
      () => readManualPoints('student,question,points\nada,x,1\n', 'f', most),
      /no question 'x'. There are: relu, essay/,
    ],
    [
      'too many points',
      () => readManualPoints('student,question,points\nada,relu,11\n', 'f', most),
      /between 0 and 10/,
    ],
    [
      'a missing field',
      () => readManualPoints('student,question,points\nada,relu\n', 'f', most),
      /line 2 has 2 fields, expected student,question,points/,
    ],
    ['no JSON', () => readLatePenalties('{', 'f.json'), /f\.json is not JSON/],
    [
      'JSON of another depth',
      () => readManualPoints('{ "ada": 3 }', 'f.json', most),
      /f\.json, ada must be an object with a key for each question/,
    ],
    [
      'JSON with a list for a number',
      () => readLatePenalties('{ "ada": [1] }', 'f.json'),
      /f\.json, ada must be a penalty, got \[1\]/,
    ],
    [
      'a time without a zone',
      () => readSubmissionTimes('student,submitted\nada,2026-11-20T23:59\n', 'f'),
      /line 2: a time is written .* with its time zone; got '2026-11-20T23:59'/,
    ],
    ['a thirteenth month', () => parseTime('2026-13-20T23:59Z', '--due'), /--due: a time is written/],
    ['a policy in words', () => parsePolicy('ten per cent'), /--late-policy is written 10%\/day/],
    ['a policy above the whole', () => parsePolicy('110%/day'), /--late-policy is written/],
  ] as const)
    it(`with ${what} is refused, and the message says where`, () => assert.throws(read, message));
});

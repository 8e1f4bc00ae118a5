// Points by hand and late penalties, and what they make of a gradebook's row.
import assert from 'node:assert/strict';
import { readLatePenalties, readManualPoints, scoreOf } from '../../grader/adjustments.js';
import { gradebook } from '../../grader/formats/gradebook.js';
import type { ResultSummary } from '../../grader/result.js';

const question = (id: string, earned: number, status: 'passed' | 'pending') => ({
  id,
  earned,
  points: 10,
  status,
  obstacle: null,
});
const result: ResultSummary = {
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

describe('adjustments of grades', () => {
  it("a person's points take the place of the grader's, and the penalty is a part of their sum", () => {
    const manual = readManualPoints(
      'student,question,points\nada,essay,6\n"bob","essay","1"\n',
      'm.csv',
      most,
    );
    const late = readLatePenalties('student,penalty\r\nada,0.25\r\n', 'late.csv');
    assert.deepEqual(scoreOf(result, { manual, late }), { rawScore: 16, penalty: 4, score: 12 });
    assert.match(gradebook([result], { manual, late }), /^"ps1","","","ada","","","",16,4,12,20$/m);
  });

  it('without any, the score is what the grader gave', () => {
    assert.match(gradebook([result]), /^"ps1","","","ada","","","",10,0,10,20$/m);
  });

  for (const [what, read, message] of [
    [
      'another heading',
      () => readLatePenalties('who,penalty\n', 'f'),
      /f must begin with the line student,penalty/,
    ],
    [
      'a penalty above 1',
      () => readLatePenalties('student,penalty\nada,5\n', 'f'),
      /f, line 2: penalty must be between 0 and 1, got '5'/,
    ],
    ['no number', () => readLatePenalties('student,penalty\nada,\n', 'f'), /line 2: penalty/],
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
      /2 fields, expected/,
    ],
  ] as const)
    it(`says where there is ${what}`, () => assert.throws(read, message));
});

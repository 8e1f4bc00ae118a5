// The example of a submission_metadata.json is the one of Gradescope's manual ("Submission Metadata"), with the parts that matter here.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { earlierLine, parseMetadata, readMetadata } from '../../../grader/gradescope/metadata.js';

export const manual = {
  id: 123456,
  created_at: '2018-07-01T14:22:32.365935-07:00',
  assignment: {
    due_date: '2018-07-31T23:00:00.000000-07:00',
    group_size: 4,
    group_submission: true,
    id: 25828,
    course_id: 1234,
    late_due_date: null,
    release_date: '2018-07-02T00:00:00.000000-07:00',
    title: 'Programming Assignment 1',
    total_points: '20.0',
  },
  submission_method: 'upload',
  users: [
    {
      email: 'student@example.com',
      id: 1234,
      name: 'Student User',
      sid: '3033312345',
      assignment: { due_date: '2018-07-31T23:00:00.000000-07:00', late_due_date: null },
    },
  ],
  previous_submissions: [
    { submission_time: '2017-04-06T14:24:48.087023-07:00', score: 0.0, autograder_error: false, results: {} },
    { submission_time: '2017-04-06T14:24:48.087023-07:00', score: '12.5', autograder_error: false },
  ],
};

describe("Gradescope's submission_metadata.json", () => {
  it('says whose it is, when it was due and how it went before', () => {
    assert.deepEqual(parseMetadata(manual), {
      students: [{ name: 'Student User', email: 'student@example.com', sid: '3033312345' }],
      submitted: '2018-07-01T14:22:32.365935-07:00',
      due: '2018-07-31T23:00:00.000000-07:00',
      earlier: { count: 2, best: 12.5 },
    });
    assert.deepEqual(earlierLine(parseMetadata(manual)), [
      'The best of your 2 earlier submissions scored 12.5.',
    ]);
  });

  it('takes the latest due date that a member of the group has', () => {
    const extended = { assignment: { due_date: '2018-08-02T23:00:00.000000-07:00' } };
    const { due } = parseMetadata({ ...manual, users: [...manual.users, extended] });
    assert.equal(due, extended.assignment.due_date);
  });

  it('may lack anything, or hold nonsense, and is read all the same', () => {
    const nothing = { students: [], submitted: '', due: '', earlier: { count: 0, best: null } };
    for (const json of [null, [], 'text', {}, { users: 3, assignment: [], previous_submissions: 'many' }])
      assert.deepEqual(parseMetadata(json), nothing);
    const odd = parseMetadata({
      created_at: 'yesterday',
      assignment: { due_date: '2018-07-31' },
      users: [null, { name: ['x'], email: '\u001b[31ma@b\n.c' }],
      previous_submissions: [{ score: 'high' }, { score: null }],
    });
    assert.deepEqual(odd.students, [
      { name: '', email: '', sid: '' },
      { name: '', email: 'a@b .c', sid: '' },
    ]);
    assert.equal(odd.submitted, '');
    assert.deepEqual(odd.earlier, { count: 2, best: null });
  });

  it('is undefined where the file is missing or is not JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    writeFileSync(join(folder, 'cut.json'), '{"users": [');
    assert.equal(readMetadata(join(folder, 'cut.json')), undefined);
    assert.equal(readMetadata(join(folder, 'none.json')), undefined);
    rmSync(folder, { recursive: true });
  });
});

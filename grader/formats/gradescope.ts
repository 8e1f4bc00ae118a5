/** `results.json` as Gradescope reads it. */
import type { SubmissionMetadata } from '../gradescope/metadata.js';
import type { Grade, QuestionResult } from '../result.js';
import { lateLine, reportLines } from './report-text.js';

export interface GradescopeTest {
  score: number;
  max_score: number;
  name: string;
  number: string;
  status?: 'passed' | 'failed';
  output: string;
  output_format: 'text';
  tags: string[];
  visibility: 'visible';
  extra_data: {
    question: Pick<QuestionResult, 'id' | 'status' | 'obstacle' | 'earned' | 'points'>;
    diagnosis: string | null;
  };
}

export interface GradescopeResults {
  score: number;
  /** Seconds; of a machine of Gradescope's. */
  execution_time?: number;
  output: string;
  visibility: 'visible';
  stdout_visibility: 'hidden';
  tests: GradescopeTest[];
  extra_data: {
    edflab: Omit<Grade, 'questions'>;
    /** What Gradescope says about the submission; on a machine of its own only. */
    gradescope?: SubmissionMetadata | null;
  };
}

const visibility = { enum: ['hidden', 'after_due_date', 'after_published', 'visible'] };
const format = { enum: ['text', 'html', 'simple_format', 'md', 'ansi'] };

/** Gradescope's format, as its manual gives it. */
export const gradescopeSchema = {
  type: 'object',
  properties: {
    score: { type: 'number' },
    execution_time: { type: 'number' },
    output: { type: 'string' },
    output_format: format,
    test_output_format: format,
    test_name_format: format,
    visibility,
    stdout_visibility: visibility,
    extra_data: { type: 'object' },
    tests: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          score: { type: 'number' },
          max_score: { type: 'number' },
          status: { enum: ['passed', 'failed'] },
          name: { type: 'string' },
          name_format: format,
          number: { type: 'string' },
          output: { type: 'string' },
          output_format: format,
          tags: { type: 'array', items: { type: 'string' } },
          visibility,
          extra_data: { type: 'object' },
        },
        additionalProperties: false,
      },
    },
    leaderboard: { type: 'array', items: { type: 'object', required: ['name', 'value'] } },
  },
  required: ['tests'],
  additionalProperties: false,
} as const;

function test(question: QuestionResult, index: number): GradescopeTest {
  return {
    score: question.earned,
    max_score: question.points,
    name: question.title,
    number: String(index + 1),
    // A written answer that waits for a person is neither passed nor failed.
    ...(question.status === 'pending' ? {} : { status: question.status === 'passed' ? 'passed' : 'failed' }),
    output: reportLines(question).join('\n'),
    output_format: 'text',
    tags: [question.id],
    visibility: 'visible',
    extra_data: {
      question: {
        id: question.id,
        status: question.status,
        obstacle: question.obstacle,
        earned: question.earned,
        points: question.points,
      },
      diagnosis: question.report?.diagnosis?.code ?? null,
    },
  };
}

export function gradescopeResults(grade: Grade): GradescopeResults {
  const { questions, ...rest } = grade;
  const { missing } = grade.isolation;
  const isolation = missing.length > 0 ? [`not isolated: ${missing.join(', ')}`] : [];
  return {
    score: grade.score,
    output: [...grade.complaints, ...lateLine(grade), ...isolation].join('\n'),
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: questions.map(test),
    extra_data: { edflab: rest },
  };
}

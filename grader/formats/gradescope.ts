/** `results.json` as Gradescope reads it, and back (a finished result is found again by `--resume`). */
import { Ajv } from 'ajv';
import type { QuestionResult, ResultSummary, SubmissionResult } from '../result.js';
import { reportLines } from './report-text.js';

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
  extra_data: { question: ResultSummary['questions'][number]; diagnosis: string | null };
}

export interface GradescopeResults {
  score: number;
  output: string;
  visibility: 'visible';
  stdout_visibility: 'hidden';
  tests: GradescopeTest[];
  extra_data: { edflab: Omit<SubmissionResult, 'questions'> };
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

const isGradescope = new Ajv({ strict: false }).compile(gradescopeSchema);

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

export function gradescopeResults(result: SubmissionResult): GradescopeResults {
  const { questions, ...rest } = result;
  const isolation = result.isolation.missing.length
    ? [`not isolated: ${result.isolation.missing.join(', ')}`]
    : [];
  return {
    score: result.earned,
    output: [...result.complaints, ...isolation].join('\n'),
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: questions.map(test),
    extra_data: { edflab: rest },
  };
}

/** What a `results.json` of ours was made from, or undefined when the text is not one. */
export function readGradescopeResults(text: string): ResultSummary | undefined {
  try {
    const json = JSON.parse(text) as GradescopeResults;
    if (!isGradescope(json) || typeof json.extra_data.edflab.fingerprint !== 'string') return undefined;
    return { ...json.extra_data.edflab, questions: json.tests.map(({ extra_data }) => extra_data.question) };
  } catch {
    return undefined;
  }
}

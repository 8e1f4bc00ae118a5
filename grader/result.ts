/** What grading one submission yields. Everything here is decided by the trusted side; times live elsewhere (`timing.json`). */
import type { ReportData } from '../lib/gradcheck/index.js';

/** Why a question could not be judged by the battery. */
export type Obstacle =
  | 'missing-cell'
  | 'compile-error'
  | 'compile-timeout'
  | 'forbidden-import'
  | 'load-error'
  | 'timeout'
  | 'memory'
  | 'crash'
  | 'exit'
  | 'output-flood'
  | 'malformed-channel'
  | 'grader-error';

/** Why an answer came to no verdict: one sentence for the student, and what to do about it. */
export interface Refusal {
  obstacle: Obstacle;
  summary: string;
  detail: string;
}

export interface QuestionResult {
  id: string;
  title: string;
  points: number;
  earned: number;
  /** `pending`: left for a person. */
  status: 'passed' | 'partial' | 'failed' | 'pending';
  /** One sentence for the student: what happened. */
  summary: string;
  /** What to do about it; may be several lines of plain text (a code frame). */
  detail: string;
  obstacle: Obstacle | null;
  /** The check's report, where it came to one. Holds nothing that was drawn from a secret. */
  report: ReportData | null;
  /** Remarks beside the verdict: two answers for one question, a skipped helper cell. */
  notes: string[];
}

/** Which layers stood between the student's code and the machine. */
export interface Isolation {
  held: string[];
  missing: string[];
}

export interface SubmissionResult {
  problemSet: string;
  title: string;
  student: string;
  /** The file's name, without its folder. */
  file: string;
  /** SHA-256 of the submission's bytes. */
  submissionHash: string;
  /** Changes when key, problem set, submission or grader change: a result with the same one need not be made again. */
  fingerprint: string;
  earned: number;
  points: number;
  questions: QuestionResult[];
  /** What was wrong with the file itself. */
  complaints: string[];
  isolation: Isolation;
}

/** Whether the grader itself failed at a question: that is no verdict, and may go better another time. */
export function hasGraderError({ questions }: SubmissionResult): boolean {
  return questions.some(({ obstacle }) => obstacle === 'grader-error');
}

/** A result as it is handed out: with the points that a person gave in it, and what lateness takes off. */
export interface Grade extends SubmissionResult {
  /** Points that lateness takes off. */
  penalty: number;
  /** `earned` without the penalty. */
  score: number;
  /** The part of the points that is taken off, 0 to 1; times in ISO 8601, empty where no deadline is kept. */
  lateness: { share: number; due: string; submitted: string };
}

/** Points as people write them: at most two decimals. */
export function formatPoints(points: number): string {
  return String(Math.round(points * 100) / 100);
}

/** Points to six decimals, so that sums of thirds do not carry noise into a gradebook. */
export function roundPoints(points: number): number {
  return Math.round(points * 1e6) / 1e6;
}

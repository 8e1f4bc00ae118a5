/**
 * `submission_metadata.json`, which Gradescope puts beside a submission: whose it is, when it came and when it was due. Nothing
 * that is missing or odd in it costs anybody a grade.
 */
import { readFileSync, statSync } from 'node:fs';
import { plainLine } from '../formats/text.js';
import { formatPoints } from '../result.js';

export interface Student {
  name: string;
  email: string;
  /** The university's number, where the course has given it to Gradescope. */
  sid: string;
}

export interface SubmissionMetadata {
  /** All members of a group. */
  students: Student[];
  /** As Gradescope writes it (ISO 8601); empty where it is no time. */
  submitted: string;
  /** The latest of the members' own due dates and the assignment's, or empty. */
  due: string;
  /** How many submissions came before this one, and the best of their scores. */
  earlier: { count: number; best: number | null };
}

/** Results of many earlier submissions are in it. */
const mostBytes = 64 * 2 ** 20;

/** Reads the file. @returns undefined where it is missing or is not JSON */
export function readMetadata(file: string): SubmissionMetadata | undefined {
  try {
    if (statSync(file).size > mostBytes) return undefined;
    return parseMetadata(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export function parseMetadata(json: unknown): SubmissionMetadata {
  const metadata = record(json);
  const users = list(metadata.users).map(record);
  const submitted = latest([text(metadata.created_at)]);
  const due = latest([
    ...users.map(({ assignment }) => text(record(assignment).due_date)),
    text(record(metadata.assignment).due_date),
  ]);
  const earlier = list(metadata.previous_submissions).map(record);
  const scores = earlier.map(({ score }) => Number(text(score) || NaN)).filter(Number.isFinite);
  return {
    students: users.map(({ name, email, sid }) => ({ name: text(name), email: text(email), sid: text(sid) })),
    submitted,
    due,
    earlier: { count: earlier.length, best: scores.length > 0 ? Math.max(...scores) : null },
  };
}

/** How it went before, for the student. */
export function earlierLine({ earlier: { count, best } }: SubmissionMetadata): string[] {
  if (best === null) return [];
  const which = count === 1 ? 'Your earlier submission' : `The best of your ${count} earlier submissions`;
  return [`${which} scored ${formatPoints(best)}.`];
}

/** The last of those that are dates, or empty. */
function latest(dates: string[]): string {
  const known = dates.filter((date) => Number.isFinite(Date.parse(date)));
  return known.reduce((last, date) => (Date.parse(date) > Date.parse(last) ? date : last), known[0] ?? '');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? plainLine(String(value)) : '';
}

/** What a person adds to grades: points for written answers, and what is taken off for lateness. Both come from small CSV files. */
import type { ResultSummary } from './result.js';
import { roundPoints } from './result.js';

export interface Adjustments {
  /** Points a person gave, by student, then by question. */
  manual: Map<string, Map<string, number>>;
  /** The fraction of the score that is taken off, 0 to 1, by student. */
  late: Map<string, number>;
}

export const noAdjustments: Adjustments = { manual: new Map(), late: new Map() };

export interface Score {
  rawScore: number;
  penalty: number;
  score: number;
}

/** Rows of a CSV file with these columns. @throws Error that names file, line and what was expected */
function* rows(
  text: string,
  file: string,
  columns: string[],
): Generator<{ fields: string[]; where: string }> {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const wanted = columns.join(',');
  if (fieldsOf(lines[0]).join(',') !== wanted)
    throw new Error(`${file} must begin with the line ${wanted}, got ${lines[0] || 'nothing'}.`);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const fields = fieldsOf(line);
    const where = `${file}, line ${index + 1}`;
    if (fields.length !== columns.length)
      throw new Error(`${where} has ${fields.length} fields, expected ${wanted}.`);
    yield { fields, where };
  }
}

/** The fields of a line: quoted, with `""` for a quote, or bare. */
function fieldsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, bare]) =>
    (quoted?.replaceAll('""', '"') ?? bare).trim(),
  );
}

function numberIn(text: string, most: number, where: string, what: string): number {
  const value = text === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= most))
    throw new Error(`${where}: ${what} must be between 0 and ${most}, got '${text}'.`);
  return value;
}

/** Reads `student,question,points`. @param points the most that each question gives */
export function readManualPoints(
  text: string,
  file: string,
  points: Map<string, number>,
): Adjustments['manual'] {
  const manual: Adjustments['manual'] = new Map();
  for (const { fields, where } of rows(text, file, ['student', 'question', 'points'])) {
    const [student, question, given] = fields;
    const most = points.get(question);
    if (most === undefined)
      throw new Error(
        `${where}: there is no question '${question}'. There are: ${[...points.keys()].join(', ')}.`,
      );
    const ofStudent = manual.get(student) ?? new Map<string, number>();
    manual.set(student, ofStudent.set(question, numberIn(given, most, where, 'points')));
  }
  return manual;
}

/** Reads `student,penalty`, the penalty a fraction of the score. */
export function readLatePenalties(text: string, file: string): Adjustments['late'] {
  const late: Adjustments['late'] = new Map();
  for (const { fields, where } of rows(text, file, ['student', 'penalty']))
    late.set(fields[0], numberIn(fields[1], 1, where, 'penalty'));
  return late;
}

/** A person's points stand in place of the grader's; the penalty is taken off their sum. */
export function scoreOf({ student, earned, questions }: ResultSummary, { manual, late }: Adjustments): Score {
  const given = manual.get(student);
  const rawScore = roundPoints(
    questions.reduce((sum, { id, earned }) => sum + (given?.get(id) ?? earned) - earned, earned),
  );
  const penalty = roundPoints(rawScore * (late.get(student) ?? 0));
  return { rawScore, penalty, score: roundPoints(rawScore - penalty) };
}

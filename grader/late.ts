/** When work was due, when it was handed in, and what part of the score that costs. */
import { readTable } from './table.js';

export interface LatePolicy {
  /** The part of the score that each started day (or hour) costs, and the most that lateness can cost; 0 to 1. */
  share: number;
  per: 'day' | 'hour';
  most: number;
}

export interface Deadline {
  due: Date;
  policy: LatePolicy;
  /** When students handed in, where a table says it better than the file's own time. */
  submitted: Map<string, Date>;
}

/** Lateness is written down and costs nothing. */
export const noPenalty: LatePolicy = { share: 0, per: 'day', most: 1 };

const milliseconds = { day: 86_400_000, hour: 3_600_000 };

/** Reads `2026-11-20T23:59+01:00`. @throws Error where the time zone is missing or it is no date */
export function parseTime(text: string, where: string): Date {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
    ? new Date(text)
    : undefined;
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new Error(`${where}: a time is written 2026-11-20T23:59+01:00, with its time zone; got '${text}'.`);
  return time;
}

/** Reads `10%/day` or `10%/day,50%`: a part of the score for each started day, up to the second part. @throws Error */
export function parsePolicy(text: string): LatePolicy {
  const [, share, per, most = '100'] =
    /^(\d+(?:\.\d+)?)%\/(day|hour)(?:,(\d+(?:\.\d+)?)%)?$/.exec(text.replaceAll(' ', '')) ?? [];
  if (share === undefined || Number(share) > 100 || Number(most) > 100)
    throw new Error(`--late-policy is written 10%/day or 10%/day,50%; got '${text}'.`);
  return { share: Number(share) / 100, per: per as LatePolicy['per'], most: Number(most) / 100 };
}

/** Reads `student,submitted`. */
export function readSubmissionTimes(text: string, file: string): Deadline['submitted'] {
  const rows = readTable(text, file, ['student', 'submitted']);
  return new Map(rows.map(({ fields, where }) => [fields[0], parseTime(fields[1], where)]));
}

/** The part of the score that lateness takes off, 0 to 1. */
export function penaltyShare(submitted: Date, { due, policy }: Deadline): number {
  const late = submitted.getTime() - due.getTime();
  if (late <= 0) return 0;
  return Math.min(policy.most, policy.share * Math.ceil(late / milliseconds[policy.per]));
}

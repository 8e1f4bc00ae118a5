/**
 * `graded.json`: what the grader found, whole, for itself to read again. `results.json` and `feedback.html` are made of it and
 * of what a person adds, so that neither `--resume` nor new points by hand nor one question anew needs a second grading.
 */
import type { SubmissionResult } from '../result.js';

const floats = 'float64 in base64';

/** Arrays travel as their bytes: JSON has no NaN. */
export function gradedText(result: SubmissionResult): string {
  const text = JSON.stringify(result, (_key, value: unknown) => {
    if (!(value instanceof Float64Array)) return value;
    return { [floats]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  });
  return `${text}\n`;
}

/** The same result, or undefined when the text is none of ours. */
export function readGraded(text: string): SubmissionResult | undefined {
  try {
    const result = JSON.parse(text, (_key, value: unknown) => {
      const bytes = (value as { [floats]?: unknown } | null)?.[floats];
      return typeof bytes === 'string'
        ? new Float64Array(Uint8Array.from(Buffer.from(bytes, 'base64')).buffer)
        : value;
    }) as Partial<SubmissionResult> | null;
    const isOurs = typeof result?.fingerprint === 'string' && Array.isArray(result.questions);
    return isOurs ? (result as SubmissionResult) : undefined;
  } catch {
    return undefined;
  }
}

// A report: what is right, what is wrong and why, for a notebook, a terminal and the grader's feedback.
import { reportHtml, reportsHtml } from './render-html.js';
import { reportText, reportsText } from './render-text.js';
import type { ReportData } from '../types.js';

/** What a notebook shows an object as, by MIME type. */
export type MimeBundle = Record<string, string>;

/** The result of one check. `data` is plain and holds nothing that was drawn from a secret. */
export class Report {
  constructor(readonly data: ReportData) {}

  /** Whether everything held. */
  get passed(): boolean {
    return this.data.passed;
  }

  toString(): string {
    return reportText(this.data);
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    return { 'text/html': reportHtml(this.data), 'text/plain': reportText(this.data) };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The results of all checks of a problem set, as a table. */
export class ReportTable {
  constructor(
    readonly title: string,
    readonly reports: readonly Report[],
  ) {}

  get passed(): boolean {
    return this.reports.every((report) => report.passed || report.data.pending);
  }

  toString(): string {
    return reportsText(this.title, this.reports.map(({ data }) => data)); // prettier-ignore
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    const data = this.reports.map((report) => report.data);
    return { 'text/html': reportsHtml(this.title, data), 'text/plain': this.toString() };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The frame of every page that the grader writes: one file that needs nothing else, runs no script and fits a phone. */
import { escapeHtml } from '../../lib/display/index.js';

export interface Page {
  title: string;
  style: string;
  /** HTML. */
  body: string;
  /** Whether there are pictures in it, as data. */
  hasPictures?: boolean;
}

export function pageHtml({ title, style, body, hasPictures = false }: Page): string {
  const pictures = hasPictures ? '; img-src data:' : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${pictures}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

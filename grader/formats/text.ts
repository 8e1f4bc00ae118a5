/** Making text that a student wrote, or caused, safe to show. */

// eslint-disable-next-line no-control-regex
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Controls other than tab and newline, and the marks that reorder or hide text.
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Plain, printable text of at most `limit` characters. */
export function plainText(text: string, limit = 2000): string {
  const head = text.length > 8 * limit ? text.slice(0, 8 * limit) : text;
  const clean = head.replace(/\r\n?/g, '\n').replace(ansi, '').replace(invisible, '');
  return (clean.length > limit ? `${clean.slice(0, limit)} ...` : clean).replace(loneSurrogate, '\ufffd');
}

/** One line of it. */
export function plainLine(text: string, limit = 300): string {
  return plainText(text.replace(/\s+/g, ' ').trim(), limit);
}

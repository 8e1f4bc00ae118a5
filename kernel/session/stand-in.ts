// What a reader sees of a display where only text can be shown: in a console, a log, a file without pictures.
import type { MimeBundle } from '../wire/messages.js';
import { plainText } from './mime.js';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Text in place of a bundle that holds none: its own words where it has some, else what it is. */
export function standIn(bundle: MimeBundle): string {
  for (const type of ['text/markdown', 'text/latex', 'text/html'] as const) {
    const source = bundle[type];
    if (typeof source === 'string') return type === 'text/html' ? textOfHtml(source) : source;
  }
  if ('application/json' in bundle) return plainText(bundle['application/json']);
  const [type = 'nothing'] = Object.keys(bundle);
  const [, kind, format] = /^(\w+)\/(?:vnd\.|x-)?(\w+)/.exec(type) ?? [undefined, '', type];
  return kind === 'image' ? `[${format.toUpperCase()} picture]` : `[${type}]`;
}

/** The words of a piece of HTML, each row and paragraph on a line of its own. */
function textOfHtml(html: string): string {
  const words = html
    .replace(/<!--[^]*?-->|<(style|script)\b[^]*?<\/\1\s*>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<(?:br|hr|\/(?:p|div|tr|li|ul|ol|h[1-6]|table|caption|pre|thead|summary))\b[^>]*>/gi, '\n')
    .replace(/<\/t[dh]\b[^>]*>/gi, '  ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(decimal ? parseInt(decimal, 10) : parseInt(hex!, 16))
        : (ENTITIES[name] ?? entity),
    );
  const lines = words.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n') || '[HTML]';
}

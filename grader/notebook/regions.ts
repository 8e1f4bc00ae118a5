/**
 * Marked regions in a cell: `// BEGIN SOLUTION` ... `// END SOLUTION` and `// BEGIN HIDDEN TESTS` ... `// END HIDDEN TESTS`
 * (nbgrader's `### BEGIN SOLUTION` inside a comment counts too). In Markdown cells the comment is `<!-- ... -->`.
 */

export type RegionKind = 'SOLUTION' | 'HIDDEN TESTS';

interface Marker {
  edge: 'BEGIN' | 'END';
  kind: RegionKind;
  indentation: string;
  /** What follows the marker on its line: of `BEGIN SOLUTION`, the hint that the student will read instead. */
  note: string;
}

const markerPattern =
  /^([ \t]*)(?:\/\/|#|<!--)[ \t#]*(BEGIN|END) (SOLUTION|HIDDEN TESTS)\b[ \t]*:?[ \t]*(.*?)[ \t]*(?:-->)?[ \t]*$/;

function readMarker(line: string): Marker | undefined {
  const match = markerPattern.exec(line);
  if (!match) return undefined;
  const [, indentation, edge, kind, note] = match;
  return { indentation, edge: edge as Marker['edge'], kind: kind as RegionKind, note };
}

/** The line that replaces a region, or none, given what stands around it. */
export type Replacement = (region: { before: string[]; indentation: string; note: string }) => string[];

/**
 * Replaces every region of one kind.
 * @throws Error when a region is left open, closed twice or nested
 */
export function replaceRegions(
  source: string,
  kind: RegionKind,
  replacement: Replacement,
): { source: string; regions: number } {
  const kept: string[] = [];
  let open: Marker | undefined;
  let regions = 0;
  source.split('\n').forEach((line, index) => {
    const marker = readMarker(line);
    const wrong = (what: string): never => {
      throw new Error(`line ${index + 1}: ${what}`);
    };
    if (marker?.kind !== kind) {
      if (!open) kept.push(line);
    } else if (marker.edge === 'BEGIN') {
      if (open) wrong(`BEGIN ${kind} inside a region that is still open`);
      open = marker;
    } else {
      if (!open) return wrong(`END ${kind} without a BEGIN ${kind} before it`);
      kept.push(...replacement({ before: kept, indentation: open.indentation, note: open.note }));
      open = undefined;
      regions++;
    }
  });
  if (open) throw new Error(`BEGIN ${kind} without an END ${kind} after it`);
  return { source: kept.join('\n'), regions };
}

/** Whether a marker of any kind is left in a text: the last look before something is handed to students. */
export function hasMarker(source: string): boolean {
  return source.split('\n').some((line) => /(BEGIN|END) (SOLUTION|HIDDEN TESTS)/.test(line));
}

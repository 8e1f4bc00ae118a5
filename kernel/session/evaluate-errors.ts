// Errors as their author would write them: places in the cell's own text, no frames of the kernel, no names that the
// compiler made up.
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { fileURLToPath } from 'node:url';
import { readableMessage } from '../compile/box-names.js';
import { programFolder } from '../programs.js';
import { sourceMapListener } from './evaluate-local.js';

export interface SourcePlace {
  /** `cell-3.ts`, or the path of a file that a cell imported. */
  file: string;
  /** 1-based. */
  line: number;
  column: number;
}

/** Cells whose maps are kept: an error in a function of an older one is still reported, at the place in the emitted code. */
const maximum = 2000;

/** The kernel's own code, as modules and as the bundles that run. */
const kernelFolders = [new URL('../', import.meta.url), programFolder].flatMap((url) => [
  url.href,
  fileURLToPath(url),
]);

/** The source maps of everything that cells brought into the session; parsed when an error asks for them. */
export class SourceMaps {
  private readonly maps = new Map<string, { text: string; lineShift: number; parsed?: TraceMap }>();

  add(file: string, sourceMap: string, lineShift = 0): void {
    // The grader runs cells without their maps.
    if (sourceMap === '') return;
    this.maps.delete(file);
    this.maps.set(file, { text: sourceMap, lineShift });
    if (this.maps.size > maximum) this.maps.delete(this.maps.keys().next().value ?? '');
  }

  all(): { file: string; sourceMap: string }[] {
    return [...this.maps].map(([file, { text }]) => ({ file, sourceMap: text }));
  }

  /** Where a place of the emitted code comes from. */
  find(file: string, line: number, column: number): SourcePlace | undefined {
    const map = this.maps.get(file);
    if (map === undefined) return undefined;
    map.parsed ??= new TraceMap(map.text);
    const original = originalPositionFor(map.parsed, { line: line - map.lineShift, column: column - 1 });
    if (original.line === null) return undefined;
    return { file: displayName(file), line: original.line, column: original.column + 1 };
  }

  /** The text that a place is in. */
  text(file: string): string | undefined {
    for (const [key, map] of this.maps) {
      if (displayName(key) === file)
        return (map.parsed ??= new TraceMap(map.text)).sourcesContent?.[0] ?? undefined;
    }
    return undefined;
  }

  /** From now on every `error.stack` in this process speaks of the cells' own lines. */
  install(): void {
    Error.prepareStackTrace = (error, frames) => {
      const lines = this.lines(frames.filter((frame) => !isMachinery(frame.getFileName() ?? '')));
      // An error that never was in the student's code: the kernel's frames are all there is.
      return [headline(error), ...(lines.length > 0 ? lines : this.lines(frames))].join('\n    at ');
    };
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 30);
    Object.defineProperty(globalThis, Symbol.for(sourceMapListener), {
      configurable: true,
      value: (url: string, sourceMap: string) => this.add(url, sourceMap, 1),
    });
  }

  private lines(frames: readonly NodeJS.CallSite[]): string[] {
    const lines: string[] = [];
    for (const frame of frames) {
      const file = frame.getFileName() ?? '';
      const text = frame.toString();
      const place = this.find(file, frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0);
      if (place === undefined) lines.push(text);
      else
        lines.push(
          text.replace(/[^\s(]+:\d+:\d+(?=\)?$)/, () => `${place.file}:${place.line}:${place.column}`),
        );
    }
    return lines;
  }
}

/** Node's own code, the kernel's, and the frame in which a cell was started. */
function isMachinery(file: string): boolean {
  return /^(?:node:|edflab:)/.test(file) || kernelFolders.some((folder) => file.startsWith(folder));
}

function displayName(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file;
}

function headline(error: Error): string {
  try {
    return readableMessage(Error.prototype.toString.call(error));
  } catch {
    // Its own getters throw.
    return 'Error';
  }
}

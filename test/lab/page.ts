/** A page in a browser on a server of its own, with a real kernel, for the tests of one `describe`; and notebooks for it. */
import { Student, hasChromium } from './browser.js';
import { TestLab } from './support.js';

export interface UsedPage {
  lab: TestLab;
  student: Student;
}

/** Skips the tests where there is no Chromium. `prepare` puts notebooks into `lab.folder`, and opens what all tests need. */
export function usePage(prepare: (used: UsedPage) => void | Promise<void>): UsedPage {
  const used = {} as UsedPage;
  before(async function () {
    if (!hasChromium) return this.skip();
    used.lab = await TestLab.start({ startProcess: undefined });
    used.student = await Student.arrive();
    await prepare(used);
  });
  after(async () => {
    await used.student?.leave();
    await used.lab?.close();
  });
  return used;
}

/** The text of a notebook file. A cell is its code, or says that it is Markdown. */
export function notebookText(...cells: (string | { markdown: string })[]): string {
  return JSON.stringify({
    cells: cells.map((cell, index) => ({
      id: `cell-${index}`,
      metadata: {},
      ...(typeof cell === 'string'
        ? { cell_type: 'code', source: cell, outputs: [], execution_count: null }
        : { cell_type: 'markdown', source: cell.markdown }),
    })),
    metadata: {
      kernelspec: { name: 'edflab', display_name: 'EDF Lab (TypeScript)', language: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

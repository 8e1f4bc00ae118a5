/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './browser.js';
import { notebookText, usePage } from './page.js';

/** Longer than a screen. */
const sources = [
  'let rate = 0.5;',
  'const step = rate * 2;\nstep',
  'step + 1',
  ...Array.from({ length: 60 }, (_, index) => `// ${index}\n\n\n\n`),
];

describe('lab: cells that are out of date', function () {
  this.timeout(4 * patience);
  const used = usePage(async ({ lab, student }) => {
    writeFileSync(join(lab.folder, 'stale.ipynb'), notebookText(...sources));
    await student.page.goto(lab.lab.url);
    await student.open('stale.ipynb');
    for (const index of [0, 1, 2]) await student.run(index);
  });

  const marks = () => used.student.page.locator('.edflab-StaleMark');
  const change = async (value: number) => {
    await used.student.write(0, `let rate = ${value};`);
    await used.student.run(0);
    await marks().nth(1).waitFor();
  };
  const unmarked = () =>
    used.student.page.waitForFunction(() => !document.querySelector('.edflab-StaleMark'));

  it('are marked when a name they used changes, with the reason, for ears as well', async () => {
    assert.equal(await marks().count(), 0);
    await change(0.1);
    const reasons = await marks().evaluateAll((buttons) => buttons.map((button) => button.ariaLabel ?? ''));
    assert.equal(reasons.length, 2);
    assert.match(reasons[0] ?? '', /^Out of date since \[\d+\] ran: rate is not what this cell used/);
    assert.match(reasons[1] ?? '', /step is not/);
  });

  it('keep their marks while the notebook scrolls', async () => {
    await used.student.cell(sources.length - 1).scrollIntoViewIfNeeded();
    await used.student.cell(sources.length - 1).click();
    await used.student.cell(1).scrollIntoViewIfNeeded();
    assert.equal(await marks().count(), 2);
    assert.ok(await marks().first().isVisible());
  });

  it('lose the mark when they are run', async () => {
    await used.student.start(1);
    await used.student.page.waitForFunction(
      () => document.querySelectorAll('.edflab-StaleMark').length === 1,
    );
  });

  it('run again in order by a command, and by a click on a mark', async () => {
    await used.student.menu('Run', 'Run Stale Cells');
    await unmarked();
    assert.match(await used.student.outputs(2).innerText(), /1\.2/);
    await change(2);
    await marks().first().click();
    await unmarked();
    assert.match(await used.student.outputs(2).innerText(), /5/);
  });

  it('are forgotten by a restart', async () => {
    await change(3);
    await used.student.menu('Kernel', 'Restart Kernel…');
    await used.student.page.locator('.jp-Dialog .jp-mod-accept').click();
    await unmarked();
    assert.deepEqual(used.student.complaints, []);
  });
});

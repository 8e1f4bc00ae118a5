/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './browser.js';
import { notebookText, usePage } from './page.js';

const cells = [
  `class Double extends CompNode {
  constructor(public x: Node) { super() }
  forward() { this.value = this.x.value.mul(2) }
  backward() {
    const share = this.grad.mul(2)
    this.x.addgrad(share)
  }
}`,
  `const x = new Input(np.ones([2, 3]))
const y = new Double(x)
y.forward()
y.grad = 1
y.backward()
'done'`,
];

describe('lab: the debugger in Chromium', function () {
  this.timeout(4 * patience);
  const used = usePage(async ({ lab, student }) => {
    writeFileSync(join(lab.folder, 'debug.ipynb'), notebookText(...cells));
    writeFileSync(join(lab.folder, 'other.ipynb'), notebookText('const one = 1'));
    await student.page.goto(lab.lab.url);
    // At once after the other: the debugger is still asking about that.
    await student.open('other.ipynb');
    await student.open('debug.ipynb');
  });

  const button = (name: string) =>
    used.student.page.locator(`.jp-DebuggerSidebar [data-command="debugger:${name}"]`);
  /** A line of the variables panel: `share: NDArray float64 (2, 3)`. */
  const variable = (name: string) =>
    used.student.page.locator(
      `.jp-DebuggerVariables .jp-TreeItem:has(> .jp-DebuggerVariables-name:text-is("${name}"))`,
    );
  const markedLine = (cell: number) => used.student.cell(cell).locator('.jp-DebuggerEditor-highlight');

  it('a click beside a line of `backward` sets a breakpoint, which stops the cell that calls it', async () => {
    const { page } = used.student;
    await used.student.run(0);
    await used.student.tool('.jp-DebuggerBugButton').click();
    const number = used.student.cell(0).locator('.cm-lineNumbers .cm-gutterElement', { hasText: '5' });
    await used.student.cell(0).locator('.cm-gutter.cm-breakpoint-gutter').waitFor();
    const { x, y, height } = (await number.boundingBox())!;
    await page.mouse.click(x - 6, y + height / 2);
    await page.locator('.jp-DebuggerBreakpoint').waitFor();
    await used.student.start(1);
    await markedLine(0).waitFor();
    assert.equal((await markedLine(0).innerText()).trim(), 'const share = this.grad.mul(2)');
    const frames = await page.locator('.jp-DebuggerCallstackFrame').allInnerTexts();
    assert.deepEqual(
      frames.map((frame) => frame.replace(/\s+/g, ' ').trim()),
      ['backward Cell [1]:5', 'cell Cell [*]:5'],
    );
  });

  it('a step marks the next line, and the panel shows the array with its shape and rows', async () => {
    await button('next').click();
    await markedLine(0).filter({ hasText: 'this.x.addgrad(share)' }).waitFor();
    await variable('share').filter({ hasText: 'NDArray float64 (2, 3)' }).waitFor();
    assert.match(await variable('this').innerText(), /Double \(2, 3\) float64/);
    await variable('share').click();
    await variable('shape').filter({ hasText: '[ 2, 3 ]' }).waitFor();
  });

  it('continue runs the cell to its end, and the panel shows the notebook’s variables', async () => {
    await button('continue').click();
    await used.student.finished(1);
    assert.equal((await used.student.outputs(1).innerText()).trim(), "'done'");
    assert.equal(await markedLine(0).count(), 0);
    await variable('x').filter({ hasText: 'Input (2, 3) float64' }).waitFor();
    assert.ok(!(await used.student.page.locator('.jp-DebuggerVariables').innerText()).includes('$'));
  });

  it('■ ends a cell that is stopped', async () => {
    await used.student.start(1);
    await markedLine(0).waitFor();
    await used.student.tool('[data-command="notebook:interrupt-kernel"]').click();
    await used.student.finished(1);
    assert.match(await used.student.outputs(1).innerText(), /Interrupted/);
    await markedLine(0).waitFor({ state: 'detached' });
  });

  it('a restart of the kernel while a cell is stopped leaves a kernel that runs cells, and stops where it did', async () => {
    const { page } = used.student;
    await used.student.start(1);
    await markedLine(0).waitFor();
    await used.student.tool('[data-command="notebook:restart-kernel"]').click();
    await page.locator('.jp-Dialog .jp-mod-accept').click();
    await markedLine(0).waitFor({ state: 'detached' });
    await used.student.kernelIs('idle');
    await used.student.run(0);
    assert.equal((await used.student.cell(0).locator('.jp-InputPrompt').innerText()).trim(), '[1]:');
    await used.student.start(1);
    await markedLine(0).waitFor();
    await button('continue').click();
    await used.student.finished(1);
  });

  it('without errors in the page, and without a request that leaves the machine', () => {
    assert.deepEqual(used.student.complaints, []);
  });
});

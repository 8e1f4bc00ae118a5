/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.js';
import { patience } from './browser.js';
import { usePage } from './page.js';

const relu = (backward: string) => `class Relu extends CompNode {
  constructor(public x: Node) { super() }
  forward() { this.value = np.maximum(this.x.value, 0); }
  backward() { ${backward} }
}`;

describe('lab: the course in Chromium', function () {
  this.timeout(8 * patience);
  const used = usePage(async ({ lab, student }) => {
    cpSync(join(root, 'notebooks'), join(lab.folder, 'notebooks'), { recursive: true });
    mkdirSync(join(lab.folder, 'problem-sets', 'ps1'), { recursive: true });
    cpSync(join(root, 'problem-sets/ps1/ps1.ipynb'), join(lab.folder, 'problem-sets/ps1/ps1.ipynb'));
    await student.page.goto(lab.lab.url);
    await student.page.locator('.jp-DirListing-item').first().waitFor();
  });

  it('notebook 02 runs to its end without an error, with a progress bar that is full and a loss curve that is drawn', async () => {
    const { page } = used.student;
    await used.student.open('notebooks/02-multilayer-perceptrons.ipynb');
    await used.student.menu('Run', 'Run All Cells');
    await page.waitForFunction(
      () => {
        const prompts = [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell .jp-InputPrompt')];
        return prompts.length > 0 && prompts.every((prompt) => /\[\d+\]/.test(prompt.textContent ?? ''));
      },
      undefined,
      { timeout: 6 * patience },
    );
    const errors = page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]');
    assert.deepEqual(await errors.allInnerTexts(), []);
    const curve = page.locator('.js-plotly-plot .scatterlayer .trace path').first();
    await curve.scrollIntoViewIfNeeded();
    assert.ok(((await curve.getAttribute('d')) ?? '').split('L').length > 2);
    assert.ok((await page.locator('.jp-OutputArea-output', { hasText: '100%' }).count()) > 0);
  });

  it('a wrong Relu.backward is told what is wrong with it, the mended one passes, and the file on disk holds it', async () => {
    await used.student.open('problem-sets/ps1/ps1.ipynb');
    const index = async (text: string) => {
      const editors = used.student.cells.locator('.jp-InputArea-editor');
      // The page fills in a notebook's cells one after the other.
      await editors.filter({ hasText: text }).first().waitFor({ state: 'attached' });
      return await editors.evaluateAll(
        (all, wanted) => all.findIndex((editor) => editor.textContent?.includes(wanted)),
        text,
      );
    };
    const importing = await index("from 'edflab/ps1'");
    const answer = await index('class Relu extends');
    const check = await index("check('relu')");
    assert.ok(importing >= 0 && answer > importing && check > answer);
    await used.student.run(importing);

    await used.student.write(answer, relu('this.x.addgrad(this.grad.neg().mul(this.x.value.gt(0)));'));
    await used.student.run(answer);
    await used.student.run(check);
    assert.match(await used.student.outputs(check).last().innerText(), /sign/i);

    await used.student.write(answer, relu('this.x.addgrad(this.grad.mul(this.x.value.gt(0)));'));
    await used.student.run(answer);
    await used.student.run(check);
    const verdict = await used.student.outputs(check).last().innerText();
    assert.match(verdict, /pass|right|correct|10 ?\/ ?10/i);
    assert.doesNotMatch(verdict, /sign/i);

    await used.student.save();
    const saved = readFileSync(join(used.lab.folder, 'problem-sets/ps1/ps1.ipynb'), 'utf8');
    assert.ok(saved.includes('this.grad.mul(this.x.value.gt(0))'));
  });

  it('in all of this the page reported no error and asked nothing of any other machine', () => {
    assert.deepEqual(used.student.complaints, []);
  });
});

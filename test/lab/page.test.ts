/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './browser.js';
import { notebookText, usePage } from './page.js';

const lesson = notebookText(
  { markdown: 'Softmax: $p_i = e^{z_i} / \\sum_j e^{z_j}$\n\n```mermaid\ngraph LR\n x --> loss\n```' },
  'let total: number = 40;\ntotal + 2',
  'plot({ loss: [3, 2, 1.5, 1.2] }, { title: "Loss" });',
  'while (true) {}',
  'total',
  '',
  'const nonsense: number = "text"',
);

const long = notebookText(
  'for (let line = 0; line < 40; line++) { console.log(`line ${line}`); await new Promise((wake) => setTimeout(wake, 100)); }',
);

describe('lab: the page in Chromium', function () {
  this.timeout(4 * patience);
  const used = usePage(({ lab }) => {
    mkdirSync(join(lab.folder, 'notebooks'));
    mkdirSync(join(lab.folder, 'problem-sets'));
    writeFileSync(join(lab.folder, 'notebooks', 'lesson.ipynb'), lesson);
    writeFileSync(join(lab.folder, 'notebooks', 'long.ipynb'), long);
  });

  it('without its token it shows a form, and no notebook', async () => {
    const { page } = used.student;
    const response = await page.goto(`${used.lab.origin}/lab`);
    assert.equal(response?.status(), 403);
    assert.ok(await page.locator('input[name=token]').isVisible());
    assert.equal(await page.locator('#jp-top-panel').count(), 0);
    // The browser itself reports the refusal.
    used.student.complaints.length = 0;
  });

  it('with its token it shows the launcher and the folder, and the address no longer holds the token', async () => {
    const { page } = used.student;
    await page.goto(used.lab.lab.url);
    await page.locator('.jp-LauncherCard', { hasText: 'EDF Lab' }).first().waitFor();
    assert.deepEqual(await page.locator('.jp-DirListing-itemName').allInnerTexts(), [
      'notebooks',
      'problem-sets',
    ]);
    assert.ok(!page.url().includes('token'));
    assert.match(await page.title(), /EDF Lab/);
  });

  it('a notebook opens, a cell runs, its value appears', async () => {
    await used.student.open('notebooks/lesson.ipynb');
    await used.student.run(1);
    assert.equal((await used.student.outputs(1).innerText()).trim().split('\n').at(-1), '42');
  });

  it('formulas and diagrams of Markdown are drawn', async () => {
    await used.student.cell(0).locator('mjx-container').first().waitFor();
    assert.ok(!(await used.student.cell(0).innerText()).includes('$'));
    await used.student.cell(0).locator('.jp-RenderedMermaid img').waitFor();
  });

  it('code is coloured as TypeScript: a type annotation is not plain text', async () => {
    const colour = (word: string) =>
      used.student
        .cell(1)
        .locator('.cm-line')
        .first()
        .evaluate((line, text) => {
          const spans = [...line.querySelectorAll('span')].filter((span) => span.textContent === text);
          return spans.length === 1 ? getComputedStyle(spans[0] as Element).color : undefined;
        }, word);
    const [keyword, type] = [await colour('let'), await colour('number')];
    const plain = await used.student
      .cell(1)
      .locator('.cm-content')
      .evaluate((content) => getComputedStyle(content).color);
    assert.ok(
      keyword && type && keyword !== plain && type !== plain,
      `let ${keyword}, number ${type}, text ${plain}`,
    );
  });

  it('a type error is shown with its place', async () => {
    await used.student.run(6);
    const text = await used.student.outputs(6).innerText();
    assert.match(text, /string.*number/);
    assert.match(text, /line 1/);
  });

  it('completion offers the members of np while typing', async () => {
    const { page } = used.student;
    await used.student.cell(5).locator('.cm-content').click();
    await page.keyboard.type('np.matm');
    await page.locator('.jp-Completer-item', { hasText: 'matmul' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.jp-Completer').waitFor({ state: 'hidden' });
    assert.equal((await used.student.cell(5).locator('.cm-content').innerText()).trim(), 'np.matmul');
  });

  it('below an error inside a call of the library a click shows the documentation, beside the notebook', async () => {
    const { page } = used.student;
    await used.student.write(5, 'np.matmul(np.ones([2, 3]), np.ones([2, 3]))');
    await used.student.run(5);
    await used.student.outputs(5).getByRole('button', { name: 'np.matmul' }).click();
    await page.locator('.edflab-Reference', { hasText: 'Matrix product' }).waitFor();
    assert.ok(await used.student.cell(5).isVisible());
    const tab = page.locator('.lm-TabBar-tab', { hasText: 'np.matmul' });
    await tab.locator('.lm-TabBar-tabCloseIcon').click();
  });

  it('a plot is drawn, and follows the theme', async () => {
    const { page } = used.student;
    await used.student.run(2);
    await used.student.cell(2).locator('.js-plotly-plot .scatterlayer .trace path').first().waitFor();
    const background = () =>
      used.student
        .cell(2)
        .locator('.main-svg')
        .first()
        .evaluate((svg) => getComputedStyle(svg).backgroundColor);
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
    await page.waitForFunction(
      ([svg, before]) => getComputedStyle(svg as Element).backgroundColor !== before,
      [await used.student.cell(2).locator('.main-svg').first().elementHandle(), light] as const,
    );
    const [red = 255] = (await background()).match(/\d+/g)?.map(Number) ?? [];
    assert.ok(red < 64, await background());
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('body[data-jp-theme-light="true"]').waitFor({ state: 'attached' });
  });

  it('an endless loop is interrupted by the stop button, and variables survive', async () => {
    await used.student.start(3);
    await used.student.kernelIs('busy');
    await used.student.tool('[data-jp-item-name="interrupt"]').click();
    await used.student.finished(3);
    await used.student.kernelIs('idle');
    await used.student.run(4);
    assert.match(await used.student.outputs(4).innerText(), /40/);
  });

  it('a cell that prints without end leaves the page awake: it is interrupted, and the end of its output is there', async () => {
    await used.student.write(3, 'for (let line = 0; ; line++) console.log(line);');
    await used.student.start(3);
    await used.student.outputs(3).locator('text=more than the page can show').waitFor();
    await used.student.tool('[data-jp-item-name="interrupt"]').click();
    await used.student.finished(3);
    await used.student.kernelIs('idle');
    assert.match(await used.student.cell(3).locator('.jp-OutputArea').innerText(), /characters left out/);
    await used.student.write(3, '');
    await used.student.start(3);
  });

  it('saving writes the change to the file on disk, outputs included, without a trace of the page’s trust', async () => {
    await used.student.write(5, 'const saved = "by the student"');
    await used.student.save();
    const text = readFileSync(join(used.lab.folder, 'notebooks', 'lesson.ipynb'), 'utf8');
    const { cells } = JSON.parse(text) as {
      cells: { source: string[]; outputs?: { data?: Record<string, string[]> }[] }[];
    };
    assert.deepEqual(cells[5]?.source, ['const saved = "by the student"']);
    assert.equal(cells[1]?.outputs?.[0]?.data?.['text/plain']?.[0], '42');
    assert.ok(!text.includes('"trusted"'));
  });

  it('a restart forgets the variables, and the notebook runs on', async () => {
    const { page } = used.student;
    await used.student.menu('Kernel', 'Restart Kernel…');
    await page.locator('.jp-Dialog .jp-mod-accept').click();
    await used.student.kernelIs('idle');
    await used.student.run(4);
    assert.match(await used.student.outputs(4).innerText(), /total/);
    assert.match(await used.student.outputs(4).innerText(), /Error|TS\d+/);
    await used.student.run(1);
    assert.match(await used.student.outputs(1).innerText(), /42/);
    await used.student.save();
  });

  it('a reload during a long cell brings the notebook back, with every line before, meanwhile and after', async () => {
    const { page } = used.student;
    await used.student.open('notebooks/long.ipynb');
    await used.student.start(0);
    await used.student.outputs(0).locator('text=line 5').waitFor();
    await page.reload();
    await used.student.cell(0).waitFor();
    await used.student.outputs(0).locator('text=line 39').waitFor();
    const lines = (await used.student.outputs(0).innerText()).trim().split('\n');
    assert.deepEqual(
      lines,
      Array.from({ length: 40 }, (_, line) => `line ${line}`),
    );
    await used.student.finished(0);
  });

  it('the Help menu opens the course reference', async () => {
    await used.student.menu('Help', 'EDF Lab Reference');
    await used.student.page.locator('.edflab-Reference h1').waitFor();
  });

  it('in all of this the page reported no error and asked nothing of any other machine', () => {
    assert.deepEqual(used.student.complaints, []);
  });
});

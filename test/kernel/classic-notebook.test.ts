/// <reference lib="dom" />
// In the classic notebook, a front end that nobody here wrote, as a person uses it.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Student, hasChromium, patience } from '../lab/browser.js';
import { root } from '../root.js';

const hasNotebook = spawnSync('jupyter', ['notebook', '--version']).stdout?.toString().startsWith('6.');

const cells = [
  "const x: number = 6;\nconsole.log('print' + 'ed');\nx * 7",
  'np.array([[1, 2], [3, 4]])',
  "plot({ loss: [3, 2, 1] }, { title: 'Falling' });",
  "display.html('<b>bold</b>');",
  'for (const i of progress(3)) {}',
  'await input("Your name? ")',
  'while (true) {}',
  'x + 1',
  "const wrong: number = 'text'",
];

/** The notebook server says 0 where it took any port. */
async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

describe('kernel: in the classic notebook', function () {
  this.timeout(4 * patience);
  let folder: string;
  let server: ChildProcess;
  let student: Student;

  before(async function () {
    if (!hasChromium || !hasNotebook) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'edflab classic '));
    const env = {
      ...process.env,
      HOME: folder,
      JUPYTER_DATA_DIR: join(folder, 'data'),
      JUPYTER_CONFIG_DIR: join(folder, 'config'),
      JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
      EDFLAB_HISTORY: join(folder, 'history'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const program = join(root, 'bin/edflab.mjs');
    assert.equal(spawnSync(process.execPath, [program, 'install'], { env }).status, 0);
    mkdirSync(join(folder, 'work'));
    const stored = cells.map((source) => ({
      cell_type: 'code',
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    }));
    const kernelspec = { name: 'edflab', display_name: 'EDF Lab (TypeScript)', language: 'typescript' };
    const notebook = { nbformat: 4, nbformat_minor: 4, metadata: { kernelspec }, cells: stored };
    writeFileSync(join(folder, 'work/lesson.ipynb'), JSON.stringify(notebook));
    const parameters = [
      '--no-browser',
      '--allow-root',
      '--ip=127.0.0.1',
      `--port=${await freePort()}`,
      '--NotebookApp.token=secret',
    ];
    server = spawn('jupyter', ['notebook', ...parameters, join(folder, 'work')], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    const address = await new Promise<string>((resolve, reject) => {
      server.stderr!.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(log)?.[0];
        if (found) resolve(found);
      });
      server.once('exit', () => reject(new Error(log)));
    });
    student = await Student.arrive();
    await student.page.goto(`${address}notebooks/lesson.ipynb?token=secret`);
    await student.page.locator('.kernel_idle_icon').waitFor();
  });
  after(async () => {
    await student?.leave();
    if (server && server.exitCode === null) {
      const exited = once(server, 'exit');
      server.kill('SIGTERM');
      await exited;
    }
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const cell = (index: number) => student.page.locator('.code_cell').nth(index);
  const output = (index: number) => cell(index).locator('.output');

  async function start(index: number): Promise<void> {
    await cell(index).locator('.CodeMirror').click();
    await student.page.keyboard.press('Control+Enter');
  }
  async function run(index: number): Promise<void> {
    await start(index);
    await cell(index)
      .locator('.input_prompt', { hasText: /\[\d+\]/ })
      .waitFor();
  }

  it('a cell runs, coloured as TypeScript, and shows what it prints and its result', async () => {
    await run(0);
    assert.equal((await output(0).innerText()).replace(/\s+/g, ' ').trim(), 'printed Out[1]: 42');
    assert.equal(await cell(0).locator('.cm-keyword').first().innerText(), 'const');
    assert.equal(await student.page.locator('.kernel_indicator_name').innerText(), 'EDF Lab (TypeScript)');
  });

  it('an array is a table with dtype and shape, on one line', async () => {
    await run(1);
    assert.deepEqual(await output(1).locator('td').allInnerTexts(), ['1.', '2.', '3.', '4.']);
    const caption = output(1).locator('caption');
    assert.match(await caption.innerText(), /float64, shape \(2, 2\)/);
    assert.ok((await caption.boundingBox())!.height < 40);
  });

  it('a plot is a picture, HTML is shown, and progress ends complete', async () => {
    for (const index of [2, 3, 4]) await run(index);
    assert.ok((await output(2).locator('svg').boundingBox())!.height > 100);
    assert.match(await output(2).locator('svg').innerHTML(), /Falling/);
    assert.equal(await output(3).locator('b').innerText(), 'bold');
    assert.match(await output(4).innerText(), /3\/3/);
  });

  it('input() asks below the cell', async () => {
    await start(5);
    const field = cell(5).locator('.raw_input');
    await field.fill('Ada');
    await field.press('Enter');
    await cell(5).locator('.output_result', { hasText: "'Ada'" }).waitFor();
  });

  it('■ interrupts an endless loop and the variables are kept', async () => {
    await start(6);
    await student.page.locator('.kernel_busy_icon').waitFor();
    await student.page.locator('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]').click();
    await output(6).locator('.output_error').waitFor();
    await run(7);
    assert.match(await output(7).innerText(), /7/);
  });

  it('a type error shows the line in the cell, in colour', async () => {
    await start(8);
    const error = output(8).locator('.output_error');
    assert.match(await error.innerText(), /TS2322[^]*> 1 \| const wrong: number = 'text'/);
    assert.ok((await error.locator('[class*=ansi-]').count()) > 0);
  });
});

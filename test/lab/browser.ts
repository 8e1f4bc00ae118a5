/** A headless Chromium with a notebook page open in it, and a student's hands and eyes. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(executable);

/** Long enough for a busy machine with two cores; nothing here is timed. */
export const patience = 60_000;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// yjs 13.6.20 and later says the first two of what @jupyter/ydoc does when it opens a notebook; nothing is lost by it.
// JupyterLab says the others when the user restarts a kernel, the last one while the debugger still asks for values.
const harmless =
  /\[yjs#509\] Not same Y\.Doc|Invalid access: Add Yjs type|Connection lost, reconnecting in 0 seconds|Canceled future for debug_request/;

export class Student {
  /** Errors of the page, and requests that left this machine: there should be none of either. */
  readonly complaints: string[] = [];
  private constructor(
    private readonly userData: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(): Promise<Student> {
    const userData = mkdtempSync(join(tmpdir(), 'edflab-chromium-'));
    const context = await chromium.launchPersistentContext(userData, {
      executablePath: executable,
      headless: true,
      args: flags,
      viewport: { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(patience);
    const page = context.pages()[0] ?? (await context.newPage());
    const student = new Student(userData, context, page);
    page.on('pageerror', ({ message }) => {
      if (!harmless.test(message)) student.complaints.push(`error: ${message}`);
    });
    page.on('console', (message) => {
      const isTrouble = ['error', 'warning'].includes(message.type()) && !harmless.test(message.text());
      if (isTrouble) student.complaints.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.hostname !== '127.0.0.1') {
        student.complaints.push(`request to ${request.url()}`);
      }
    });
    page.on('dialog', (dialog) => void dialog.accept());
    return student;
  }

  async leave(): Promise<void> {
    await this.context.close();
    rmSync(this.userData, { recursive: true, force: true });
  }

  /** Opens a file through the file browser, folder by folder from the top. */
  async open(path: string): Promise<void> {
    await this.page.locator('.jp-BreadCrumbs-home').click();
    for (const name of path.split('/')) {
      await this.page.locator('.jp-DirListing-item', { hasText: name }).dblclick();
    }
    await this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell').first().waitFor();
    await this.kernelIs('idle');
  }

  /** The cells of the notebook in front. */
  get cells(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell');
  }

  cell(index: number): Locator {
    return this.cells.nth(index);
  }

  outputs(index: number): Locator {
    return this.cell(index).locator('.jp-OutputArea-output');
  }

  /** A button of that notebook's toolbar, by a selector. */
  tool(selector: string): Locator {
    return this.page.locator(`.jp-NotebookPanel:not(.lm-mod-hidden) .jp-NotebookPanel-toolbar ${selector}`);
  }

  async kernelIs(state: 'idle' | 'busy'): Promise<void> {
    await this.page
      .locator(
        `.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator[data-status="${state}"]`,
      )
      .waitFor();
  }

  /** Puts code in place of a cell's own. */
  async write(index: number, code: string): Promise<void> {
    await this.cell(index).locator('.cm-content').click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(code);
  }

  async start(index: number): Promise<void> {
    await this.cell(index).locator('.cm-content').click();
    await this.page.keyboard.press('Control+Enter');
  }

  /** Runs a cell and waits until it has its number. */
  async run(index: number): Promise<void> {
    await this.start(index);
    await this.finished(index);
  }

  async finished(index: number): Promise<void> {
    await this.page.waitForFunction(
      (prompt) => /\[\d+\]/.test(prompt?.textContent ?? ''),
      await this.cell(index).locator('.jp-InputPrompt').elementHandle(),
      { timeout: patience },
    );
  }

  async menu(...items: string[]): Promise<void> {
    const [bar, ...rest] = items;
    await this.page.locator('.lm-MenuBar-item', { hasText: new RegExp(`^${bar}$`) }).click();
    for (const item of rest) await this.page.locator('.lm-Menu-item', { hasText: item }).first().click();
  }

  async save(): Promise<void> {
    const saved = this.page.waitForResponse(
      (response) => response.request().method() === 'PUT' && response.url().includes('/api/contents/'),
    );
    await this.page.keyboard.press('Control+s');
    await saved;
  }
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { otherNodes } from '../../nodes.js';
import { train, withThreads } from './training.js';

/** What every machine, engine and number of threads must arrive at. They change only when an algorithm is changed on purpose. */
const expected = { loss: 0.0312227513641119, bits: '73b8d442' };

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';

describe('a seeded training run of 200 steps', () => {
  for (const count of [1, 2, 3]) {
    it(`ends with the same bits with ${count} thread${count === 1 ? '' : 's'} in Node`, async () => {
      assert.deepEqual(await withThreads(count), expected);
    });
  }

  for (const { name, executable, isInstalled } of otherNodes) {
    it(`ends with the same bits with 1, 2 and 3 threads in ${name}`, function () {
      if (!isInstalled) this.skip();
      const script = `
        const { withThreads } = await import(${JSON.stringify(new URL('./training.js', import.meta.url))});
        const results = [];
        for (const count of [1, 2, 3]) results.push(await withThreads(count));
        process.stdout.write(JSON.stringify(results));`;
      const { stdout, stderr } = spawnSync(executable, ['--input-type=module', '--eval', script], {
        encoding: 'utf8',
      });
      assert.deepEqual(JSON.parse(stdout || stderr), [expected, expected, expected]);
    });
  }

  it('has the same bits all along where there is no WebAssembly', () => {
    const script = `
      delete globalThis.WebAssembly;
      const { train } = await import(${JSON.stringify(new URL('./training.js', import.meta.url))});
      process.stdout.write(JSON.stringify(train(10)));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    assert.deepEqual(JSON.parse(stdout || stderr), train(10));
  });

  describe('in Chromium', () => {
    let server: Server;
    before(async function () {
      if (!existsSync(executable)) this.skip();
      const { outputFiles } = await build({
        entryPoints: ['dist/test/lib/wasm/training.js'],
        bundle: true,
        format: 'esm',
        write: false,
      });
      const page =
        '<script type="module">import * as training from "/training.js"; window.training = training;</script>';
      server = createServer((request, response) => {
        const isScript = request.url === '/training.js';
        response.writeHead(200, {
          'Content-Type': isScript ? 'text/javascript' : 'text/html',
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        });
        response.end(isScript ? outputFiles[0].text : page);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    after(() => server?.close());

    it('ends with the same bits with 1, 2 and 3 threads', async () => {
      const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        await page.waitForFunction('window.training');
        for (const count of [1, 2, 3]) {
          assert.deepEqual(await page.evaluate(`training.withThreads(${count})`), expected);
        }
      } finally {
        await browser.close();
      }
    });
  });
});

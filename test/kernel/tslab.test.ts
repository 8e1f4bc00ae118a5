// Notebooks written for tslab: every function that tslab's own declarations (node_modules/tslab/dist/public.d.ts) promise.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MimeBundle } from '../../kernel/wire/client.js';
import { root } from '../root.js';
import { result, useKernel } from './support.js';

const bytes = 'Uint8Array.of(1, 2, 3)';
/** By function: what it is called with, what the page gets, what a console shows. */
const functions: Record<string, [call: string, type: string, data: string, text: string]> = {
  javascript: [`'1 + 1'`, 'text/javascript', '1 + 1', '[text/javascript]'],
  html: [`'<b>bold</b>'`, 'text/html', '<b>bold</b>', 'bold'],
  markdown: [`'**bold**'`, 'text/markdown', '**bold**', '**bold**'],
  latex: [`'$x^2$'`, 'text/latex', '$x^2$', '$x^2$'],
  svg: [`'<svg/>'`, 'image/svg+xml', '<svg/>', '[SVG picture]'],
  png: [bytes, 'image/png', 'AQID', '[PNG picture]'],
  jpeg: [bytes, 'image/jpeg', 'AQID', '[JPEG picture]'],
  gif: [bytes, 'image/gif', 'AQID', '[GIF picture]'],
  pdf: [bytes, 'application/pdf', 'AQID', '[application/pdf]'],
  text: [`'as it is'`, 'text/plain', 'as it is', 'as it is'],
  raw: [`'text/x-own', 'mine'`, 'text/x-own', 'mine', '[text/x-own]'],
};

describe('kernel: notebooks written for tslab', function () {
  this.timeout(120_000);
  const used = useKernel();

  async function shown(code: string): Promise<MimeBundle[]> {
    const { reply, outputs } = await used.client.execute(code);
    assert.equal(reply.status, 'ok', reply.traceback?.join('\n'));
    return outputs.flatMap((output) => (output.output_type === 'display_data' ? [output.data] : []));
  }

  before(async () => {
    await used.client.execute(`import * as tslab from 'tslab'`);
  });

  it('the functions tested here are all that tslab declares', () => {
    const declared = readFileSync(join(root, 'node_modules/tslab/dist/public.d.ts'), 'utf8');
    const [, members] = /interface Display \{([^}]*)\}/.exec(declared)!;
    assert.deepEqual(
      [...members.matchAll(/^\s*(\w+)\(/gm)].map(([, name]) => name).sort(),
      Object.keys(functions).sort(),
    );
    const exported = [...declared.matchAll(/^export declare (?:const|function) (\w+)/gm)];
    assert.deepEqual(
      exported.map(([, name]) => name),
      ['versions', 'newDisplay', 'display'],
    );
  });

  for (const [name, [parameters, type, data, text]] of Object.entries(functions)) {
    it(`tslab.display.${name} shows ${type}, and text in a console`, async () => {
      assert.deepEqual(await shown(`tslab.display.${name}(${parameters})`), [
        { 'text/plain': text, [type]: data },
      ]);
    });

    it(`newDisplay().${name} is one place that overwrites itself`, async () => {
      const code = `{ const place = tslab.newDisplay(); place.text('first'); place.${name}(${parameters}); }`;
      assert.deepEqual(await shown(code), [{ 'text/plain': text, [type]: data }]);
    });
  }

  it('a newDisplay of an earlier cell changes what that cell showed', async () => {
    await shown(`const place = tslab.newDisplay(); place.text('earlier')`);
    const updates: unknown[] = [];
    const { reply } = await used.client.execute(`place.text('later')`, {
      onMessage: ({ header, content }) => {
        if (header.msg_type === 'update_display_data') updates.push(content.data);
      },
    });
    assert.equal(reply.status, 'ok');
    assert.deepEqual(updates, [{ 'text/plain': 'later' }]);
  });

  it('is typed by tslab: a wrong argument is a type error, and versions has three', async () => {
    assert.equal((await used.client.execute('tslab.display.html(5)')).reply.ename, 'TS2345');
    assert.equal(
      result((await used.client.execute('Object.keys(tslab.versions).join()')).outputs),
      "'tslab,typescript,node'",
    );
  });

  it('is imported by name, by require and by import() too', async () => {
    const html = [{ 'text/plain': 'x', 'text/html': '<i>x</i>' }];
    assert.deepEqual(await shown(`import { display as show } from 'tslab'; show.html('<i>x</i>')`), html);
    assert.deepEqual(await shown(`(await import('tslab')).display.html('<i>x</i>')`), html);
    assert.deepEqual(await shown(`require('tslab').display.html('<i>x</i>')`), html);
  });

  it('a `/** @module */` cell is imported by later cells, and may show things itself', async () => {
    await shown(
      `/** @module pictures */\nimport * as tslab from 'tslab';\nexport const show = (text: string) => tslab.display.html(text);`,
    );
    assert.deepEqual(await shown(`import { show as picture } from './pictures'; picture('<u>y</u>')`), [
      { 'text/plain': 'y', 'text/html': '<u>y</u>' },
    ]);
  });
});

describe('kernel: a notebook whose only tslab is in a module', function () {
  this.timeout(120_000);
  const used = useKernel();

  for (const [how, code] of [
    [
      'a module cell',
      `/** @module late */\nimport { display } from 'tslab';\nexport const show = () => display.text('z');`,
    ],
    ['import()', `(await import('tslab')).display.text('z')`],
    ['require', `require('tslab').display.text('z')`],
  ]) {
    it(`shows what ${how} shows`, async () => {
      let { reply, outputs } = await used.client.execute(code);
      assert.equal(reply.status, 'ok', reply.traceback?.join('\n'));
      if (how === 'a module cell')
        ({ reply, outputs } = await used.client.execute(`import { show } from './late'; show()`));
      assert.equal(reply.status, 'ok', reply.traceback?.join('\n'));
      const [output] = outputs;
      assert.deepEqual(output?.output_type === 'display_data' && output.data, { 'text/plain': 'z' });
    });
  }
});

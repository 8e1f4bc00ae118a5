import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import type { DisplayOutput, MimeBundle, Output } from '../../kernel/wire/client.js';
import { result, useKernel } from './support.js';

function displays(outputs: Output[]): DisplayOutput[] {
  return outputs.filter((output): output is DisplayOutput => output.output_type === 'display_data');
}

describe('kernel: display', function () {
  this.timeout(60_000);
  const used = useKernel();

  async function shown(code: string): Promise<Output[]> {
    const { reply, outputs } = await used.client.execute(code);
    assert.equal(reply.status, 'ok', reply.traceback?.join('\n'));
    return outputs;
  }
  async function bundle(code: string): Promise<MimeBundle> {
    const output = (await shown(code)).find(
      (each) => each.output_type === 'display_data' || each.output_type === 'execute_result',
    );
    assert.ok(output && 'data' in output);
    return output.data;
  }

  it('a result is text as Node inspects it, never coloured; undefined shows nothing', async () => {
    assert.equal(
      result(await shown(`({ a: 1, b: ['x', null], c: new Map([[1, 2n]]) })`)),
      "{ a: 1, b: [ 'x', null ], c: Map(1) { 1 => 2n } }",
    );
    assert.deepEqual(await shown('undefined'), []);
    assert.deepEqual(await shown('const silent = 1'), []);
  });

  it("an object's Symbol.for('Jupyter.display') method decides, also when it is asynchronous", async () => {
    const data = await bundle(`({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>hi</b>' }) })`);
    assert.equal(data['text/html'], '<b>hi</b>');
    assert.equal(typeof data['text/plain'], 'string');
    const later = await bundle(
      `display({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': 'later' }) })`,
    );
    assert.equal(later['text/html'], 'later');
  });

  it('the handle of what is on the page already shows nothing, as an empty bundle does', async () => {
    for (const code of [
      `plot([1, 2])`,
      `display('x')`,
      `display.html('<b>x</b>')`,
      `display(display('x'))`,
    ]) {
      assert.deepEqual(
        (await shown(code)).map(({ output_type: type }) => type),
        ['display_data'],
        code,
      );
    }
    assert.deepEqual(await shown(`({ [Symbol.for('Jupyter.display')]: () => ({}) })`), []);
  });

  for (const [call, type, content] of [
    [`html('<b>x</b>')`, 'text/html', '<b>x</b>'],
    [`markdown('**x**')`, 'text/markdown', '**x**'],
    [`latex('x^2')`, 'text/latex', '$\\displaystyle x^2$'],
    [`svg('<svg/>')`, 'image/svg+xml', '<svg/>'],
    [`png(Uint8Array.of(1, 2, 3))`, 'image/png', 'AQID'],
    [`json({ a: [1] })`, 'application/json', { a: [1] }],
  ] as const) {
    it(`display.${call} sends ${type}, and text that stands on its own`, async () => {
      const data = await bundle(`display.${call}; 0`);
      assert.deepEqual(data[type], content);
      assert.equal(typeof data['text/plain'], 'string');
    });
  }

  for (const [call, text] of [
    [
      `html('<style>b { }</style><p>two &lt; <b>three</b></p><p>&amp;&nbsp;four&#33;</p>')`,
      'two < three\n& four!',
    ],
    [`html('<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>')`, 'a  1\nb  2'],
    [`html('<img src="x.png">')`, '[HTML]'],
    [`markdown('**x** and $y$')`, '**x** and $y$'],
    [`latex('x^2')`, 'x^2'],
    [`svg('<svg/>')`, '[SVG picture]'],
    [`jpeg(Uint8Array.of(1))`, '[JPEG picture]'],
    [`json({ a: [1] })`, '{ a: [ 1 ] }'],
    [`raw({ 'application/pdf': Uint8Array.of(1) })`, '[application/pdf]'],
    [`raw({ 'text/html': '<i>slanted</i>' })`, 'slanted'],
    [`image(np.eye(4))`, '[picture of shape (4, 4)]'],
  ] as const) {
    it(`display.${call} reads ${JSON.stringify(text)} where only text can be shown`, async () => {
      assert.equal((await bundle(`display.${call}; 0`))['text/plain'], text);
    });
  }

  it('a display can be updated in place, by its handle and by its id', async () => {
    const [output] = await shown(
      `const handle = display('one', { id: 'place' }); handle.update('two'); display.update('place', 'three'); 0`,
    );
    assert.ok(output.output_type === 'display_data');
    assert.equal(output.data['text/plain'], "'three'");
  });

  it('display.clear empties the output', async () => {
    assert.deepEqual(await shown(`console.log('gone'); display.clear()`), []);
  });

  it('display.image draws an array as a PNG of its values, white for the largest', async () => {
    const data = await bundle(`display.image([[0, 1], [2, 4]], { scale: 1 }); 0`);
    const png = Buffer.from(data['image/png'] as string, 'base64');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2, 2], 'width and height');
    const idat = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
    // Each row begins with its filter, 0.
    assert.deepEqual([...rows], [0, 0, 64, 0, 128, 255]);
  });

  it('plot sends plotly data, a picture and a line of text', async () => {
    const data = await bundle(`plot({ loss: [3, 2, 1] }, { title: 'Training', xlabel: 'step' }); 0`);
    const figure = data['application/vnd.plotly.v1+json'] as {
      data: object[];
      layout: { title: { text: string } };
    };
    assert.deepEqual(figure.data, [{ type: 'scatter', mode: 'lines', name: 'loss', y: [3, 2, 1] }]);
    assert.equal(figure.layout.title.text, 'Training');
    assert.match(data['image/svg+xml'] as string, /^<svg [^]*Training[^]*<\/svg>$/);
    assert.match(data['text/plain'] as string, /loss: 3 values, 3 to 1/);
  });

  it('plot takes numbers, pairs of them, arrays of the library and plotly traces', async () => {
    const traces = async (code: string) =>
      ((await bundle(`${code}; 0`))['application/vnd.plotly.v1+json'] as { data: object[] }).data;
    assert.deepEqual(await traces('plot([1, 2])'), [{ type: 'scatter', mode: 'lines', y: [1, 2] }]);
    assert.deepEqual(await traces('plot([0, .5], [1, 2])'), [
      { type: 'scatter', mode: 'lines', x: [0, 0.5], y: [1, 2] },
    ]);
    assert.deepEqual(await traces('plot(np.arange(3))'), [{ type: 'scatter', mode: 'lines', y: [0, 1, 2] }]);
    assert.deepEqual(await traces(`plot([{ type: 'heatmap', z: np.eye(2) }])`), [
      {
        type: 'heatmap',
        z: [
          [1, 0],
          [0, 1],
        ],
      },
    ]);
    assert.deepEqual(await traces('plot([{ y: [1, NaN] }])'), [{ y: [1, null] }]);
  });

  it('a plot knows the traces that it shows now, and its layout', async () => {
    const code = `const shown = plot({ a: np.arange(2) }, { xlabel: 'step' }); shown.update({ a: [5] });
      display.text(JSON.stringify([shown.data, shown.layout.xaxis])); 0`;
    const texts = displays(await shown(code)).map(({ data }) => data['text/plain'] as string);
    const [data, axis] = JSON.parse(texts[1]) as unknown[];
    assert.deepEqual(data, [{ type: 'scatter', mode: 'lines', name: 'a', y: [5] }]);
    assert.deepEqual(axis, { title: { text: 'step' } });
  });

  it('a plot updated in a loop is one output that ends with the last data', async () => {
    const outputs = await shown(
      'const curve = plot([0]); for (let i = 0; i < 1000; i++) curve.update([i]); 0',
    );
    const plots = displays(outputs);
    assert.equal(plots.length, 1);
    assert.deepEqual(
      (plots[0].data['application/vnd.plotly.v1+json'] as { data: { y: number[] }[] }).data[0].y,
      [999],
    );
  });

  it('progress is one line that ends complete, with rate and time', async () => {
    const outputs = await shown(
      `let sum = 0; for (const i of progress(50, { label: 'epoch' })) sum += i; console.log(sum)`,
    );
    const bars = displays(outputs);
    assert.equal(bars.length, 1);
    assert.match(bars[0].data['text/plain'] as string, /^epoch 100% \|█{20}\| 50\/50 \[[\d.]+ m?s, .+\]$/);
    assert.match(bars[0].data['text/html'] as string, /<progress max="50" value="50"/);
  });

  it('loops inside a loop share one output, a line for each depth', async () => {
    const outputs = await shown(
      `for (const i of progress(3, { label: 'outer' })) for (const j of progress(4, { label: 'inner' })) {} `,
    );
    const bars = displays(outputs);
    assert.equal(bars.length, 1);
    assert.match(bars[0].data['text/plain'] as string, /^outer 100%.*\ninner 100%.*$/);
  });

  it('loops side by side keep a line each, also when one begins after another has ended', async () => {
    const outputs = await shown(`
      const turns = (label: string, ...ms: number[]) => async () => {
        for (const wait of progress(ms, { label })) await new Promise((wake) => setTimeout(wake, wait));
      };
      const first = turns('first', 1), second = turns('second', 1), long = turns('long', 60, 60);
      await Promise.all([first().then(second), long()]);`);
    const [bars, ...others] = displays(outputs);
    assert.equal(others.length, 0);
    const lines = String(bars.data['text/plain']).split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/%.*/, '')),
      ['first 100', 'long 100', 'second 100'],
    );
    assert.equal(new Set(lines.map((line) => line.indexOf('|'))).size, 1, 'below one another');
  });

  it('a promise shows its value, and nothing of what the kernel keeps with it', async () => {
    assert.equal(result(await shown(`({ ready: Promise.resolve([1]), never: new Promise(() => {}) })`)),
      '{ ready: Promise { [ 1 ] }, never: Promise { <pending> } }'); // prettier-ignore
    assert.match(String(result(await shown(`[[[[[Promise.resolve(1)]]]]]`))), /^[[\s]*\[Promise\][\]\s]*$/);
  });

  it('progress follows asynchronous iterables and generators, and a loop left early', async () => {
    const outputs = await shown(`
      async function* slowly() { for (let i = 0; i < 3; i++) yield i }
      for await (const i of progress(slowly(), { label: 'async' })) {}
      for (const i of progress([1, 2, 3], { label: 'left' })) if (i === 2) break`);
    const texts = displays(outputs).map(({ data }) => data['text/plain'] as string);
    assert.match(texts[0], /^async 3 \[/);
    assert.match(texts[1], /^left 33% .* 1\/3 \[/);
  });
});

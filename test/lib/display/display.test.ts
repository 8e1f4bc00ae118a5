import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { heatMap, image, np } from '../../../lib/index.js';
import { deflate } from '../../../lib/display/deflate.js';
import { DISPLAY } from '../../../lib/display/index.js';

/** Decodes a PNG as the standard says, with Node's zlib: width, height, and the rows with the Up filter undone. */
function decodePng(bytes: Buffer): { width: number; height: number; channels: number; pixels: number[] } {
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  const [width, height, color] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25]];
  const channels = color === 0 ? 1 : 3;
  const data = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  const row = width * channels + 1;
  const pixels: number[] = [];
  for (let i = 0; i < height; i++) {
    assert.equal(data[i * row], 2);
    for (let j = 1; j < row; j++)
      pixels.push((data[i * row + j] + (i > 0 ? pixels[(i - 1) * (row - 1) + j - 1] : 0)) & 255);
  }
  return { width, height, channels, pixels };
}

const png = (picture: { as(type: string): string | undefined }) =>
  decodePng(Buffer.from(picture.as('image/png')!, 'base64'));

describe('deflate', () => {
  it('is undone by zlib, runs or no runs', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 600 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(runs, (list) => {
        const data = Uint8Array.from(list.flatMap(([byte, count]) => new Array<number>(count).fill(byte)));
        assert.deepEqual(new Uint8Array(inflateSync(deflate(data))), data);
      }),
    );
  });
});

describe('image', () => {
  it('draws a matrix pixel by pixel, 0 black and 1 white', () => {
    const x = np.array([
      [0, 0.5, 1],
      [1, 0.2, 0],
    ]);
    assert.deepEqual(png(image(x, { scale: 1 })), {
      width: 3,
      height: 2,
      channels: 1,
      pixels: [0, 128, 255, 255, 51, 0],
    });
    assert.deepEqual(png(image(x.T, { scale: 1 })).pixels, [0, 255, 128, 51, 255, 0]);
  });

  it('takes rows of 784 for digits and lays a batch out as a grid', () => {
    const digits = np.zeros([5, 784]);
    const { width, height } = png(image(digits, { scale: 2 }));
    assert.deepEqual([width, height], [2 * (3 * 29 - 1), 2 * (2 * 29 - 1)]);
    assert.match(String(image(digits)), /^5 pictures of 28 x 28/);
    assert.match(String(image(digits.pick(0))), /^28 x 28 picture/);
    assert.deepEqual(png(image(digits.reshape(5, 28, 28), { scale: 1, columns: 5 })).width, 5 * 29 - 1);
    assert.deepEqual(png(image(np.zeros([3, 6]), { shape: [2, 3], scale: 1, columns: 3 })).width, 3 * 4 - 1);
  });

  it('scales other ranges to the least and largest, and 0 to white in diverging colours', () => {
    assert.deepEqual(png(image([[-2, 0, 2]], { scale: 1 })).pixels, [0, 128, 255]);
    assert.deepEqual(png(image([[0, 5]], { scale: 1, range: [0, 10] })).pixels, [0, 128]);
    const { channels, pixels } = png(image([[-1, 0, 4]], { scale: 1, colors: 'diverging' }));
    assert.equal(channels, 3);
    assert.deepEqual(pixels.slice(6), [178, 24, 43]);
    assert.ok(pixels.slice(3, 6).every((level) => level >= 253));
  });

  it('has a form in characters for pages without pictures', () => {
    const text = String(image(np.eye(8)));
    assert.equal(text.split('\n').length, 5);
    assert.equal(text.split('\n')[1].length, 2);
  });

  it('refuses what is no picture', () => {
    assert.throws(
      () => image(np.zeros([2, 2, 2, 2])),
      /image: shape \(2, 2, 2, 2\) is no picture; expected .* hint: image\(x, /,
    );
    assert.throws(() => image(np.zeros([3, 7]), { shape: [2, 3] }), /does not hold pictures of \(2, 3\)/);
    assert.throws(() => image(np.zeros(5)), RangeError);
  });
});

describe('heatMap', () => {
  it('draws every cell with its number and its names, markup escaped', () => {
    const svg = heatMap(np.array([[1, -2]]), { rows: ['<a>'], columns: ['x', 'y'], title: 'J & K' }).as(
      'image/svg+xml',
    )!;
    assert.equal(svg.match(/<rect x=/g)?.length, 2);
    assert.ok(
      svg.includes('>&lt;a&gt;</text>') && svg.includes('>J &amp; K</text>') && svg.includes('>-2.00</text>'),
    );
  });

  it('colours the largest size fully, whichever sign it has', () => {
    const svg = heatMap([[-2.31, 0, 2.31]]).as('image/svg+xml')!;
    const fills = [...svg.matchAll(/fill="rgb\((.*?)\)"/g)].map(([, color]) => color);
    assert.deepEqual(fills, ['33,102,172', '255,255,255', '178,24,43']);
  });

  it('writes tiny numbers with exponents and whole numbers whole', () => {
    assert.ok(
      heatMap([[1.5e-7]])
        .as('image/svg+xml')!
        .includes('>1.5e-7<'),
    );
    assert.ok(
      heatMap(np.array([[12]], { dtype: 'int32' }))
        .as('image/svg+xml')!
        .includes('>12<'),
    );
  });

  it('refuses large matrices and wrong numbers of names', () => {
    assert.throws(() => heatMap(np.zeros([100, 3])), /at most 64 rows and columns, got shape \(100, 3\)/);
    assert.throws(() => heatMap(np.zeros([2, 2]), { rows: ['a'] }), /got 1 names for 2 rows/);
  });
});

describe('an array in a notebook', () => {
  const html = (x: ReturnType<typeof np.zeros>) => String(x[DISPLAY]()['text/html']);

  it('is a table with its shape and dtype, and its printed form as text', () => {
    const x = np.array([
      [1, 2],
      [3, 4.5],
    ]);
    assert.equal(x[DISPLAY]()['text/plain'], x.toString());
    assert.ok(html(x).includes('<caption style="white-space: nowrap">float64, shape (2, 2)</caption>'));
    assert.deepEqual(
      [...html(x).matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell),
      ['1.', '2.', '3.', '4.5'],
    );
  });

  it('shows the two ends of long axes', () => {
    const table = html(np.arange(50000).reshape(500, 100));
    assert.equal(table.match(/<tr>/g)?.length, 12);
    assert.ok(
      table.includes('<th>499</th>') && table.includes('<th>95</th>') && !table.includes('<th>50</th>'),
    );
    assert.ok(table.includes('<td>4.9999e+04</td>'));
  });

  it('shows the first matrices of an array with more axes under their indices', () => {
    const table = html(np.zeros([2, 3, 4, 5]));
    assert.ok(table.includes('[0, 2, :, :]') && table.includes('and 3 more of shape (4, 5)'));
  });

  it('is text only where there is nothing to tabulate', () => {
    assert.deepEqual(np.array(3)[DISPLAY](), { 'text/plain': 'array(3.)' });
    assert.deepEqual(np.zeros([0, 3])[DISPLAY](), { 'text/plain': 'array([], shape=(0, 3), dtype=float64)' });
  });
});

// A graph as a picture: an SVG that needs nothing but itself, and Mermaid text for front ends that draw it.
import { escapeHtml } from '../display/escape.js';
import type { CompNode } from './comp-node.js';
import { type Described, describe, printGraph } from './print.js';

/** What `Symbol.for('Jupyter.display')` returns: the same thing in several formats. */
export type MimeBundle = Record<string, string>;

/** Size of a box and of the gaps between boxes, in pixels. */
const box = { width: 132, height: 40, gapX: 18, gapY: 34 };
const fills = { input: '#d9ead3', parameter: '#fff2cc', computed: '#dbe7f5' };

/** The graph as a picture, as Mermaid and as text. Arrows go from a variable to those it is computed from, as gradients do. */
export function graphBundle(nodes: readonly CompNode[]): MimeBundle {
  const text = printGraph(nodes);
  if (nodes.length === 0) return { 'text/plain': text };
  const all = describe(nodes);
  return { 'image/svg+xml': svg(all), 'text/vnd.mermaid': mermaid(all), 'text/plain': text };
}

function mermaid(all: readonly Described[]): string {
  const boxes = all.map(
    ({ name, kind, shape }) => `  ${name}["${name} = ${kind}${shape && `<br>${shape}`}"]`,
  );
  const arrows = all.flatMap(({ name, sources }) => sources.map((source) => `  ${name} --> ${source.name}`));
  return ['flowchart BT', ...boxes, ...arrows].join('\n');
}

function svg(all: readonly Described[]): string {
  const layers = layOut(all);
  const widest = Math.max(...layers.map((layer) => layer.length));
  const width = widest * (box.width + box.gapX) + box.gapX;
  const height = layers.length * (box.height + box.gapY) + 24;
  const at = new Map<Described, { x: number; y: number }>();
  layers.forEach((layer, row) => {
    const left = (width - layer.length * (box.width + box.gapX) + box.gapX) / 2;
    layer.forEach((one, i) =>
      at.set(one, { x: left + i * (box.width + box.gapX), y: 8 + row * (box.height + box.gapY) }),
    );
  });
  const arrows = all.flatMap((one) => one.sources.map((source) => arrow(at.get(one)!, at.get(source)!)));
  const boxes = all.map((one) => boxOf(one, at.get(one)!));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" text-anchor="middle">`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#777"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff" rx="6"/>`,
    ...arrows,
    ...boxes,
    `<text x="${width / 2}" y="${height - 8}" fill="#777" font-size="10">an arrow points to what a variable is computed from</text>`,
    '</svg>',
  ].join('\n');
}

function boxOf({ name, kind, role, shape }: Described, { x, y }: { x: number; y: number }): string {
  const middle = x + box.width / 2;
  return [
    `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="${role === 'computed' ? 5 : 18}" fill="${fills[role]}" stroke="#888"/>`,
    `<text x="${middle}" y="${y + 17}" fill="#111">${escapeHtml(`${name} = ${kind}`)}</text>`,
    `<text x="${middle}" y="${y + 32}" fill="#555" font-size="10">${escapeHtml(shape)}</text>`,
  ].join('');
}

/** From the top of the box of `y` to the bottom of the box of `x`, for y = f(x). */
function arrow(y: { x: number; y: number }, x: { x: number; y: number }): string {
  const half = box.width / 2;
  const [x1, y1, x2, y2] = [y.x + half, y.y, x.x + half, x.y + box.height + 1];
  const bend = (y1 - y2) / 2;
  return `<path d="M${x1},${y1} C${x1},${y1 - bend} ${x2},${y2 + bend} ${x2},${y2}" fill="none" stroke="#777" marker-end="url(#head)"/>`;
}

/** Rows of boxes: computed nodes below all that they are computed from, inputs and parameters just above their first use. */
function layOut(all: readonly Described[]): Described[][] {
  const row = new Map<Described, number>();
  for (const one of all) {
    const above = one.sources.filter(({ role }) => role === 'computed').map((source) => row.get(source)!);
    if (one.role === 'computed') row.set(one, Math.max(0, ...above) + 1);
  }
  for (const one of all) {
    if (one.role === 'computed') continue;
    const uses = all.filter(({ sources }) => sources.includes(one)).map((user) => row.get(user)!);
    row.set(one, Math.min(...uses) - 1);
  }
  const layers: Described[][] = Array.from({ length: Math.max(...row.values()) + 1 }, () => []);
  for (const one of all) layers[row.get(one)!].push(one);
  return layers.filter((layer) => layer.length > 0);
}

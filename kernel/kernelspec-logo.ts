// The kernel's logo, a small network, drawn from one list of shapes as SVG and as pixels.
import { encodePng } from './session/image.js';

const SIZE = 64;
const BACKGROUND = [38, 70, 83];
const LINE = [233, 196, 106];
const NODE = [255, 255, 255];
const RADIUS = 6.5;
const CORNER = 12;
const NODES: [x: number, y: number, layer: number][] = [
  [14, 20, 0],
  [14, 44, 0],
  [32, 12, 1],
  [32, 32, 1],
  [32, 52, 1],
  [50, 32, 2],
];
const EDGES = NODES.flatMap((from) =>
  NODES.filter((to) => to[2] === from[2] + 1).map((to) => [from, to] as const),
);

const css = (colour: number[]): string => `rgb(${colour.join(',')})`;

export function logoSvg(): string {
  const lines = EDGES.map(([[x1, y1], [x2, y2]]) => `<path d="M${x1} ${y1}L${x2} ${y2}"/>`).join('');
  const nodes = NODES.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${RADIUS}"/>`).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}">` +
    `<rect width="${SIZE}" height="${SIZE}" rx="${CORNER}" fill="${css(BACKGROUND)}"/>` +
    `<g stroke="${css(LINE)}" stroke-width="2">${lines}</g><g fill="${css(NODE)}">${nodes}</g></svg>\n`
  );
}

/** Each shape covers a pixel by how far the pixel's centre lies inside it: smooth edges without oversampling. */
export function logoPng(size: number): Buffer {
  const pixels = new Uint8Array(size * size * 4);
  const unit = SIZE / size;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) * unit;
      const y = (row + 0.5) * unit;
      const cover = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance / unit));
      const line = Math.max(...EDGES.map(([from, to]) => cover(segmentDistance(x, y, from, to) - 1)));
      const node = Math.max(...NODES.map(([nx, ny]) => cover(Math.hypot(x - nx, y - ny) - RADIUS)));
      const at = (row * size + column) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const drawn = BACKGROUND[channel] + (LINE[channel] - BACKGROUND[channel]) * line;
        pixels[at + channel] = Math.round(drawn + (NODE[channel] - drawn) * node);
      }
      pixels[at + 3] = Math.round(255 * cover(roundedSquareDistance(x, y)));
    }
  }
  return encodePng(pixels, size, size, 4);
}

function segmentDistance(
  x: number,
  y: number,
  [x1, y1]: readonly number[],
  [x2, y2]: readonly number[],
): number {
  const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1));
}

function roundedSquareDistance(x: number, y: number): number {
  const half = SIZE / 2;
  const dx = Math.max(0, Math.abs(x - half) - (half - CORNER));
  const dy = Math.max(0, Math.abs(y - half) - (half - CORNER));
  return Math.hypot(dx, dy) - CORNER;
}

// Draws one digit: bends its strokes, places them on the paper, inks the pixels near them, adds noise. Only +, -, *, / and the
// square root are used, which every machine rounds alike.
import type { np } from '../array/index.js';
import { type Glyph, glyphs } from './glyphs.js';

type Random = np.random.Generator;
type Point = readonly [x: number, y: number];

/** Straight pieces per pair of points of a stroke. */
const pieces = 4;
/** Half width of the soft edge of a line, in pixels. */
const edge = 0.6;
/** What a byte of noise adds, from -1 to 1. */
const noise = Float64Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);
/** Squared distances of the pixels of one image from its lines: memory of every image in turn. */
let distance = new Float32Array(0);

/** Draws `digit` into `image`, side x side pixels from 0 to 1. */
export function drawDigit(digit: number, random: Random, image: Float32Array, side: number): void {
  const forms = glyphs[digit];
  const glyph = forms[random.integers(forms.length)];
  const points = place(glyph, random, side);
  const radius = random.uniform(0.7, 1.7);
  const ink = random.uniform(0.65, 1);
  if (distance.length !== image.length) distance = new Float32Array(image.length);
  distance.fill(Infinity);
  for (const stroke of glyph.strokes)
    drawStroke(
      stroke.map((i) => points[i]),
      distance,
      side,
      radius + edge,
    );
  for (let i = 0; i < image.length; i++) {
    if (distance[i] === Infinity) continue;
    const inside = (radius + edge - Math.sqrt(distance[i])) / (2 * edge);
    image[i] = ink * Math.min(1, Math.max(0, inside));
  }
  addNoise(image, random, random.uniform(0.05, 0.35));
}

/** The points of the glyph on the paper: each moved a little, then all turned, slanted, scaled and shifted together. */
function place({ points }: Glyph, random: Random, side: number): Point[] {
  // a rotation by an angle of tangent t at half its size: cos = (1 - t^2)/(1 + t^2), sin = 2t/(1 + t^2)
  const t = random.uniform(-0.15, 0.15);
  const cos = (1 - t * t) / (1 + t * t);
  const sin = (2 * t) / (1 + t * t);
  const slant = random.uniform(-0.3, 0.3);
  const [width, height] = [random.uniform(0.62, 0.92) * side, random.uniform(0.7, 0.92) * side];
  const [left, top] = [side / 2 + random.uniform(-2.4, 2.4), side / 2 + random.uniform(-2.4, 2.4)];
  return points.map(([x, y]) => {
    const v = (y - 0.5 + random.uniform(-0.045, 0.045)) * height;
    const u = (x - 0.5 + random.uniform(-0.045, 0.045)) * width - slant * v;
    return [left + cos * u - sin * v, top + sin * u + cos * v];
  });
}

/** A smooth line (Catmull-Rom) through `points`, as straight pieces. */
function drawStroke(points: readonly Point[], distance: Float32Array, side: number, reach: number): void {
  const last = points.length - 1;
  const closed = points[0] === points[last];
  const at = (i: number): Point =>
    closed ? points[(i + last) % last] : points[Math.min(Math.max(i, 0), last)];
  let from = points[0];
  for (let i = 0; i < last; i++) {
    const [p, q, r, s] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= pieces; step++) {
      const to = between(p, q, r, s, step / pieces);
      drawLine(from, to, distance, side, reach);
      from = to;
    }
  }
}

/** The point at `t` from q (0) to r (1) on the cubic whose slopes there are (r - p)/2 and (s - q)/2. */
function between(p: Point, q: Point, r: Point, s: Point, t: number): Point {
  const on = (p: number, q: number, r: number, s: number): number =>
    q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
  return [on(p[0], q[0], r[0], s[0]), on(p[1], q[1], r[1], s[1])];
}

/** Lowers the squared distance of every pixel within `reach` of the line. */
function drawLine(from: Point, to: Point, distance: Float32Array, side: number, reach: number): void {
  const [fromX, fromY] = from;
  const [dx, dy] = [to[0] - fromX, to[1] - fromY];
  const length2 = Math.max(dx * dx + dy * dy, 1e-12);
  const left = Math.max(0, Math.ceil(Math.min(from[0], to[0]) - reach));
  const right = Math.min(side - 1, Math.floor(Math.max(from[0], to[0]) + reach));
  const top = Math.max(0, Math.ceil(Math.min(from[1], to[1]) - reach));
  const bottom = Math.min(side - 1, Math.floor(Math.max(from[1], to[1]) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = ((x - fromX) * dx + (y - fromY) * dy) / length2;
      const t = Math.min(1, Math.max(0, along));
      const ex = x - fromX - t * dx;
      const ey = y - fromY - t * dy;
      const d2 = ex * ex + ey * ey;
      const i = y * side + x;
      if (d2 < distance[i]) distance[i] = d2;
    }
  }
}

/** Adds to each pixel a number uniform in -level .. level, then keeps it in 0 .. 1; four pixels per 32 random bits. */
function addNoise(image: Float32Array, random: Random, level: number): void {
  for (let i = 0; i < image.length; i += 4) {
    const bits = random.bits() | 0;
    for (let k = 0; k < 4; k++) {
      const added = level * noise[(bits >> (8 * k)) & 255];
      image[i + k] = Math.min(1, Math.max(0, image[i + k] + added));
    }
  }
}

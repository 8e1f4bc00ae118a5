// The shapes of the ten digits, as strokes through a few points.

/** Points in a unit square, y downwards. */
export interface Glyph {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Each stroke is a smooth line through some of the points; one that ends where it began is closed. */
  readonly strokes: readonly (readonly number[])[];
}

/** For each digit the ways of writing it. */
export const glyphs: readonly (readonly Glyph[])[] = [
  [
    {
      points: [[0.5, 0.1], [0.72, 0.22], [0.78, 0.5], [0.72, 0.78], [0.5, 0.9], [0.28, 0.78], [0.22, 0.5], [0.28, 0.22]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 0]],
    },
  ],
  [
    { points: [[0.52, 0.1], [0.5, 0.5], [0.5, 0.9]], strokes: [[0, 1, 2]] }, // prettier-ignore
    { points: [[0.36, 0.28], [0.54, 0.1], [0.54, 0.5], [0.53, 0.9]], strokes: [[0, 1], [1, 2, 3]] }, // prettier-ignore
  ],
  [
    {
      points: [[0.25, 0.3], [0.34, 0.14], [0.55, 0.1], [0.73, 0.22], [0.7, 0.42], [0.48, 0.66], [0.24, 0.88], [0.5, 0.86], [0.78, 0.88]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5, 6], [6, 7, 8]], // prettier-ignore
    },
    {
      points: [[0.26, 0.24], [0.5, 0.1], [0.72, 0.26], [0.6, 0.55], [0.34, 0.86], [0.24, 0.8], [0.34, 0.72], [0.55, 0.84], [0.8, 0.84]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 8]],
    },
  ],
  [
    {
      points: [[0.27, 0.2], [0.48, 0.1], [0.7, 0.2], [0.66, 0.4], [0.45, 0.48], [0.7, 0.57], [0.75, 0.76], [0.52, 0.9], [0.25, 0.8]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4], [4, 5, 6, 7, 8]], // prettier-ignore
    },
    {
      points: [[0.26, 0.13], [0.72, 0.13], [0.46, 0.43], [0.7, 0.52], [0.74, 0.74], [0.52, 0.9], [0.25, 0.81]], // prettier-ignore
      strokes: [[0, 1], [1, 2], [2, 3, 4, 5, 6]], // prettier-ignore
    },
  ],
  [
    {
      points: [[0.58, 0.1], [0.4, 0.36], [0.22, 0.62], [0.8, 0.62], [0.64, 0.36], [0.62, 0.9]], // prettier-ignore
      strokes: [[0, 1, 2], [2, 3], [4, 5]], // prettier-ignore
    },
    {
      points: [[0.3, 0.12], [0.26, 0.34], [0.3, 0.52], [0.52, 0.54], [0.72, 0.5], [0.72, 0.12], [0.7, 0.5], [0.68, 0.9]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4], [5, 6, 7]], // prettier-ignore
    },
  ],
  [
    {
      points: [[0.74, 0.12], [0.32, 0.12], [0.29, 0.44], [0.52, 0.4], [0.73, 0.53], [0.72, 0.77], [0.5, 0.9], [0.25, 0.82]], // prettier-ignore
      strokes: [[0, 1], [1, 2], [2, 3, 4, 5, 6, 7]], // prettier-ignore
    },
  ],
  [
    {
      points: [[0.66, 0.11], [0.42, 0.27], [0.28, 0.54], [0.32, 0.8], [0.52, 0.9], [0.71, 0.77], [0.68, 0.58], [0.5, 0.5], [0.3, 0.64]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 8]],
    },
  ],
  [
    { points: [[0.22, 0.14], [0.77, 0.13], [0.58, 0.48], [0.42, 0.9]], strokes: [[0, 1], [1, 2, 3]] }, // prettier-ignore
    {
      points: [[0.22, 0.14], [0.77, 0.13], [0.58, 0.5], [0.44, 0.9], [0.38, 0.52], [0.72, 0.5]], // prettier-ignore
      strokes: [[0, 1], [1, 2, 3], [4, 5]], // prettier-ignore
    },
  ],
  [
    {
      points: [[0.5, 0.47], [0.7, 0.33], [0.66, 0.17], [0.5, 0.1], [0.34, 0.17], [0.3, 0.33], [0.5, 0.47], [0.72, 0.63], [0.72, 0.81], [0.5, 0.9], [0.28, 0.81], [0.28, 0.63]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]],
    },
  ],
  [
    {
      points: [[0.7, 0.32], [0.52, 0.5], [0.33, 0.42], [0.32, 0.22], [0.5, 0.1], [0.69, 0.2], [0.72, 0.42], [0.66, 0.66], [0.5, 0.9]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5, 6, 7, 8]],
    },
    {
      points: [[0.68, 0.2], [0.5, 0.11], [0.32, 0.24], [0.34, 0.44], [0.52, 0.5], [0.69, 0.36], [0.7, 0.16], [0.68, 0.55], [0.66, 0.9]], // prettier-ignore
      strokes: [[0, 1, 2, 3, 4, 5], [6, 7, 8]], // prettier-ignore
    },
  ],
];
